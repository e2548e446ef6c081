#include "glasscape/landscape/event_selection.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <unordered_map>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/landscape/atom_selection.hpp"

namespace glasscape {

const ParameterTable<EventSelection>& event_selection_parameters() {
  using S = EventSelection;
  const Unit none("1"), energy("eV");
  static const ParameterTable<S> table{
      {.name = "atom",
       .member = &S::atom,
       .unit = none,
       .help = "kicked atoms: all, ids and ranges (1-200,305), elements, every:N; comma-separated"},
      {.name = "species", .member = &S::species, .unit = none, .help = "element of the kicked atom"},
      {.name = "protocol", .member = &S::protocol, .unit = none, .help = "how the attempt started"},
      {.name = "connected",
       .member = &S::connected,
       .unit = none,
       .help = "barriers of all events, only of those whose saddle relaxes back to the start, or of those it does not",
       .choices = {"all", "only", "not"}},
      {.name = "min_barrier",
       .member = &S::min_barrier,
       .unit = energy,
       .help = "leave out lower barriers",
       .bounds = at_least(0)},
      {.name = "max_barrier",
       .member = &S::max_barrier,
       .unit = energy,
       .help = "leave out higher barriers",
       .bounds = positive()}};
  return table;
}

SelectedEvents select_events(Catalogue& catalogue, const EventSelection& selection) {
  if (!(selection.min_barrier <= selection.max_barrier)) {
    throw usage_error(
        "--min-barrier",
        fmt::format("{:g} eV is above --max-barrier, {:g} eV", selection.min_barrier, selection.max_barrier),
        "min <= max");
  }
  SelectedEvents result{.glass = catalogue.configuration(), .campaign = catalogue.campaign()};
  const Configuration& glass = result.glass;
  std::int32_t type = -1;
  if (!selection.species.empty()) {
    std::vector<std::string> names;
    for (const Species& species : glass.species) names.push_back(species.name);
    const auto hit = std::find(names.begin(), names.end(), selection.species);
    if (hit == names.end()) {
      throw usage_error("--species", fmt::format("no atom of the glass is '{}'", selection.species),
                        join(names, " | "));
    }
    type = static_cast<std::int32_t>(hit - names.begin());
  }
  std::vector<bool> chosen(glass.size(), false);
  for (const std::size_t i : select_atoms(glass, selection.atom)) chosen[i] = type < 0 || glass.types[i] == type;
  std::unordered_map<std::int64_t, std::size_t> place;
  for (std::size_t i = 0; i < glass.size(); ++i) place[glass.ids[i]] = i;

  std::set<std::string> protocols;
  for (EventRow& event : catalogue.events()) {
    const std::size_t i = place.at(event.atom);
    protocols.insert(event.protocol);
    if (!chosen[i] || (!selection.protocol.empty() && event.protocol != selection.protocol)) continue;
    const bool barrier_fits =
        event.success() && event.barrier >= selection.min_barrier && event.barrier <= selection.max_barrier;
    const bool connection_fits =
        selection.connected == "all" || (event.connection_known && event.connected == (selection.connected == "only"));
    if (barrier_fits && connection_fits) result.successes.push_back(result.attempts.size());
    result.place.push_back(i);
    result.attempts.push_back(std::move(event));
  }
  if (!selection.protocol.empty() && !protocols.contains(selection.protocol)) {
    throw usage_error("--protocol", fmt::format("no event was made by '{}'", selection.protocol),
                      join(std::vector<std::string>(protocols.begin(), protocols.end()), " | "));
  }
  return result;
}

}  // namespace glasscape
