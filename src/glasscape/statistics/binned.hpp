#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/statistics/bootstrap.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace glasscape {

/// Pairs sorted by x and averaged in bins of about n.
struct BinnedPairs {
  std::vector<std::size_t> count;
  std::vector<double> x, y;              ///< bin means
  std::vector<double> x_error, y_error;  ///< standard errors of the means; NaN for a bin of one pair
  [[nodiscard]] std::size_t bins() const noexcept { return count.size(); }
  [[nodiscard]] double mean_count() const;
};

/// Sorts complete pairs by x and averages both columns in bins of `per_bin` pairs.
///
/// N pairs make m = ⌊N/per_bin⌋ bins. The remainder makes no bin of its own: sizes are as equal as integers allow
/// (⌊N/m⌋ or one more), so every pair is used and no bin has fewer than `per_bin`. Equal x keep their order.
/// No bins if N < per_bin. Throws Error(usage) if per_bin < 1.
///
/// Source   paper 003, section IV C (bins of about 200 atoms)
BinnedPairs sort_and_bin(std::span<const double> x, std::span<const double> y, std::int64_t per_bin);

/// The Pearson correlation of bin means that an atom-level correlation r alone brings about.
///
///   r_bin² = r² / (r² + (1 − r²)/n)
///
/// n: pairs per bin. Averaging leaves the spread of x between bins (sorted by x) almost whole and divides the scatter
/// of y about its line by n, so that any |r| > 0 tends to 1 as n grows: r = 0.21 gives 0.95 at n = 200. For
/// straight-line data; the sign is that of r; NaN for r NaN.
double expected_binned_pearson(double r, double n);

/// What the correlation of bin means is when y has nothing to do with x.
struct NullDistribution {
  Interval range;            ///< central `level` range of the binned r over shuffles
  double mean_absolute = 0;  ///< mean |r|
  double p_value = 0;        ///< share of shuffles with |r| at least as large as observed, (k+1)/(shuffles+1)
};

/// Binned correlation with everything needed to judge it.
struct BinnedCorrelation {
  BinnedPairs pairs;
  Estimate pearson;                                            ///< of the bin means; the interval resamples bins
  double expected = std::numeric_limits<double>::quiet_NaN();  ///< expected_binned_pearson of the atom-level r
  Interval expected_interval;                                  ///< the same of the limits of the atom-level interval
  NullDistribution null;                                       ///< y shuffled among the atoms
  LinearFit line;                                              ///< through the bin means
};

/// Bins, below which their correlation gets no interval: resamples of so few are a handful of numbers.
inline constexpr std::size_t fewest_bins = 6;

struct BinnedOptions {
  std::int64_t per_bin = 200;
  std::int64_t shuffles = 1000;  ///< for the null distribution
  BootstrapOptions bootstrap;
};

/// sort_and_bin and the correlation of the bin means, with interval, expectation and null distribution.
///
/// `atom_level`: Pearson's r of the single pairs. The interval resamples bins, not atoms: an atom drawn twice into one
/// bin would add scatter that the data do not have and bias r towards 0.
///
/// NaN      fewer than 3 bins, or no spread; the interval: fewer than 6 bins
/// Cost     O(N log N + shuffles · N)
BinnedCorrelation binned_correlation(std::span<const double> x, std::span<const double> y, const Estimate& atom_level,
                                     const BinnedOptions& options, std::uint64_t stream, const RunContext& context);

}  // namespace glasscape
