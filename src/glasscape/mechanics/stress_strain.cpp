#include "glasscape/mechanics/stress_strain.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/statistics/serial.hpp"

namespace glasscape {
namespace {

struct Smoothed {
  std::vector<double> stress;
  std::vector<double> error;  // from the scatter of the samples about the smoothed curve
};

Smoothed smooth(std::span<const double> strain, std::span<const double> stress, double width) {
  const std::size_t n = strain.size();
  Smoothed result;
  std::vector<double> sums{0};
  for (const double s : stress) sums.push_back(sums.back() + s);
  std::vector<double> inside;
  for (std::size_t i = 0; i < n; ++i) {
    // As many samples on either side, so that a straight line is kept.
    std::size_t k = 0;
    while (k < i && i + k + 1 < n && strain[i + k + 1] - strain[i] <= width / 2 &&
           strain[i] - strain[i - k - 1] <= width / 2) {
      ++k;
    }
    inside.push_back(static_cast<double>(2 * k + 1));
    result.stress.push_back((sums[i + k + 1] - sums[i - k]) / inside.back());
  }
  std::vector<double> residuals;
  double square = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (inside[i] < 3) continue;
    residuals.push_back(stress[i] - result.stress[i]);
    // A mean over m samples follows each of them by 1/m.
    square += residuals.back() * residuals.back() * inside[i] / (inside[i] - 1);
  }
  if (residuals.empty()) {
    result.error.assign(n, std::numeric_limits<double>::quiet_NaN());
    return result;
  }
  const double variance = square / static_cast<double>(residuals.size());
  const double time = residuals.size() >= 8 ? autocorrelation_time(residuals) : 0.5;
  for (const double m : inside) result.error.push_back(std::sqrt(variance * std::min(1.0, 2 * time / m)));
  return result;
}

// Samples with from ≤ strain ≤ to: first and one past the last.
std::pair<std::size_t, std::size_t> window(std::span<const double> strain, double from, double to) {
  const double rounding = 1e-9 * std::max(1.0, std::abs(to));
  const auto first = std::lower_bound(strain.begin(), strain.end(), from - rounding);
  const auto last = std::upper_bound(first, strain.end(), to + rounding);
  return {static_cast<std::size_t>(first - strain.begin()), static_cast<std::size_t>(last - strain.begin())};
}

void find_yield(std::span<const double> strain, const Smoothed& curve, const SerialLine& line,
                const StressStrainOptions& options, StressStrainSummary& result) {
  const double e = line.slope;
  const auto above = [&](std::size_t i) {
    return curve.stress[i] - e * (strain[i] - result.zero_strain - options.offset);
  };
  // From the end: noise in the elastic part may touch the line long before the curve leaves it behind.
  std::size_t i = strain.size();
  while (i > 0 && above(i - 1) <= 0) --i;
  if (i == 0 || i == strain.size()) {
    result.yield_reason =
        i == 0 ? "the curve lies below the offset line"
               : fmt::format("the curve is still above the offset line at a strain of {:g}", strain.back());
    return;
  }
  const double before = above(i - 1), here = above(i);
  const double part = before > here ? before / (before - here) : 0;
  result.yield_strain = strain[i - 1] + part * (strain[i] - strain[i - 1]);
  result.yield_stress.value = e * (result.yield_strain - result.zero_strain - options.offset);
  // The curve's own slope there: a curve that runs along the line meets it anywhere.
  const auto [first, last] = window(strain, result.yield_strain - options.offset, result.yield_strain + options.offset);
  double s = 0;
  if (last - first >= 2) s = (curve.stress[last - 1] - curve.stress[first]) / (strain[last - 1] - strain[first]);
  s = std::clamp(s, 0.0, 0.9 * e);
  const double noise = e * curve.error[i] / (e - s);
  const double of_line =
      s * std::hypot(line.level_error, line.slope_error * (result.yield_strain - options.offset - line.centre)) /
      (e - s);
  result.yield_stress.error = std::hypot(noise, of_line);
}

}  // namespace

StressStrainSummary analyse_stress_strain(std::span<const double> strain, std::span<const double> stress,
                                          const StressStrainOptions& options) {
  if (strain.size() != stress.size() || strain.empty()) {
    throw usage_error("stress-strain curve", fmt::format("{} strains and {} stresses", strain.size(), stress.size()),
                      "as many of both, at least one");
  }
  StressStrainSummary result;
  const Smoothed curve = smooth(strain, stress, options.smoothing);
  const auto highest =
      static_cast<std::size_t>(std::max_element(curve.stress.begin(), curve.stress.end()) - curve.stress.begin());
  result.maximum_stress = {curve.stress[highest], curve.error[highest]};
  result.maximum_strain = strain[highest];

  const auto [first, last] = window(strain, options.fit_from, options.fit_to);
  const SerialLine line = serial_line(strain.subspan(first, last - first), stress.subspan(first, last - first));
  result.modulus = {line.slope, line.slope_error};
  if (std::isnan(line.slope)) {
    result.modulus_reason = fmt::format("{} samples between the strains {:g} and {:g}, at least 8 are needed",
                                        last - first, options.fit_from, options.fit_to);
  } else if (!(line.slope > 0)) {
    result.modulus_reason = "the stress does not grow in the window of the fit";
  } else {
    result.zero_strain = line.centre - line.level / line.slope;
  }
  if (result.modulus_reason.empty()) {
    find_yield(strain, curve, line, options, result);
  } else {
    result.yield_reason = "no modulus: " + result.modulus_reason;
  }

  result.flow_from =
      options.flow_from > 0 ? options.flow_from : strain.front() + (strain.back() - strain.front()) * 2 / 3;
  const auto [begin, end] = window(strain, result.flow_from, strain.back());
  const auto flow = stress.subspan(begin, end - begin);
  const SerialMean mean = serial_mean(flow);
  result.flow_stress = {mean.mean, mean.error};
  const SerialLine drift = serial_line(strain.subspan(begin, end - begin), flow);
  result.flow_slope = {drift.slope, drift.slope_error};
  return result;
}

}  // namespace glasscape
