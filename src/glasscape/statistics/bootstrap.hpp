#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

struct BootstrapOptions {
  std::int64_t resamples = 1000;
  double level = 0.95;         ///< of the interval
  std::string method = "bca";  ///< bca or percentile
  std::int64_t seed = 1;
};

/// A number with its bootstrap interval.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  Interval interval;
  double standard_error = std::numeric_limits<double>::quiet_NaN();  ///< standard deviation of the resamples
  double bias = std::numeric_limits<double>::quiet_NaN();            ///< mean of the resamples minus value
  std::size_t undefined_resamples = 0;  ///< resamples in which the statistic was NaN; they are left out
};

/// Several statistics of one resample: `weights[u]` says how often unit u was drawn (all 1: the sample itself).
/// Called from several threads at once.
using WeightedStatistics = std::function<void(std::span<const std::uint32_t> weights, std::span<double> values)>;

/// Every statistic in every resample, for questions that an interval alone does not answer: which of two is larger.
struct BootstrapDraws {
  std::size_t statistics = 0, resamples = 0, groups = 0;
  std::vector<double> value;    ///< of the sample itself
  std::vector<double> rows;     ///< statistic s in resample k: rows[s · resamples + k]; empty with fewer than 2 units
  std::vector<double> deleted;  ///< the same with each jackknife group left out (bca only)

  [[nodiscard]] std::span<const double> row(std::size_t statistic) const {
    return rows.empty() ? std::span<const double>{} : std::span(rows).subspan(statistic * resamples, resamples);
  }
};

/// The resamples behind bootstrap(); the same arguments, errors and cost.
BootstrapDraws bootstrap_draws(std::size_t units, std::size_t statistics, const WeightedStatistics& evaluate,
                               const BootstrapOptions& options, std::uint64_t stream, const RunContext& context);

/// Interval, error and bias of one statistic. NaN as in bootstrap().
Estimate estimate(const BootstrapDraws& draws, std::size_t statistic, const BootstrapOptions& options);

/// Bootstrap intervals of statistics of `units` independent units (atoms, or blocks of the sample, or bins).
///
/// Each resample draws as many units as there are, with replacement; its random numbers depend only on
/// (seed, stream, resample), so the result is the same on any number of threads. All statistics share the resamples.
///
/// percentile: the (1∓level)/2 quantiles of the resamples. bca: the same quantiles corrected for bias and
/// acceleration; the acceleration comes from a jackknife that leaves out at most 200 groups of units.
///
/// NaN      interval and error: value undefined, fewer than 2 units, or more than half of the resamples undefined
/// Errors   Error(usage): resamples < 2, level outside (0, 1), unknown method; Error(stopped) on request
/// Cost     (resamples + 200) evaluations
/// Source   Efron, J. Am. Stat. Assoc. 82, 171 (1987), doi:10.1080/01621459.1987.10478410
std::vector<Estimate> bootstrap(std::size_t units, std::size_t statistics, const WeightedStatistics& evaluate,
                                const BootstrapOptions& options, std::uint64_t stream, const RunContext& context);

struct CorrelationEstimates {
  Estimate pearson;
  Estimate spearman;
};

/// Pearson's and Spearman's correlation of complete pairs with bootstrap intervals.
///
/// `unit_of` gives the unit (block) of each pair, numbered from 0; empty: each pair is a unit of its own. Atoms near
/// each other carry similar values, so that resampling single atoms gives intervals that are too narrow; blocks that
/// are wide against the correlation length do not.
///
/// Cost     O(resamples · n); the data are sorted once, ranks of a resample follow from the weights
CorrelationEstimates bootstrap_correlation(std::span<const double> x, std::span<const double> y,
                                           std::span<const std::uint32_t> unit_of, const BootstrapOptions& options,
                                           std::uint64_t stream, const RunContext& context);

}  // namespace glasscape
