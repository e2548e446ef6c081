#include "glasscape/scattering/affine/phase.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "glasscape/statistics/serial.hpp"

namespace glasscape {

double functional_error(std::span<const double> coefficients, std::span<const double> residuals) {
  std::vector<double> terms(coefficients.size());
  double sum = 0;
  for (std::size_t k = 0; k < terms.size(); ++k) {
    terms[k] = coefficients[k] * residuals[k];
    sum += terms[k] * terms[k];
  }
  const double time = autocorrelation_time(terms), n = static_cast<double>(terms.size());
  // The terms of a fit add up to zero, which takes away from each of the autocovariances, 2W + 1 with W = 5τ.
  const double correction = n / std::max(n / 4, n - 10 * time - 1);
  return std::sqrt(sum * 2 * time * correction);
}

PhaseMeasure phase_measure(std::span<const double> r, std::span<const double> g20, std::span<const double> r_slope,
                           std::span<const double> g_minus_one) {
  PhaseMeasure result;
  const std::size_t n = r.size();
  if (n < 8) return result;
  const auto product = [&](std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t k = 0; k < n; ++k) sum += r[k] * r[k] * a[k] * b[k];
    return sum;
  };
  const double y = std::sqrt(product(g20, g20)), u = std::sqrt(product(r_slope, r_slope));
  const double v = std::sqrt(product(g_minus_one, g_minus_one));
  if (!(y > 0) || !(u > 0) || !(v > 0)) return result;
  const double yu = product(g20, r_slope) / (y * u), yv = product(g20, g_minus_one) / (y * v);
  const double uv = product(r_slope, g_minus_one) / (u * v), determinant = 1 - uv * uv;
  if (!(determinant > 1e-6)) return result;
  const double a = (yu - uv * yv) / determinant, b = (yv - uv * yu) / determinant;
  std::vector<double> residual(n), ca(n), cb(n), cu(n), cv(n), angle(n);
  for (std::size_t k = 0; k < n; ++k) {
    const double w = r[k] * r[k] / y, su = r_slope[k] / u, sv = g_minus_one[k] / v, sy = g20[k] / y;
    residual[k] = g20[k] - y * (a * su + b * sv);
    ca[k] = w * (su - uv * sv) / determinant;
    cb[k] = w * (sv - uv * su) / determinant;
    cu[k] = w * (su - yu * sy);
    cv[k] = w * (sv - yv * sy);
    angle[k] = (a * cb[k] - b * ca[k]) / (a * a + b * b);
  }
  constexpr double degrees = 180 / std::numbers::pi;
  result.with_affine = {yu, functional_error(cu, residual)};
  result.with_isotropic = {yv, functional_error(cv, residual)};
  result.in_phase = {a, functional_error(ca, residual)};
  result.out_of_phase = {b, functional_error(cb, residual)};
  result.phase = {std::atan2(b, a) * degrees, functional_error(angle, residual) * degrees};
  result.explained = a * yu + b * yv;
  return result;
}

}  // namespace glasscape
