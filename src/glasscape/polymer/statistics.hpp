#pragma once

#include <vector>

namespace glasscape {

/// A mean with its standard error; NaN where it is not determined.
struct MeanError {
  double mean = 0, error = 0;
};

/// Mean and standard error of independent values; NaN and infinite ones are left out.
MeanError mean_error(const std::vector<double>& values);

/// Σ s_m / Σ n_m of independent groups with sums s_m over n_m members: the error is that of a ratio,
///
///   sqrt( M/(M−1) Σ_m (s_m − R n_m)² ) / Σ n_m
///
/// NaN      no members; the error with fewer than 2 groups
MeanError grouped_mean(const std::vector<double>& sums, const std::vector<double>& members);

}  // namespace glasscape
