#pragma once

#include <cstdint>
#include <span>

#include "glasscape/statistics/moments.hpp"

namespace glasscape {

/// A number of cases among a number of trials, with the interval of the share.
struct Share {
  std::size_t count = 0, of = 0;
  double value = std::numeric_limits<double>::quiet_NaN();
  Interval interval;  ///< 95 %
};

/// A mean with its standard error and 95 % interval.
struct ClusteredMean {
  std::size_t count = 0;
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  Interval interval;
};

/// The share of cases among trials that come in clusters (attempts from the same atom), whose outcomes go together.
///
///   p = Σy_a / Σn_a, var p = A/(A−1) · Σ(y_a − p n_a)² / (Σn_a)², effective trials n' = p(1−p)/var p
///
/// The interval is Wilson's with n' trials, never more than there are; with fewer than two clusters, or p = 0 or 1,
/// with all of them.
///
/// Input    cases y_a and trials n_a of each cluster
/// NaN      without trials
/// Source   Wilson, J. Am. Stat. Assoc. 22, 209 (1927), doi:10.1080/01621459.1927.10502953; effective sample size as
/// Korn
///          & Graubard, Survey Methodology 24, 193 (1998)
Share clustered_share(std::span<const std::size_t> cases, std::span<const std::size_t> trials);

/// The mean of values that come in clusters.
///
///   var m = A/(A−1) · Σ_a [Σ_{i∈a}(x_i − m)]² / N²; interval m ± t(A−1) (var m)^½
///
/// Input    values, and for each its cluster (any numbers); values that are not finite are left out
/// NaN      without values; error and interval with fewer than two clusters
/// Source   linearisation of a ratio; Cochran, Sampling Techniques, 3rd ed. (1977), section 9A
ClusteredMean clustered_mean(std::span<const double> values, std::span<const std::int64_t> cluster);

}  // namespace glasscape
