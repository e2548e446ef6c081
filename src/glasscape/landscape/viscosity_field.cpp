#include "glasscape/landscape/viscosity_field.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/neighbors/domains.hpp"
#include "glasscape/scattering/extrema.hpp"
#include "glasscape/scattering/radial_distribution.hpp"

namespace glasscape {
namespace {

void require_temperature(const ViscosityOptions& options) {
  if (options.temperature > 0) return;
  throw usage_error("viscosity", "no temperature is given", "temperature=650 (K, above 0)",
                    "a barrier alone says nothing about a viscosity: choose the temperature");
}

double first_minimum(const Configuration& configuration, const RunContext& context) {
  const auto& periodic = configuration.box.periodic();
  const std::string where = "viscosity", remedy = "give cutoff=3.8 Å or what fits";
  if (!periodic[0] || !periodic[1] || !periodic[2])
    throw usage_error(where, "the cutoff of regions cannot be read from g(r) of a box with open directions", {},
                      remedy);
  const RadialOptions options{.rmax = 8};
  RadialDistribution g(options, configuration.species.size());
  g.add(configuration.view(), context);
  std::vector<double> expected(g.bins(), 0.0);
  for (std::size_t k = 0; k < g.bins(); ++k) {
    for (std::size_t a = 0; a < g.species(); ++a) {
      for (std::size_t b = 0; b < g.species(); ++b) expected[k] += g.expected_pairs(a, b, k) / 2;
    }
  }
  const Extrema extrema = find_extrema(g.total(), g.width(), options.smoothing, expected);
  if (extrema.troughs.empty()) throw usage_error(where, "g(r) has no minimum below 8 Å", {}, remedy);
  return extrema.troughs.front().r;
}

}  // namespace

const ParameterTable<ViscosityOptions>& viscosity_parameters() {
  using O = ViscosityOptions;
  const Unit none("1");
  static const ParameterTable<O> table{
      {.name = "events", .member = &O::events, .unit = none, .help = "catalogue of events made by explore"},
      {.name = "temperature",
       .member = &O::temperature,
       .unit = Unit("K"),
       .help = "must be given; 0 stands for none",
       .bounds = at_least(0)},
      {.name = "barrier",
       .member = &O::barrier,
       .unit = none,
       .help = "which average of an atom's barriers is its activation energy",
       .choices = {"mean", "min", "median", "boltzmann"},
       .source = "not stated in doi:10.1103/PhysRevB.99.014115"},
      {.name = "connected",
       .member = &O::connected,
       .unit = none,
       .help = "events that count: all, or only those whose saddle relaxes back to the start",
       .choices = {"all", "only"}},
      {.name = "prefactor",
       .member = &O::prefactor,
       .unit = none,
       .help = "viscosity at infinite temperature, Pa s",
       .bounds = positive(),
       .source = "doi:10.1103/PhysRevB.99.014115"},
      {.name = "liquid_below",
       .member = &O::liquid_below,
       .unit = none,
       .help = "viscosity below which surroundings are liquid-like, Pa s",
       .bounds = positive(),
       .source = "doi:10.1103/PhysRevB.99.014115"},
      {.name = "cutoff",
       .member = &O::cutoff,
       .unit = Unit("Å"),
       .help = "atoms this near are neighbours within a region; 0: the first minimum of the total g(r)",
       .bounds = at_least(0)}};
  return table;
}

std::vector<Field> viscosity(const Configuration& configuration, const ViscosityOptions& options,
                             const RunContext& context) {
  require_temperature(options);
  const double kT = constants::boltzmann * options.temperature;
  const auto energies = activation(
      configuration, {.events = options.events, .connected = options.connected, .temperature = options.temperature},
      context);
  const std::string wanted = "activation_" + options.barrier;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::size_t n = configuration.size();
  std::vector<double> logarithm(n, nan), phase = logarithm, region = logarithm, size = logarithm, spans = logarithm;
  std::vector<int> kind(n, -1);
  for (const Field& field : energies) {
    if (field.name() != wanted) continue;
    for (std::size_t i = 0; i < n; ++i) {
      if (std::isnan(field.at(i))) continue;
      logarithm[i] = std::log10(options.prefactor) + field.at(i) / (kT * std::numbers::ln10);
      kind[i] = logarithm[i] < std::log10(options.liquid_below) ? 0 : 1;
      phase[i] = kind[i];
    }
  }
  const double cutoff = options.cutoff > 0 ? options.cutoff : first_minimum(configuration, context);
  const Domains domains = find_domains(NeighborList(configuration.view(), cutoff, context), kind);
  for (std::size_t i = 0; i < n; ++i) {
    if (domains.of[i] == Domains::none) continue;
    const Domains::Domain& domain = domains.domains[domains.of[i]];
    region[i] = domains.of[i] + 1.0;
    size[i] = static_cast<double>(domain.size);
    spans[i] = static_cast<double>(domain.spans[0]) + domain.spans[1] + domain.spans[2];
  }
  const std::string origin =
      fmt::format("viscosity: events={}, temperature={:g} K, barrier={}, connected={}, cutoff={:.4g} Å", options.events,
                  options.temperature, options.barrier, options.connected, cutoff);
  const Unit none("1");
  return {Field("viscosity_log10", none, std::move(logarithm), 1, origin),
          Field("viscosity_phase", none, std::move(phase), 1, origin),
          Field("viscosity_region", none, std::move(region), 1, origin),
          Field("viscosity_region_size", none, std::move(size), 1, origin),
          Field("viscosity_region_spans", none, std::move(spans), 1, origin)};
}

Descriptor viscosity_descriptor() {
  Descriptor descriptor = make_descriptor<ViscosityOptions>(
      "viscosity", "viscosity at a temperature after each atom's activation energy, solid-like and liquid-like regions",
      "Wei et al., PRB 99, 014115 (2019), doi:10.1103/PhysRevB.99.014115",
      {{"viscosity_log10", "1", 1, "log10 of the viscosity in Pa s; NaN without events"},
       {"viscosity_phase", "1", 1, "0 liquid-like, 1 solid-like; NaN without events"},
       {"viscosity_region", "1", 1, "number of the atom's connected region, 1 the largest; NaN without events"},
       {"viscosity_region_size", "1", 1, "atoms of that region; NaN without events"},
       {"viscosity_region_spans", "1", 1, "cell vectors along which it meets its own image; NaN without events"}},
      viscosity_parameters(), viscosity);
  // A missing temperature is refused before anything is computed.
  descriptor.resolve = [](const Settings& settings) {
    ViscosityOptions options;
    for (const auto& [key, value] : settings) viscosity_parameters().set(options, key, value, "viscosity");
    require_temperature(options);
    return viscosity_parameters().resolved(options);
  };
  return descriptor;
}

}  // namespace glasscape
