#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct AqsEventsOptions {
  std::string potential;
  std::vector<std::string> planes{"xy"};
  std::string senses = "forward";  ///< forward | both
  double max_strain = 0.05;
  double strain_step = 1e-3;
  std::int64_t refinement = 10;
  double force_tolerance = 1e-6;  ///< eV/Å
  std::int64_t max_evaluations = 100'000;
  double event_energy = 1e-3;  ///< eV
  double event_stress = 0.1;
  double d2min_cutoff = 3.8;             ///< Å
  std::string d2min_normalise = "mean";  ///< mean | sum
  std::string participants = "count";    ///< count | threshold
  double threshold = 0.1;                ///< Å²
  std::int64_t event_fields = 0;
};
const ParameterTable<AqsEventsOptions>& aqs_events_parameters();

/// Where plastic events of quasistatic shear sit: in which events each atom took part, from which strain on, and how
/// far its neighbourhood moved.
///
/// Every event is a rearrangement between two minima one tick of strain apart (QuasistaticRun). Who took part:
///   count      the n atoms of largest non-affine displacement u, n = (Σ u²)²/Σ u⁴ rounded: as many as the event moves
///   threshold  atoms with D²min above the threshold, from the state before to the state after
/// Both are our definitions.
///
///   aqs_events        number of events that the atom took part in, all directions together
///   aqs_first_strain  strain (without sign) after the first of them, the smallest over the directions
///   aqs_d2min_max     largest D²min of the atom over all events
///   aqs_d2min_sum     sum of it over all events
///
/// Input    configuration, periodic in all directions; it is minimised in its box first
/// Output   those four (N) [1, 1, Å², Å²]; with more than one direction "aqs_first_strain_xy", ... for each; with
///          event_fields=K "aqs_event_1", ... "aqs_event_K" (N) [Å²]: D²min of the first K events, direction by
///          direction
/// NaN      aqs_first_strain of atoms that never take part; D²min where the neighbours of an atom never span three
///          dimensions
/// Errors   Error(numerical) where a minimisation does not reach the tolerance, Error(stopped) on request
/// Cost     per direction max_strain/strain_step minimisations, and some 4 per event; not resumed (the verb deform is)
/// Source   Wei et al., PRB 99, 014115 (2019), doi:10.1103/PhysRevB.99.014115 (D²min before and after the first stress
///          drops, xy); Maloney & Lemaître, PRE 74, 016118 (2006), doi:10.1103/PhysRevE.74.016118
std::vector<Field> aqs_events(const Configuration& configuration, const AqsEventsOptions& options,
                              const RunContext& context);

/// The descriptor "aqs_events".
Descriptor aqs_events_descriptor();

}  // namespace glasscape
