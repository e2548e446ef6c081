#include "glasscape/landscape/activation_field.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/landscape/catalogue.hpp"

namespace glasscape {
namespace {

constexpr double same_position = 0.01;  // Å

[[noreturn]] void refuse(const std::string& events, const std::string& why) {
  throw input_error(events, "holds the events of another glass: " + why, "a catalogue made from this configuration",
                    "give the configuration that `explore` was run on");
}

// For each atom of the configuration: nothing. Throws unless the catalogue's glass is this one.
void require_same_glass(const Catalogue::Glass& glass, const Configuration& configuration, const std::string& events) {
  if (glass.ids.size() != configuration.size()) {
    refuse(events, fmt::format("it has {} atoms, the configuration {}", glass.ids.size(), configuration.size()));
  }
  std::unordered_map<std::int64_t, std::size_t> place;
  for (std::size_t k = 0; k < glass.ids.size(); ++k) place[glass.ids[k]] = k;
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    const std::int64_t id = configuration.ids[i];
    const auto found = place.find(id);
    if (found == place.end()) refuse(events, fmt::format("it has no atom {}", id));
    const std::string& species = configuration.species[static_cast<std::size_t>(configuration.types[i])].name;
    if (glass.species[found->second] != species) {
      refuse(events, fmt::format("atom {} is {} there and {} here", id, glass.species[found->second], species));
    }
    Vec3 f = (configuration.positions[i] - glass.positions[found->second]) * configuration.box.inverse_cell();
    for (std::size_t a = 0; a < 3; ++a) {
      if (configuration.box.periodic()[a]) f[a] -= std::round(f[a]);
    }
    const double distance = norm(f * configuration.box.cell());
    if (!(distance < same_position)) refuse(events, fmt::format("atom {} is {:.3g} Å away", id, distance));
  }
}

}  // namespace

const ParameterTable<ActivationOptions>& activation_parameters() {
  static const ParameterTable<ActivationOptions> table{
      {.name = "events",
       .member = &ActivationOptions::events,
       .unit = Unit("1"),
       .help = "catalogue of events made by explore"},
      {.name = "connected",
       .member = &ActivationOptions::connected,
       .unit = Unit("1"),
       .help = "events that count: all, or only those whose saddle relaxes back to the start",
       .choices = {"all", "only"}},
      {.name = "temperature",
       .member = &ActivationOptions::temperature,
       .unit = Unit("K"),
       .help = "of the Boltzmann weights of activation_boltzmann",
       .bounds = positive()}};
  return table;
}

std::vector<Field> activation(const Configuration& configuration, const ActivationOptions& options, const RunContext&) {
  if (options.events.empty()) {
    throw usage_error("activation", "no catalogue is named", "events=FILE.db", "make one with `glasscape explore`");
  }
  Catalogue catalogue = Catalogue::read(options.events);
  require_same_glass(catalogue.glass(), configuration, options.events);
  std::map<std::int64_t, std::vector<double>> barriers;
  for (const EventRow& event : catalogue.events()) {
    if (event.status == "success" && (event.connected || options.connected == "all")) {
      barriers[event.atom].push_back(event.barrier);
    }
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> mean(configuration.size(), nan), least = mean, median = mean, weighted = mean,
                                                       count(configuration.size(), 0);
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    const auto found = barriers.find(configuration.ids[i]);
    if (found == barriers.end()) continue;
    std::vector<double>& b = found->second;
    std::sort(b.begin(), b.end());
    const std::size_t n = b.size();
    mean[i] = std::accumulate(b.begin(), b.end(), 0.0) / static_cast<double>(n);
    least[i] = b.front();
    median[i] = n % 2 == 1 ? b[n / 2] : 0.5 * (b[n / 2 - 1] + b[n / 2]);
    count[i] = static_cast<double>(n);
    double numerator = 0, weights = 0;
    for (const double q : b) {
      const double weight = std::exp((b.front() - q) / (constants::boltzmann * options.temperature));
      numerator += weight * q;
      weights += weight;
    }
    weighted[i] = numerator / weights;
  }
  const std::string origin = fmt::format("activation: events={}, connected={}, temperature={:g} K", options.events,
                                         options.connected, options.temperature);
  const Unit energy("eV");
  return {Field("activation_mean", energy, std::move(mean), 1, origin),
          Field("activation_min", energy, std::move(least), 1, origin),
          Field("activation_median", energy, std::move(median), 1, origin),
          Field("activation_boltzmann", energy, std::move(weighted), 1, origin),
          Field("activation_count", Unit("1"), std::move(count), 1, origin)};
}

Descriptor activation_descriptor() {
  return make_descriptor<ActivationOptions>(
      "activation", "activation energy of each atom, from a catalogue of saddles made by explore",
      "Wei et al., PRB 99, 014115 (2019), doi:10.1103/PhysRevB.99.014115; events by ARTn, Barkema & Mousseau, PRL 77, "
      "4358 (1996), "
      "doi:10.1103/PhysRevLett.77.4358",
      {{"activation_mean", "eV", 1, "mean barrier of the atom's events; NaN without any"},
       {"activation_min", "eV", 1, "lowest barrier; NaN without any"},
       {"activation_median", "eV", 1, "median barrier; NaN without any"},
       {"activation_boltzmann", "eV", 1, "mean weighted with exp(-barrier/kT); NaN without any"},
       {"activation_count", "1", 1, "number of successful events"}},
      activation_parameters(), activation);
}

}  // namespace glasscape
