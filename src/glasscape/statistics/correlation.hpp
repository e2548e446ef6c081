#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "glasscape/statistics/moments.hpp"

namespace glasscape {

/// The pairs of two per-atom columns in which both values are defined.
struct PairedSample {
  std::vector<double> x, y;
  std::vector<std::size_t> index;  ///< where in the columns each pair came from
  std::size_t undefined_x = 0;     ///< entries with x NaN or infinite
  std::size_t undefined_y = 0;     ///< the same of y; an entry may be counted in both

  [[nodiscard]] std::size_t size() const noexcept { return x.size(); }
};

/// Drops pairs with a value that is not finite; `selected` lists the entries to look at.
/// Throws std::invalid_argument if the columns differ in length or an index is out of range.
PairedSample complete_pairs(std::span<const double> x, std::span<const double> y,
                            std::span<const std::size_t> selected);
/// The same of all entries.
PairedSample complete_pairs(std::span<const double> x, std::span<const double> y);

/// Pearson's product-moment correlation.
///
///   r = Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)² Σ(y−ȳ)²)
///
/// Input    equal lengths, no NaN
/// NaN      fewer than 2 pairs, or no spread in x or y
/// Exact    ±1 for a straight line; unchanged by a positive linear map of either column
double pearson(std::span<const double> x, std::span<const double> y);

/// Ranks 1 … n; equal values share the mean of their ranks. Input without NaN. O(n log n).
std::vector<double> average_ranks(std::span<const double> values);

/// Spearman's rank correlation: Pearson's r of the average ranks (so ties are treated exactly).
///
/// NaN      fewer than 2 pairs, or all x or all y equal
/// Exact    unchanged by any increasing map of either column
/// Source   Spearman, Am. J. Psychol. 15, 72 (1904), doi:10.2307/1412159
double spearman(std::span<const double> x, std::span<const double> y);

/// Confidence interval of Pearson's r of n independent, bivariate normal pairs: tanh(artanh r ± z/√(n−3)).
/// NaN for n < 4. It assumes independent atoms; the bootstrap over blocks does not.
/// Source   Fisher, Metron 1, 3 (1921)
Interval fisher_interval(double r, std::size_t n, double level);

/// A straight line y = intercept + slope·x by least squares.
struct LinearFit {
  double slope = std::numeric_limits<double>::quiet_NaN();
  double intercept = std::numeric_limits<double>::quiet_NaN();
  double slope_error = std::numeric_limits<double>::quiet_NaN();      ///< standard error, from the residuals
  double intercept_error = std::numeric_limits<double>::quiet_NaN();  ///< standard error, from the residuals
  double r_squared = std::numeric_limits<double>::quiet_NaN();
};

/// NaN members: fewer than 2 points (errors: fewer than 3) or no spread in x.
LinearFit linear_regression(std::span<const double> x, std::span<const double> y);

}  // namespace glasscape
