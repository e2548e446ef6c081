#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/saddle_search.hpp"
#include "glasscape/landscape/system_surface.hpp"

namespace glasscape {

/// How attempts start, and how their ends are examined; the search itself is SaddleOptions.
struct EventOptions : SaddleOptions {
  double kick = 0.1;                    ///< Å, length of the first displacement
  double kick_radius = 2.0;             ///< Å, atoms this near to the centre are kicked
  double push_over = 0.15;              ///< Å, length of the step off the saddle to either side
  double minimum_force = 1e-3;          ///< eV/Å, where the minimisations on both sides stop
  double same_energy = 1e-3;            ///< eV
  double same_distance = 0.1;           ///< Å, largest distance of an atom from where it was
  double displacement_threshold = 0.1;  ///< Å, smaller displacements are not stored
};

/// The name under which the way of starting attempts is stored with every event: barriers depend on it.
inline constexpr std::string_view local_push_protocol = "local_push";

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
  double barrier = 0;           ///< energy where the search ended; the barrier where it is a success
  double curvature = 0;         ///< eV/Å²
  double second_curvature = 0;  ///< eV/Å²
  double residual = 0;          ///< eV/Å
  std::int64_t pushes = 0;
  EvaluationCounts evaluations;
  double seconds = 0;  ///< wall time

  // Of successes only:
  double region_radius = 0;      ///< Å, of the region in which the saddle was refined last; NaN: the whole system
  double barrier_error = 0;      ///< eV, estimate of what the frozen surroundings still do to the barrier; 0: whole system
  bool sides_converged = false;  ///< both minimisations converged
  bool connected = false;        ///< one side relaxes back to the start
  double back_energy = 0;        ///< minimum on the side of the start; 0 where connected
  double end_energy = 0;         ///< minimum on the other side
  double back_distance = 0;      ///< Å, largest distance of an atom there from the start
  double end_distance = 0;       ///< Å
  std::int64_t centre = 0;       ///< id of the atom displaced furthest at the saddle
  double participation = 0;      ///< (Σ d²)²/Σ d⁴ at the saddle: about how many atoms take part
  /// From the start to the saddle, to the minimum on the far side, and (unless connected) to the one on the near side.
  std::vector<Displaced> saddle_displacements, end_displacements, back_displacements;
};

/// The starting point that all events of a campaign share.
struct EventStart {
  const Configuration* configuration;
  std::vector<double> x;  ///< coordinates of the surface at the minimum
  double energy;          ///< eV
};

/// Evaluates the configuration on the surface. Throws Error(input) where it is not a minimum: if the largest force
/// exceeds `tolerance`, with the advice to relax it.
EventStart event_start(const Configuration& configuration, SystemSurface& surface, double tolerance);

/// One attempt: kicks the atom, searches a saddle, checks it, relaxes to both sides and compares with the start.
///
/// Random numbers depend on (seed, id of the atom, attempt) only, and the surface is reset first, so that the result
/// does not depend on what was computed before, in which thread or run.
///
/// `centre` is the index of the atom; it must move on the surface. The kick is random and isotropic over the atoms
/// within kick_radius of it. Not finding a saddle is a value.
Event run_event(SystemSurface& surface, const EventStart& start, std::size_t centre, std::int64_t attempt,
                std::uint64_t seed, const EventOptions& options, const RunContext& context = {});

/// The first displacement of an attempt, as coordinates of the surface; exposed for tests.
std::vector<double> local_kick(const SystemSurface& surface, const Configuration& configuration, std::size_t centre,
                               std::int64_t attempt, std::uint64_t seed, const EventOptions& options);

}  // namespace glasscape
