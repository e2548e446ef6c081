#include "glasscape/scattering/affine/critical_radius.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace glasscape {

CriticalRadius critical_radius(std::span<const double> r, std::span<const double> deviation,
                               std::span<const double> affine, const CriticalOptions& options) {
  CriticalRadius result;
  const std::size_t n = r.size();
  // Cumulative sums of squares.
  std::vector<double> deviations(n + 1, 0), affines(n + 1, 0);
  double noise = 0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const double d = r[k] * deviation[k], a = r[k] * affine[k];
    deviations[k + 1] = deviations[k] + d * d;
    affines[k + 1] = affines[k] + a * a;
    if (r[k] < options.r_fit) continue;
    noise += d * d;
    ++count;
  }
  if (count < 8) return result;
  noise /= static_cast<double>(count);
  result.noise = std::sqrt(noise);
  const auto points = static_cast<std::size_t>(std::lround(options.window / (r[1] - r[0]))) + 1;
  if (points >= n) return result;
  const auto excess = [&](std::size_t k) {
    const auto size = static_cast<double>(points);
    const double m = (deviations[k + points] - deviations[k]) / size, a = (affines[k + points] - affines[k]) / size;
    return m / (options.threshold * options.threshold * noise + options.tolerance * options.tolerance * a);
  };
  // Coming from `start` inwards.
  const auto crossing = [&](double level, double start) {
    double outer = 0;
    for (std::size_t k = n - points + 1; k-- > 0;) {
      const double here = excess(k);
      if (r[k] > start) {
        outer = std::min(here, level);
        continue;
      }
      if (here > level) {
        // Between this point and the one before, where it was below.
        if (k == n - points || outer == level) return r[k];
        return r[k] + (r[k + 1] - r[k]) * (here - level) / (here - outer);
      }
      outer = here;
    }
    return std::numeric_limits<double>::quiet_NaN();
  };
  result.value = crossing(1, r.back());
  result.beyond_fit = result.value > options.r_fit;
  // Half of the threshold lies within the noise that the range of the fit defines.
  const double start = result.beyond_fit ? r.back() : options.r_fit;
  result.low = crossing(2, start);
  result.high = crossing(0.5, start);
  return result;
}

}  // namespace glasscape
