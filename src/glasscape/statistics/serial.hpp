#pragma once

#include <cstddef>
#include <limits>
#include <span>

namespace glasscape {

/// Integrated autocorrelation time of a stationary series, in samples.
///
///   τ = 1/2 + Σ_{t=1}^{W} ρ(t),   W the smallest with W ≥ 5 τ(W)
///
/// A mean over n samples is worth n/(2τ) independent ones. Independent values have τ = 1/2, and values below are raised
/// to it: alternating noise is not rewarded. A series shorter than some tens of τ hides part of its correlation.
///
/// NaN      fewer than 8 values
/// Cost     O(n·W)
/// Source   Madras & Sokal, J. Stat. Phys. 50, 109 (1988): the window
double autocorrelation_time(std::span<const double> values);

/// The mean of values recorded one after another, with an error that counts their correlation.
struct SerialMean {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();  ///< standard error; NaN with fewer than 8 values
  double time = std::numeric_limits<double>::quiet_NaN();   ///< autocorrelation time in samples
  std::size_t count = 0;
};
SerialMean serial_mean(std::span<const double> values);

/// A straight line through points recorded one after another, y = level + slope·(x − centre), least squares; errors
/// from the residuals, times the square root of 2τ of the residuals.
///
/// NaN      fewer than 8 points, or no spread of x
struct SerialLine {
  double centre = std::numeric_limits<double>::quiet_NaN();  ///< mean of x: there level and slope are independent
  double level = std::numeric_limits<double>::quiet_NaN(), level_error = std::numeric_limits<double>::quiet_NaN();
  double slope = std::numeric_limits<double>::quiet_NaN(), slope_error = std::numeric_limits<double>::quiet_NaN();
  double scatter = std::numeric_limits<double>::quiet_NaN();  ///< standard deviation of the residuals
  double time = std::numeric_limits<double>::quiet_NaN();     ///< their autocorrelation time in samples
  std::size_t count = 0;

  [[nodiscard]] double at(double x) const { return level + slope * (x - centre); }
  [[nodiscard]] double error_at(double x) const;
};
SerialLine serial_line(std::span<const double> x, std::span<const double> y);

}  // namespace glasscape
