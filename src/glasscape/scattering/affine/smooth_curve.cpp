#include "glasscape/scattering/affine/smooth_curve.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape {

SmoothCurve smooth_curve(std::span<const double> y, double step, double sigma) {
  const double s = std::max(sigma, step) / step;  // in points
  const auto reach = static_cast<std::ptrdiff_t>(std::ceil(6 * s));
  // Normalised so that the discrete moments, not the integrals, are those of a Gaussian.
  std::vector<double> gauss;
  double zeroth = 0, second = 0;
  for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
    const auto x = static_cast<double>(k);
    gauss.push_back(std::exp(-x * x / (2 * s * s)));
    zeroth += gauss.back();
    second += gauss.back() * x * x;
  }
  double fourth = 0;
  for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
    const auto x = static_cast<double>(k);
    double& g = gauss[static_cast<std::size_t>(k + reach)];
    g /= zeroth;
    fourth += g * x * x * x * x;
  }
  second /= zeroth;
  const auto n = static_cast<std::ptrdiff_t>(y.size());
  SmoothCurve result{std::vector<double>(y.size()), std::vector<double>(y.size()), std::vector<double>(y.size())};
  const auto at_place = [&](std::ptrdiff_t k) {
    if (k >= 0 && k < n) return y[static_cast<std::size_t>(k)];
    // The curve turned by 180° about its end keeps value and slope there.
    const std::ptrdiff_t end = k < 0 ? 0 : n - 1;
    const std::ptrdiff_t mirrored = std::clamp(2 * end - k, std::ptrdiff_t{0}, n - 1);
    return 2 * y[static_cast<std::size_t>(end)] - y[static_cast<std::size_t>(mirrored)];
  };
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double value = 0, slope = 0, curvature = 0;
    for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
      const auto x = static_cast<double>(k);
      const double term = gauss[static_cast<std::size_t>(k + reach)] * at_place(i + k);
      value += term;
      slope += x * term;
      curvature += (x * x - second) * term;
    }
    const auto at = static_cast<std::size_t>(i);
    result.value[at] = value;
    result.first[at] = slope / second / step;
    result.second[at] = 2 * curvature / (fourth - second * second) / (step * step);
  }
  return result;
}

}  // namespace glasscape
