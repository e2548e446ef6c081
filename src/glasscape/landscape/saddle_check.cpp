#include <algorithm>
#include <cmath>

#include "glasscape/core/rng.hpp"
#include "glasscape/landscape/lanczos.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"
#include "glasscape/landscape/saddle_search.hpp"

namespace glasscape {
namespace {

// The second mode usually lives near the first: what that touches, in another direction.
std::vector<double> beside(const std::vector<double>& mode) {
  std::vector<double> start(mode.size());
  CounterRng rng(0x5adde, 0);
  const double spread = 1.0 / std::sqrt(static_cast<double>(mode.size()));
  for (std::size_t i = 0; i < mode.size(); ++i) start[i] = (std::abs(mode[i]) + 0.1 * spread) * rng.normal();
  return start;
}

}  // namespace

void check_saddle(Saddle& saddle, EnergySurface& surface, std::span<const double> minimum, double minimum_energy,
                  const SaddleOptions& options, const RunContext& context) {
  const std::vector<double>& x = saddle.x;
  std::vector<double> forces(x.size()), away(x.size());
  surface.energy_and_forces(x, forces);
  ++saddle.evaluations.check;
  LowestMode lowest;
  if (saddle.second_mode.empty()) {
    const LanczosOptions first{.max_vectors = options.first_lanczos_vectors,
                               .relative_tolerance = 1e-3,
                               .difference = options.lanczos_difference};
    lowest = lowest_mode(surface, x, forces, saddle.mode, first);
    saddle.mode = std::move(lowest.vector);
    saddle.evaluations.check += lowest.products;
  }
  saddle.curvature = curvature_along(surface, x, saddle.mode, options.lanczos_difference);
  saddle.evaluations.check += 2;
  std::vector<double> start = saddle.second_mode;
  if (start.empty()) start = beside(saddle.mode);
  const LanczosOptions second{
      .max_vectors = options.check_vectors, .relative_tolerance = 1e-2, .difference = options.lanczos_difference};
  const std::vector<std::vector<double>> exclude{saddle.mode};
  if (x.size() > 1 + surface.translations()) {
    lowest = lowest_mode(surface, x, forces, start, second, exclude);
    saddle.evaluations.check += lowest.products;
    saddle.second_curvature = lowest.value;
    saddle.second_mode = std::move(lowest.vector);
  }
  for (std::size_t i = 0; i < x.size(); ++i) away[i] = x[i] - minimum[i];
  surface.remove_translations(away);
  if (dot(saddle.mode, away) < 0) scale(-1, saddle.mode);
  if (context.stop_requested()) {
    saddle.status = SaddleStatus::stopped;
  } else if (!(saddle.energy > minimum_energy) || surface.largest_move(away) < nearest_saddle) {
    saddle.status = SaddleStatus::fell_back;
  } else if (!(saddle.curvature < 0)) {
    saddle.status = SaddleStatus::curvature_lost;
  } else {
    saddle.status = saddle.second_curvature < 0 ? SaddleStatus::higher_index : SaddleStatus::success;
  }
}

double participation(const EnergySurface& surface, std::span<const double> x, std::span<const double> reference) {
  std::vector<double> d(x.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = x[i] - reference[i];
  surface.remove_translations(d);
  double second = 0, fourth = 0;
  for (std::size_t i = 0; i + 2 < d.size(); i += 3) {
    const double d2 = d[i] * d[i] + d[i + 1] * d[i + 1] + d[i + 2] * d[i + 2];
    second += d2;
    fourth += d2 * d2;
  }
  return fourth > 0 ? second * second / fourth : 0;
}

}  // namespace glasscape
