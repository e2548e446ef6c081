#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/vec.hpp"
#include "glasscape/landscape/saddle_search.hpp"

namespace glasscape {

/// How attempts start, in which regions they are made, and how their ends are examined; the search itself is
/// SaddleOptions.
struct EventOptions : SaddleOptions {
  std::string protocol = "local_push";                  ///< local_push, soft_mode
  double kick = 0.1;                                    ///< Å, length of the first displacement
  double kick_radius = 2.0;                             ///< Å, atoms this near to the centre are kicked
  std::string region = "grow";                          ///< grow, full
  double search_radius = 10;                            ///< Å, region in which a saddle is searched
  double search_force = 0.05;                           ///< eV/Å, how far it is converged there
  std::vector<double> refine_radii = {13, 17, 23, 28};  ///< Å, regions in which it is refined, in order
  double barrier_tolerance = 0.01;                      ///< eV, no further region once the error is estimated below it
  double push_over = 0.15;                              ///< Å, length of the step off the saddle to either side
  double minimum_force = 0.01;                          ///< eV/Å, where the minimisations on both sides stop
  double same_energy = 1e-3;                            ///< eV
  double same_distance = 0.1;                           ///< Å, largest distance of an atom from where it was
  double displacement_threshold = 0.1;                  ///< Å, smaller displacements are not stored
};

/// An atom that moved.
struct Displaced {
  std::int64_t id;
  Vec3 displacement;  ///< Å
};

/// What came of one attempt. Energies are relative to the start [eV]; what was not determined is NaN.
struct Event {
  std::int64_t atom = 0;     ///< id of the atom that was kicked
  std::int64_t attempt = 0;  ///< 0, 1, ... for each atom
  std::string protocol;      ///< how the attempt started
  SaddleStatus status = SaddleStatus::stopped;
  double energy = 0;            ///< where the search ended, in the last region
  double barrier = 0;           ///< of successes: energy of the saddle, corrected for the frozen surroundings
  double curvature = 0;         ///< eV/Å²
  double second_curvature = 0;  ///< eV/Å²
  double residual = 0;          ///< eV/Å
  std::int64_t pushes = 0;
  EvaluationCounts evaluations;
  double seconds = 0;  ///< processor time of the thread

  double region_radius = 0;  ///< Å, of the last region; infinite: the whole system
  // Of successes only:
  double barrier_error = 0;      ///< eV, estimated error of the correction; 0: whole system
  double reverse_barrier = 0;    ///< eV, from the minimum on the far side
  bool sides_converged = false;  ///< both minimisations converged
  bool connected = false;        ///< one side relaxes back to the start
  double back_energy = 0;        ///< minimum on the side of the start, corrected as well; 0 where connected
  double end_energy = 0;         ///< minimum on the other side, corrected as well: barrier − reverse_barrier
  double back_distance = 0;      ///< Å, largest distance of an atom there from the start
  double end_distance = 0;       ///< Å
  std::int64_t centre = 0;       ///< id of the atom displaced furthest at the saddle
  double participation = 0;      ///< (Σ d²)²/Σ d⁴ at the saddle: about how many atoms take part
  /// From the start to the saddle, to the minimum on the far side, and (unless connected) to the one on the near side.
  std::vector<Displaced> saddle_displacements, end_displacements, back_displacements;
};

}  // namespace glasscape
