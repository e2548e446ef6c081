#pragma once

#include <string>
#include <vector>

#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/catalogue.hpp"

namespace glasscape {

/// Which events of a catalogue are looked at.
struct EventSelection {
  std::string atom = "all";       ///< kicked atoms, as explore's list
  std::string species;            ///< element of the kicked atom; empty: any
  std::string protocol;           ///< empty: any
  std::string connected = "all";  ///< all, only, not
  double min_barrier = 0;         ///< eV
  double max_barrier = 1e9;       ///< eV
};
const ParameterTable<EventSelection>& event_selection_parameters();

/// The events of a catalogue that a selection leaves.
struct SelectedEvents {
  Configuration glass;
  Campaign campaign;
  std::vector<EventRow> attempts;      ///< by kicked atom, species and protocol: what rates refer to; in order of id
  std::vector<std::size_t> successes;  ///< of these, with a barrier and connection that were asked for
  std::vector<std::size_t> place;      ///< for each attempt: index of the kicked atom in the glass

  [[nodiscard]] const std::string& species(std::size_t attempt) const {
    return glass.species[static_cast<std::size_t>(glass.types[place[attempt]])].name;
  }
};

/// Throws Error(usage) for atoms, species or protocols that the catalogue does not have, and for a barrier range
/// without room.
SelectedEvents select_events(Catalogue& catalogue, const EventSelection& selection);

}  // namespace glasscape
