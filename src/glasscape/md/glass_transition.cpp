#include "glasscape/md/glass_transition.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <vector>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// y = level + slope·(T − center): at the centre of the points the two parameters are independent.
struct Line {
  std::size_t points = 0;
  double center = 0, level = 0, slope = 0;
  double level_variance = 0, slope_variance = 0;
  double low = 0, high = 0;  // temperatures that the points cover

  [[nodiscard]] double at(double t) const { return level + slope * (t - center); }
  [[nodiscard]] double variance_at(double t) const {
    return level_variance + slope_variance * (t - center) * (t - center);
  }
};

Line fit_line(std::span<const double> t, std::span<const double> y, TemperatureWindow window) {
  std::vector<std::size_t> inside;
  for (std::size_t i = 0; i < t.size(); ++i) {
    if (t[i] >= window.low && t[i] <= window.high) inside.push_back(i);
  }
  Line line;
  line.points = inside.size();
  if (line.points < 3) return line;
  const auto n = static_cast<double>(inside.size());
  line.low = line.high = t[inside.front()];
  for (const auto i : inside) {
    line.center += t[i] / n;
    line.level += y[i] / n;
    line.low = std::min(line.low, t[i]);
    line.high = std::max(line.high, t[i]);
  }
  double tt = 0, ty = 0;
  for (const auto i : inside) {
    tt += (t[i] - line.center) * (t[i] - line.center);
    ty += (t[i] - line.center) * (y[i] - line.level);
  }
  if (!(tt > 0)) return line;
  line.slope = ty / tt;
  double square = 0, successive = 0, previous = 0;
  for (const auto i : inside) {
    const double residual = y[i] - line.at(t[i]);
    square += residual * residual;
    successive += residual * previous;
    previous = residual;
  }
  const double correlation = square > 0 ? std::clamp(successive / square, 0.0, 0.99) : 0;
  const double variance = square / (n - 2) * (1 + correlation) / (1 - correlation);
  line.level_variance = variance / n;
  line.slope_variance = variance / tt;
  return line;
}

std::string weakness(const Line& line, TemperatureWindow window, const char* name) {
  constexpr std::size_t fewest = 8;
  if (line.points < fewest) {
    return fmt::format("{} points between {:g} and {:g} K ({}), at least {} are needed", line.points, window.low,
                       window.high, name, fewest);
  }
  if (line.high - line.low < 0.5 * (window.high - window.low)) {
    return fmt::format("the points of the {} cover only {:g} to {:g} K", name, line.low, line.high);
  }
  return {};
}

}  // namespace

GlassTransition fit_glass_transition(std::span<const double> temperatures, std::span<const double> values,
                                     TemperatureWindow glass, TemperatureWindow melt) {
  if (temperatures.size() != values.size()) {
    throw usage_error("glass transition",
                      fmt::format("{} temperatures and {} values", temperatures.size(), values.size()));
  }
  if (!(glass.low < glass.high && glass.high <= melt.low && melt.low < melt.high)) {
    throw usage_error("glass transition",
                      fmt::format("windows {:g}–{:g} K and {:g}–{:g} K", glass.low, glass.high, melt.low, melt.high),
                      "the window of the glass below that of the melt");
  }
  const Line g = fit_line(temperatures, values, glass), m = fit_line(temperatures, values, melt);
  GlassTransition result{nan, nan, g.points > 2 ? g.slope : nan, m.points > 2 ? m.slope : nan, g.points, m.points, {}};
  for (const std::string& why : {weakness(g, glass, "glass"), weakness(m, melt, "melt")}) {
    if (result.reason.empty()) result.reason = why;
  }
  if (!result.reason.empty()) return result;
  const double slopes = g.slope - m.slope;
  if (!(std::abs(slopes) > 3 * std::sqrt(g.slope_variance + m.slope_variance))) {
    result.reason = "the two lines are parallel within their errors";
    return result;
  }
  const double crossing = (m.at(0) - g.at(0)) / slopes;
  const auto [lowest, highest] = std::minmax_element(temperatures.begin(), temperatures.end());
  if (!(crossing > *lowest && crossing < *highest)) {
    result.reason = fmt::format("the two lines cross at {:.0f} K, outside the curve", crossing);
    return result;
  }
  result.temperature = crossing;
  result.uncertainty = std::sqrt(g.variance_at(crossing) + m.variance_at(crossing)) / std::abs(slopes);
  return result;
}

}  // namespace glasscape
