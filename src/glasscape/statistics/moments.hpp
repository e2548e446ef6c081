#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace glasscape {

/// An interval of a real quantity; NaN limits where it could not be determined.
struct Interval {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] bool contains(double value) const { return value >= low && value <= high; }
};

/// Moments of a sample.
///
///   mean = Σx/n, variance = Σ(x−mean)²/(n−1), skewness = m₃/m₂^{3/2}, excess kurtosis = m₄/m₂² − 3, m_k =
///   Σ(x−mean)^k/n
///
/// Undefined (NaN) and infinite values of the sample are left out and counted.
/// NaN      mean, minimum, maximum: no value; variance: fewer than 2; skewness, kurtosis: no spread
/// Cost     O(n), two passes
struct Moments {
  std::size_t count = 0;      ///< values used
  std::size_t undefined = 0;  ///< NaN and infinite values left out
  double mean = std::numeric_limits<double>::quiet_NaN();
  double variance = std::numeric_limits<double>::quiet_NaN();  ///< unbiased
  double skewness = std::numeric_limits<double>::quiet_NaN();
  double excess_kurtosis = std::numeric_limits<double>::quiet_NaN();
  double minimum = std::numeric_limits<double>::quiet_NaN();
  double maximum = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] double standard_deviation() const;
  /// Of the mean, for independent values.
  [[nodiscard]] double standard_error() const;
};

Moments moments(std::span<const double> values);

/// The p-quantile of values sorted in ascending order, by linear interpolation between order statistics (type 7 of
/// Hyndman & Fan, Am. Stat. 50, 361 (1996), doi:10.2307/2684934). NaN for an empty sample; p is clamped to [0, 1].
double quantile(std::span<const double> sorted, double p);

/// The finite values in ascending order.
std::vector<double> sorted_finite(std::span<const double> values);

/// The value z with Φ(z) = p; ±∞ at p = 1, 0. Accurate to a few units in the last place (Newton on erfc).
double normal_quantile(double p);

/// The p-quantile of Student's t distribution with an integer number of degrees of freedom ≥ 1.
///
/// Source   Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3–4 (finite sums), inverted by bisection
double student_quantile(double p, std::size_t degrees);

}  // namespace glasscape
