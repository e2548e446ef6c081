#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/landscape/surface.hpp"

namespace glasscape {

/// How a saddle search by the activation-relaxation technique (ARTn) goes about it. Defaults follow paper 003 where it
/// states a value; the parameter table (explore_options.cpp) says where each comes from.
struct SaddleOptions {
  double step = 0.15;                  ///< Å, length of a push while leaving the basin
  std::int64_t basin_relaxations = 3;  ///< perpendicular steps after each push in the basin
  std::int64_t basin_pushes = 40;
  double leave_curvature = -0.30;         ///< eV/Å²
  double max_push = 0.30;                 ///< Å, longest push along the mode
  double min_curvature = 0.5;             ///< eV/Å², bounds the Newton step along the mode
  std::int64_t perpendicular_steps = 12;  ///< most perpendicular steps per push along the mode
  std::int64_t lanczos_vectors = 5;
  std::int64_t first_lanczos_vectors = 15;
  double lanczos_difference = 1e-3;  ///< Å
  std::int64_t lost_curvature = 2;   ///< how often the curvature may turn positive again
  double saddle_force = 0.05;        ///< eV/Å
  double refine_force = 0.01;        ///< eV/Å
  std::int64_t check_vectors = 30;   ///< Lanczos vectors for the second eigenvalue
  double energy_ceiling = 20;        ///< eV above the minimum
  double max_participation = 200;    ///< atoms; a displacement spread over more of them is given up
  std::int64_t max_evaluations = 2000;
  /// Push in the basin along the lowest mode that Lanczos iteration from the kick finds, not along the kick itself.
  bool soft_start = false;
  std::int64_t soft_vectors = 15;  ///< Hessian products for it: more of them reach further and softer
};

/// How a search ended. All are results, to be stored and counted.
enum class SaddleStatus {
  success,                ///< converged, exactly one negative mode, above the minimum
  higher_index,           ///< converged, but a second mode is negative
  no_negative_curvature,  ///< never left the basin
  curvature_lost,         ///< left the basin and fell back behind the inflection too often
  not_converged,          ///< out of evaluations
  energy_ceiling,         ///< climbed above the ceiling
  fell_back,              ///< converged at or below the energy of the minimum, or back in it
  diverged,               ///< the energy is not finite
  delocalised,            ///< the displacement has spread over more atoms than a local event moves
  vanished,               ///< a saddle of the small region only: gone when the atoms around it may move
  stopped,                ///< on request; the only one that is no result
};
std::string_view to_string(SaddleStatus status);

/// Evaluations of energy and forces, by what they were for.
struct EvaluationCounts {
  std::int64_t basin = 0, lanczos = 0, perpendicular = 0, refinement = 0, check = 0, relaxation = 0;
  [[nodiscard]] std::int64_t total() const { return basin + lanczos + perpendicular + refinement + check + relaxation; }
  EvaluationCounts& operator+=(const EvaluationCounts& n) {
    basin += n.basin;
    lanczos += n.lanczos;
    perpendicular += n.perpendicular;
    refinement += n.refinement;
    check += n.check;
    relaxation += n.relaxation;
    return *this;
  }
};

/// Å: a stationary point nearer to the minimum than this is the minimum itself.
inline constexpr double nearest_saddle = 0.05;

/// A point of the way up, on request.
struct PathPoint {
  std::vector<double> x;
  double energy;  ///< eV
};

struct Saddle {
  SaddleStatus status = SaddleStatus::diverged;
  std::vector<double> x;            ///< where the search ended
  std::vector<double> mode;         ///< lowest mode there (unit length), pointing away from the minimum
  std::vector<double> second_mode;  ///< the next, where it was determined
  double energy = 0;                ///< eV
  double residual = 0;              ///< eV/Å
  double curvature = 0;             ///< eV/Å², lowest eigenvalue; NaN if it was never determined
  double second_curvature = 0;      ///< eV/Å², upper bound of the second eigenvalue; NaN unless the search converged
  std::int64_t pushes = 0;          ///< in the basin and along the mode
  EvaluationCounts evaluations;
};

/// Searches a saddle from a minimum in a given direction.
///
///   1 basin      push along the fixed direction of the kick (soft_start: of a soft mode around it), a few
///   steepest-descent
///                steps perpendicular to it, until the lowest Hessian eigenvalue is below leave_curvature twice in a
///                row, or once by 0.2 eV/Å² more
///   2 climb      push against the force along the lowest mode v by min(max_push, |F·v|/max(|λ|, min_curvature)),
///                relax perpendicular to v, update v by Lanczos from the last one; back to 1 from here where λ turns
///                positive
///   3 refine     once the largest force is below 0.3 eV/Å: L-BFGS on F − 2(F·v)v to refine_force
///
/// What it ends at is not examined: success means a stationary point with λ₁ < 0, see check_saddle().
///
///   minimum    coordinates of a minimum; minimum_energy its energy [eV]
///   kick       first displacement [Å], of any origin: random, a mode, a deformation; its direction is that of the
///              pushes in the basin
///   path       if given, receives the point after each push and its relaxation
///
/// The result depends on the arguments (and the state of the surface: call reset() first) only.
///
/// Source   Barkema & Mousseau, PRL 77, 4358 (1996), doi:10.1103/PhysRevLett.77.4358; Malek & Mousseau, PRE 62, 7723
///          (2000), doi:10.1103/PhysRevE.62.7723; Cancès et al., JCP 130, 114711 (2009), doi:10.1063/1.3088532
Saddle find_saddle(EnergySurface& surface, std::span<const double> minimum, double minimum_energy,
                   std::span<const double> kick, const SaddleOptions& options, const RunContext& context = {},
                   std::vector<PathPoint>* path = nullptr);

/// Goes on from a point near a saddle, stages 2 and 3 only: for instance from the saddle of a smaller region.
///
///   saddle     x and mode (the lowest mode there, unit length) are read
///
/// curvature_lost: there is no saddle near by any more.
Saddle refine_saddle(EnergySurface& surface, std::span<const double> minimum, double minimum_energy,
                     const Saddle& saddle, const SaddleOptions& options, const RunContext& context = {});

/// Examines a converged saddle and sets its status, modes and curvatures: λ₁ by a central difference along the mode
/// that Lanczos iteration finds, λ₂ by Lanczos orthogonal to it (check_vectors at most: an upper bound). Where the
/// saddle has modes already, as from a smaller region, the first is taken as it is and iteration starts from the
/// second.
void check_saddle(Saddle& saddle, EnergySurface& surface, std::span<const double> minimum, double minimum_energy,
                  const SaddleOptions& options, const RunContext& context = {});

/// (Σ d²)²/Σ d⁴ over the displacements d of the atoms: about how many of them take part. Consecutive triples of x −
/// reference are atoms.
double participation(const EnergySurface& surface, std::span<const double> x, std::span<const double> reference);

}  // namespace glasscape
