#include "glasscape/diffraction/corrections/corrections.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape {
namespace {

// (1 − exp(−y))/y, 1 at y = 0.
double mean_decay(double y) { return y == 0 ? 1 : -std::expm1(-y) / y; }

}  // namespace

double polarisation_factor(double two_theta, double azimuth, double f) {
  const double s = std::sin(two_theta);
  return 1 - s * s * (1 + f * std::cos(2 * azimuth)) / 2;
}

double plate_absorption(double two_theta, double mu_t, double mu_t_out) {
  const double c = std::cos(two_theta);
  if (mu_t_out == 0) return mean_decay(mu_t);
  if (std::abs(c) < 1e-12) return 0;
  const double out = mu_t_out / std::abs(c);
  if (c < 0) return mean_decay(mu_t + out);
  return std::exp(-std::min(mu_t, out)) * mean_decay(std::abs(out - mu_t));
}

double detector_efficiency(double cos_incidence, double mu_d) {
  return mu_d == 0 ? 1 / cos_incidence : std::expm1(-mu_d / cos_incidence) / std::expm1(-mu_d);
}

}  // namespace glasscape
