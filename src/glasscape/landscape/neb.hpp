#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/landscape/surface.hpp"

namespace glasscape {

struct NebOptions {
  std::int64_t images = 9;        ///< between the two ends
  double spring = 5.0;            ///< eV/Å², between neighbouring images
  double force_tolerance = 0.01;  ///< eV/Å, largest force on an atom of the climbing image
  double band_tolerance = 0.05;   ///< eV/Å, the same for the other images, perpendicular to the path
  double climb_from = 0.5;        ///< eV/Å: the highest image begins to climb when all forces are below this
  double max_step = 0.05;         ///< Å, largest move of one atom in a step
  std::int64_t max_iterations = 1000;
};

enum class NebStatus {
  converged,
  no_barrier,  ///< converged, but no image lies above both ends: nothing climbs
  budget,      ///< max_iterations used up
  diverged,    ///< an energy is not finite
  stopped,     ///< on request
};
std::string_view to_string(NebStatus status);

struct NebResult {
  NebStatus status = NebStatus::diverged;
  std::vector<std::vector<double>> path;  ///< coordinates, ends included
  std::vector<double> energies;           ///< eV, ends included
  std::vector<double> distance;  ///< Å, along the path from its first point (Euclidean norm over all coordinates)
  std::size_t highest = 0;       ///< image that climbed, or the highest point if none did
  double barrier = 0, reverse_barrier = 0;  ///< eV, of that point above the first and the last
  double residual = 0;                      ///< eV/Å, true force left at the climbing image
  double band_residual = 0;                 ///< eV/Å, largest perpendicular force of the others
  std::int64_t iterations = 0;
  std::int64_t evaluations = 0;

  [[nodiscard]] bool converged() const noexcept { return status == NebStatus::converged; }
};

/// The minimum-energy path between two minima and the highest saddle on it: climbing-image nudged elastic band.
///
///   tangent   of the improved kind: towards the higher neighbour; at extrema both neighbours, weighted by energy
///   forces    F − (F·τ)τ + k(|R₊ − R| − |R − R₋|)τ;  of the climbing image: F − 2(F·τ)τ
///   start     images evenly spaced on the straight lines from point to point
///   optimiser L-BFGS over all images together, restarted where the climbing image changes; FIRE while forces are
///             large
///
/// Where forces rise again to ten times the best reached, the band goes back to its best state and stops climbing until
/// it is smoother.
///
/// A path may pass other minima; the barrier is then that of the highest saddle on it. Whether a lower path exists,
/// no band can tell.
///
/// Input    one surface for all images, or one for each (images of them: they keep their neighbour lists and are
///          evaluated in parallel); points: two minima, which do not move, and any number of points between that
///          only say where to start from
/// Errors   Error(usage) for other numbers of surfaces or of coordinates, or fewer than two points
/// Cost     images · iterations evaluations; 50 to 400 iterations for an event of a glass, where one in seven straight
///          lines of the tests led into a tangle of minima that did not converge within 600
/// Source   Henkelman & Jónsson, JCP 113, 9978 (2000), doi:10.1063/1.1323224 (tangent); Henkelman, Uberuaga & Jónsson,
///          JCP 113, 9901 (2000), doi:10.1063/1.1329672 (climbing image); Sheppard, Terrell & Henkelman, JCP 128,
///          134106 (2008), doi:10.1063/1.2841941 (global L-BFGS)
NebResult nudged_elastic_band(std::span<EnergySurface* const> surfaces, std::span<const std::vector<double>> points,
                              const NebOptions& options, const RunContext& context = {});

}  // namespace glasscape
