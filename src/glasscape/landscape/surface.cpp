#include "glasscape/landscape/surface.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape {

double EnergySurface::residual(std::span<const double> forces) const {
  double largest = 0;
  for (const double f : forces) largest = std::max(largest, std::abs(f));
  return largest;
}

double largest_triple(std::span<const double> v) {
  double largest = 0;
  for (std::size_t i = 0; i + 2 < v.size(); i += 3) {
    largest = std::max(largest, v[i] * v[i] + v[i + 1] * v[i + 1] + v[i + 2] * v[i + 2]);
  }
  return std::sqrt(largest);
}

void remove_mean_triple(std::span<double> v) {
  double mean[3] = {0, 0, 0};
  for (std::size_t i = 0; i < v.size(); ++i) mean[i % 3] += v[i];
  const double scale = v.empty() ? 0 : 3.0 / static_cast<double>(v.size());
  for (std::size_t i = 0; i < v.size(); ++i) v[i] -= mean[i % 3] * scale;
}

}  // namespace glasscape
