#include "glasscape/statistics/localization.hpp"

#include <algorithm>
#include <cmath>

#include "glasscape/statistics/moments.hpp"

namespace glasscape {

Localization localization(std::span<const double> values, double share) {
  const Moments m = moments(values);
  Localization result{.count = m.count, .undefined = m.undefined, .mean = m.mean, .skewness = m.skewness};
  if (m.count == 0) return result;
  const std::vector<double> sorted = sorted_finite(values);
  result.median = quantile(sorted, 0.5);
  if (m.minimum < 0 || !(m.mean > 0)) return result;
  const auto n = static_cast<double>(m.count);
  double square = 0;
  for (const double x : sorted) square += (x / m.mean - 1) * (x / m.mean - 1);
  result.psi = std::sqrt(square / n);
  const auto top = std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(share * n - 1e-9)), 1, m.count);
  double sum = 0;
  for (std::size_t k = 0; k < top; ++k) sum += sorted[m.count - 1 - k];
  result.extreme = sum / static_cast<double>(top) / m.mean;
  return result;
}

}  // namespace glasscape
