#include "glasscape/scattering/transform/window.hpp"

#include <cmath>
#include <cstddef>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"

namespace glasscape {

const std::vector<std::string>& window_names() {
  static const std::vector<std::string> names{"none", "lorch", "hann", "gaussian"};
  return names;
}

double window(const std::string& name, double x, double end, double broadening) {
  const double angle = std::numbers::pi * x / end;
  if (name == "none") return 1;
  if (name == "lorch") return angle == 0 ? 1 : std::sin(angle) / angle;
  if (name == "hann") return (1 + std::cos(angle)) / 2;
  if (name == "gaussian") return std::exp(-broadening * broadening * x * x / 2);
  throw usage_error("window", fmt::format("'{}' is no window", name),
                    fmt::format("{}", fmt::join(window_names(), ", ")));
}

double window_resolution(const std::string& name, double end, double broadening) {
  // Midpoints: the integrand is smooth, and y stays below a few times π/X.
  constexpr int points = 400;
  std::vector<double> weight;
  for (int k = 0; k < points; ++k) weight.push_back(window(name, end * (k + 0.5) / points, end, broadening));
  const auto peak = [&](double y) {
    double sum = 0;
    for (std::size_t k = 0; k < weight.size(); ++k) {
      sum += weight[k] * std::cos(end * (static_cast<double>(k) + 0.5) / points * y);
    }
    return sum;
  };
  const double half = peak(0) / 2;
  double high = 0.5 / end;
  while (peak(high) > half) high *= 1.2;
  double low = 0;
  for (int k = 0; k < 60; ++k) {
    const double middle = (low + high) / 2;
    (peak(middle) > half ? low : high) = middle;
  }
  return low + high;
}

}  // namespace glasscape
