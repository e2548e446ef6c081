#include "glasscape/scattering/transform/bessel.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

// The terms alternate, but below z = l + 2 none exceeds a few times the first, so little is cancelled.
double series(int l, double z) {
  double power = 1;
  for (int k = 1; k <= l; ++k) power *= z / (2 * k + 1);
  const double step = -z * z / 2;
  double term = 1, sum = 1;
  for (int k = 1; k < 60; ++k) {
    term *= step / (k * (2.0 * (l + k) + 1));
    sum += term;
    if (std::abs(term) < 1e-18) break;
  }
  return power * sum;
}

}  // namespace

void spherical_bessels(double z, std::span<double> values) {
  const int count = static_cast<int>(values.size());
  if (count == 0) return;
  int l = 0;
  if (z >= 2) {
    // Upwards the recurrence is stable while l < z.
    const double inverse = 1 / z;
    double below = std::cos(z) * inverse, here = std::sin(z) * inverse;  // j_{-1}, j_0
    for (; l < count && z >= l + 2; ++l) {
      values[static_cast<std::size_t>(l)] = here;
      const double above = (2 * l + 1) * inverse * here - below;
      below = here;
      here = above;
    }
  }
  for (; l < count; ++l) values[static_cast<std::size_t>(l)] = series(l, z);
}

double spherical_bessel(int l, double z) {
  if (l < 0 || l > bessel_lmax || !(z >= 0)) {
    throw usage_error("spherical_bessel", fmt::format("order {} at {}", l, z), "orders 0 to 8, arguments from 0");
  }
  std::array<double, bessel_lmax + 1> values;
  spherical_bessels(z, std::span(values).first(static_cast<std::size_t>(l) + 1));
  return values[static_cast<std::size_t>(l)];
}

}  // namespace glasscape
