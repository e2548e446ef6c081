#pragma once

#include <map>
#include <string>
#include <vector>

#include "glasscape/landscape/distinct_saddles.hpp"
#include "glasscape/landscape/event_selection.hpp"
#include "glasscape/statistics/clustered.hpp"

namespace glasscape {

/// What came of the attempts of one group: all, those of a species, of a protocol, of a Voronoi class. Attempts from
/// the same atom go together; intervals (95 %) take the atoms as the units.
struct EventGroup {
  std::string name;
  std::size_t atoms = 0;  ///< that were kicked
  std::size_t attempts = 0;
  Share successes;  ///< of the attempts
  Share connected;  ///< of the successes whose connection is known
  Share centred;    ///< successes whose furthest displaced atom is the one that was kicked
  // Of the selected barriers:
  ClusteredMean barrier, connected_barrier;                                       ///< eV
  double median = 0, minimum = 0, maximum = 0, spread = 0, connected_median = 0;  ///< eV; NaN without any
  double participation = 0;                                                       ///< mean; NaN without any
  std::vector<double> barriers;                                                   ///< eV, in order of event id
  std::vector<std::int64_t> kicked;                                               ///< for each barrier: id of the atom
};

struct EventSummary {
  EventGroup all;
  std::vector<EventGroup> by_species, by_protocol;
  std::map<std::string, std::size_t> outcomes;  ///< status -> attempts
  std::map<std::string, std::int64_t> outcome_evaluations;
  EvaluationCounts evaluations;                ///< of all attempts, failed ones included
  double seconds = 0;                          ///< processor time of all attempts
  double median_error = 0, largest_error = 0;  ///< eV, estimated error of the selected barriers; NaN without any
  std::size_t whole_system = 0;                ///< selected events that were refined without frozen surroundings
  std::size_t distinct = 0;                    ///< saddles among the selected events
  std::size_t found_again_by_same_atom = 0;    ///< events whose saddle an earlier event of the same atom had found
};

/// Groups of attempts by a label per attempt (empty: in no group), largest first, equally large ones by name.
std::vector<EventGroup> group_events(const SelectedEvents& selected, const std::vector<std::string>& label);

EventSummary summarise_events(Catalogue& catalogue, const SelectedEvents& selected, const SameSaddle& same = {});

}  // namespace glasscape
