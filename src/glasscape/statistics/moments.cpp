#include "glasscape/statistics/moments.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// P(|T| < t) for Student's t: A&S 26.7.3 (odd degrees) and 26.7.4 (even degrees).
double student_central(double t, std::size_t degrees) {
  const auto nu = static_cast<double>(degrees);
  const double theta = std::atan(t / std::sqrt(nu));
  const double s = std::sin(theta), c = std::cos(theta), c2 = c * c;
  if (degrees % 2 == 1) {
    double term = c, sum = degrees > 1 ? c : 0.0;
    for (std::size_t k = 3; k + 2 <= degrees; k += 2) {
      term *= c2 * static_cast<double>(k - 1) / static_cast<double>(k);
      sum += term;
    }
    return 2 / std::numbers::pi * (theta + s * sum);
  }
  double term = 1, sum = 1;
  for (std::size_t k = 2; k + 2 <= degrees; k += 2) {
    term *= c2 * static_cast<double>(k - 1) / static_cast<double>(k);
    sum += term;
  }
  return s * sum;
}

}  // namespace

double Moments::standard_deviation() const { return std::sqrt(variance); }
double Moments::standard_error() const { return std::sqrt(variance / static_cast<double>(count)); }

Moments moments(std::span<const double> values) {
  Moments result;
  double sum = 0;
  result.minimum = std::numeric_limits<double>::infinity();
  result.maximum = -result.minimum;
  for (const double v : values) {
    if (!std::isfinite(v)) {
      ++result.undefined;
      continue;
    }
    ++result.count;
    sum += v;
    result.minimum = std::min(result.minimum, v);
    result.maximum = std::max(result.maximum, v);
  }
  if (result.count == 0) {
    result.minimum = result.maximum = nan;
    return result;
  }
  const auto n = static_cast<double>(result.count);
  result.mean = sum / n;
  if (result.minimum == result.maximum) {  // exactly no spread: rounding of the mean must not invent one
    result.mean = result.minimum;
    if (result.count > 1) result.variance = 0;
    return result;
  }
  double m2 = 0, m3 = 0, m4 = 0;
  for (const double v : values) {
    if (!std::isfinite(v)) continue;
    const double d = v - result.mean;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  result.variance = m2 / (n - 1);
  result.skewness = (m3 / n) / std::pow(m2 / n, 1.5);
  result.excess_kurtosis = (m4 / n) / (m2 / n * m2 / n) - 3;
  return result;
}

double quantile(std::span<const double> sorted, double p) {
  if (sorted.empty() || std::isnan(p)) return nan;
  const double h = static_cast<double>(sorted.size() - 1) * std::clamp(p, 0.0, 1.0);
  const auto k = static_cast<std::size_t>(h);
  if (k + 1 >= sorted.size()) return sorted.back();
  return sorted[k] + (h - static_cast<double>(k)) * (sorted[k + 1] - sorted[k]);
}

std::vector<double> sorted_finite(std::span<const double> values) {
  std::vector<double> result;
  result.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(result), [](double v) { return std::isfinite(v); });
  std::sort(result.begin(), result.end());
  return result;
}

double normal_quantile(double p) {
  if (!(p >= 0 && p <= 1)) return nan;
  if (p == 0 || p == 1)
    return p == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  if (p > 0.5) return -normal_quantile(1 - p);
  const auto cdf = [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); };
  double low = -39, high = 0;
  while (high - low > 1e-6) {
    const double middle = 0.5 * (low + high);
    (cdf(middle) < p ? low : high) = middle;
  }
  double z = 0.5 * (low + high);
  for (int i = 0; i < 2; ++i) {
    const double density = std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
    if (density > 0) z -= (cdf(z) - p) / density;
  }
  return z;
}

double student_quantile(double p, std::size_t degrees) {
  if (!(p > 0 && p < 1) || degrees == 0) return nan;
  if (p == 0.5) return 0;
  if (p < 0.5) return -student_quantile(1 - p, degrees);
  const double central = 2 * p - 1;
  double low = 0, high = 1;
  while (student_central(high, degrees) < central && high < 1e300) high *= 2;
  for (int i = 0; i < 200 && high - low > 1e-14 * high; ++i) {
    const double middle = 0.5 * (low + high);
    (student_central(middle, degrees) < central ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace glasscape
