#include "glasscape/statistics/serial.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace glasscape {
namespace {

constexpr std::size_t fewest = 8;

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

double autocorrelation_time(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < fewest) return std::numeric_limits<double>::quiet_NaN();
  const double mean = mean_of(values);
  double square = 0;
  for (const double v : values) square += (v - mean) * (v - mean);
  if (!(square > 0)) return 0.5;
  double time = 0.5;
  for (std::size_t t = 1; t < n / 2 && static_cast<double>(t) < 5 * time + 1; ++t) {
    double product = 0;
    for (std::size_t i = 0; i + t < n; ++i) product += (values[i] - mean) * (values[i + t] - mean);
    time += product / square * static_cast<double>(n) / static_cast<double>(n - t);
  }
  return std::max(time, 0.5);
}

SerialMean serial_mean(std::span<const double> values) {
  SerialMean result;
  result.count = values.size();
  if (values.empty()) return result;
  const auto n = static_cast<double>(values.size());
  result.mean = mean_of(values);
  if (values.size() < fewest) return result;
  result.time = autocorrelation_time(values);
  double square = 0;
  for (const double v : values) square += (v - result.mean) * (v - result.mean);
  result.error = std::sqrt(square / (n - 1) / n * 2 * result.time);
  return result;
}

double SerialLine::error_at(double x) const { return std::hypot(level_error, slope_error * (x - centre)); }

SerialLine serial_line(std::span<const double> x, std::span<const double> y) {
  SerialLine line;
  line.count = std::min(x.size(), y.size());
  if (line.count < fewest) return line;
  const auto n = static_cast<double>(line.count);
  const double cx = mean_of(x.first(line.count)), cy = mean_of(y.first(line.count));
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < line.count; ++i) {
    xx += (x[i] - cx) * (x[i] - cx);
    xy += (x[i] - cx) * (y[i] - cy);
  }
  if (!(xx > 0)) return line;
  line.centre = cx;
  line.level = cy;
  line.slope = xy / xx;
  std::vector<double> residuals(line.count);
  double square = 0;
  for (std::size_t i = 0; i < line.count; ++i) {
    residuals[i] = y[i] - line.at(x[i]);
    square += residuals[i] * residuals[i];
  }
  line.time = autocorrelation_time(residuals);
  line.scatter = std::sqrt(square / (n - 2));
  line.level_error = line.scatter * std::sqrt(2 * line.time / n);
  line.slope_error = line.scatter * std::sqrt(2 * line.time / xx);
  return line;
}

}  // namespace glasscape
