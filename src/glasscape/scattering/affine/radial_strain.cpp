#include "glasscape/scattering/affine/radial_strain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/scattering/affine/smooth_curve.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// ∫_r^R g20/s ds at each r.
std::vector<double> integral_from_the_end(std::span<const double> r, std::span<const double> g20) {
  std::vector<double> result(r.size(), 0);
  for (std::size_t k = r.size() - 1; k-- > 0;) {
    result[k] = result[k + 1] + (r[k + 1] - r[k]) * (g20[k] / r[k] + g20[k + 1] / r[k + 1]) / 2;
  }
  return result;
}

std::vector<double> divided(std::vector<double> y, std::span<const double> g, double g_min) {
  for (std::size_t k = 0; k < y.size(); ++k) y[k] = g[k] < g_min ? nan : y[k] / g[k];
  return y;
}

}  // namespace

std::vector<double> radial_strain(std::span<const double> r, std::span<const double> g, std::span<const double> g20,
                                  double c, double far, double g_min) {
  if (r.empty()) return {};
  std::vector<double> y = integral_from_the_end(r, g20);
  for (double& v : y) v = far * g.back() + v / c;
  return divided(std::move(y), g, g_min);
}

std::vector<double> radial_strain_error(std::span<const double> r, std::span<const double> g,
                                        std::span<const double> sigma, double time, double c, const FarStrain& far,
                                        double g_min) {
  if (r.empty()) return {};
  std::vector<double> error(r.size());
  double variance = 0;
  for (std::size_t k = r.size(); k-- > 0;) {
    const double step = k + 1 < r.size() ? r[k + 1] - r[k] : 0;
    const double term = step * sigma[k] / (c * r[k]);
    variance += 2 * time * term * term;
    const double end = far.error * g.back();
    error[k] = std::sqrt(variance + end * end);
  }
  return divided(std::move(error), g, g_min);
}

std::vector<double> radial_strain_second(std::span<const double> r, std::span<const double> g,
                                         std::span<const double> g20, double poisson, double far, double g_min,
                                         double smoothing) {
  if (r.size() < 2) return std::vector<double>(r.size(), nan);
  const double nu = poisson, q = 4.0 / 21 * (1 + nu) * (3 - 4 * nu);
  const double b = 2 * (1 - nu * nu) - q + 4.0 / 3 * (1 - 2 * nu) * (1 + nu);
  const double linear = 2.0 / 3 * (1 + nu) * (1 + (1 - 2 * nu) * far), step = r[1] - r[0];
  const std::vector<double> measured = integral_from_the_end(r, g20);
  std::vector<double> y(r.size()), h(r.size());
  for (std::size_t k = 0; k < r.size(); ++k) y[k] = far * g.back() + std::sqrt(5.0) * measured[k] / linear;
  double change = 0;
  for (int round = 0; round < 30; ++round) {
    for (std::size_t k = 0; k < r.size(); ++k) h[k] = g[k] < g_min ? 0 : y[k] * y[k] / g[k];
    const SmoothCurve bent = smooth_curve(h, step, smoothing);
    // ∫ s h″ ds = s h′ − h, so that only the first derivative is needed.
    const auto primitive = [&](std::size_t k) { return q * r[k] * bent.first[k] + (b - q) * bent.value[k]; };
    const double end = primitive(r.size() - 1);
    change = 0;
    for (std::size_t k = 0; k < r.size(); ++k) {
      const double next = far * g.back() + (std::sqrt(5.0) * measured[k] - (end - primitive(k)) / 2) / linear;
      if (g[k] >= g_min) change = std::max(change, std::abs(next - y[k]));
      y[k] = next;
    }
    if (change < 1e-12) break;
  }
  if (!(change < 1e-6)) return std::vector<double>(r.size(), nan);
  return divided(std::move(y), g, g_min);
}

}  // namespace glasscape
