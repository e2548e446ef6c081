#include "glasscape/scattering/affine/radial_strain.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "glasscape/scattering/affine/smooth_curve.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double largest_strain = 0.5;  // beyond which an expansion to second order says nothing

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

// A curve smoothed with a width that grows with r, in steps of a factor of √2.
SmoothCurve smoothed_by_place(std::span<const double> y, std::span<const double> r, double step,
                              const std::function<double(double)>& width_at) {
  SmoothCurve result{.value = std::vector<double>(r.size()), .first = std::vector<double>(r.size()), .second = {}};
  double width = width_at(r.front());
  for (std::size_t begin = 0; begin < r.size(); width *= std::sqrt(2.0)) {
    const auto end = static_cast<std::size_t>(
        std::partition_point(r.begin(), r.end(), [&](double s) { return width_at(s) <= width * (1 + 1e-12); }) -
        r.begin());
    if (end <= begin) continue;
    const SmoothCurve part = smooth_curve(y, step, width);
    std::copy(part.value.begin() + static_cast<std::ptrdiff_t>(begin),
              part.value.begin() + static_cast<std::ptrdiff_t>(end),
              result.value.begin() + static_cast<std::ptrdiff_t>(begin));
    std::copy(part.first.begin() + static_cast<std::ptrdiff_t>(begin),
              part.first.begin() + static_cast<std::ptrdiff_t>(end),
              result.first.begin() + static_cast<std::ptrdiff_t>(begin));
    begin = end;
  }
  return result;
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
  // The state before: what the deformed one has lost of its isotropic part to first order.
  std::vector<double> g0(r.size());
  for (std::size_t k = 0; k < r.size(); ++k) {
    const double first = far * g.back() + std::sqrt(5.0) * measured[k] / (2.0 / 3 * (1 + nu));
    const double slope = -std::sqrt(5.0) * g20[k] / (2.0 / 3 * (1 + nu));  // r y′
    g0[k] = g[k] + (1 - 2 * nu) * (first + slope / 3 - far * g[k]);
  }
  // A round multiplies ripples of wavenumber κ by about q r|ε|κ/linear: those that would grow are smoothed away.
  const auto width_at = [&](double radius) { return std::max(smoothing, 0.7 * q * radius * std::abs(far) / linear); };
  std::vector<double> y(r.size()), h(r.size()), change(r.size(), 0);
  for (std::size_t k = 0; k < r.size(); ++k) y[k] = far * g0.back() + std::sqrt(5.0) * measured[k] / linear;
  // Where g is small, ε may still run away; such a point must not carry others along.
  std::vector<bool> lost(r.size());
  for (int round = 0; round < 60; ++round) {
    for (std::size_t k = 0; k < r.size(); ++k) {
      lost[k] = lost[k] || !(std::abs(y[k]) <= largest_strain * g0[k]);
      h[k] = lost[k] || g0[k] < g_min ? 0 : y[k] * y[k] / g0[k];
    }
    const SmoothCurve bent = smoothed_by_place(h, r, step, width_at);
    // ∫ s h″ ds = s h′ − h, so that only the first derivative is needed.
    const auto primitive = [&](std::size_t k) { return q * r[k] * bent.first[k] + (b - q) * bent.value[k]; };
    const double end = primitive(r.size() - 1);
    for (std::size_t k = 0; k < r.size(); ++k) {
      const double next = far * g0.back() + (std::sqrt(5.0) * measured[k] - (end - primitive(k)) / 2) / linear;
      change[k] = std::abs(next - y[k]);
      y[k] = next;
    }
  }
  for (std::size_t k = 0; k < r.size(); ++k) {
    if (lost[k] || !(change[k] < 1e-6)) y[k] = nan;
  }
  return divided(std::move(y), g0, g_min);
}

}  // namespace glasscape
