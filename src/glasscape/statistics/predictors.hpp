#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/statistics/binned.hpp"
#include "glasscape/statistics/bootstrap.hpp"
#include "glasscape/statistics/information.hpp"
#include "glasscape/statistics/reliability.hpp"

namespace glasscape {

struct PredictorOptions {
  BootstrapOptions bootstrap;
  std::vector<std::int64_t> bin_sizes{100, 200};
  std::int64_t shuffles = 1000;    ///< for the null distributions of binned r and of the information
  double tail = 0.1;               ///< share of the atoms that count as extreme at either end of the property
  std::string score = "spearman";  ///< what ranks: |spearman| or |pearson|
};

/// Binned correlation, with what makes it readable.
struct BinnedSummary {
  std::int64_t per_bin = 0;
  std::size_t bins = 0;
  Estimate pearson;  ///< of the bin means; the interval resamples bins, 6 at least
  double expected = std::numeric_limits<double>::quiet_NaN();  ///< expected_binned_pearson of the atom-level r
  Interval expected_interval;
  NullDistribution null;
};

/// How one descriptor goes with the property.
struct Predictor {
  std::size_t pairs = 0;
  Estimate pearson, spearman;
  Estimate corrected;              ///< Pearson's r divided by the root of the property's reliability
  Estimate area_top, area_bottom;  ///< under the ROC curve, for the top and the bottom share of the property
  Information information;
  std::vector<BinnedSummary> binned;  ///< one per bin size
  double score = std::numeric_limits<double>::quiet_NaN();
  std::size_t rank = 0;                                          ///< by score, 1 the best; 0: no score
  Interval rank_range;                                           ///< of the rank over the resamples
  double best_share = std::numeric_limits<double>::quiet_NaN();  ///< share of resamples in which it is the best
  /// The best one's score does not exceed this one's in more than (1 + level)/2 of the resamples.
  bool ties_with_best = false;
};

/// Many descriptors of the same atoms against one property.
struct PredictorTable {
  std::size_t atoms = 0;  ///< with a defined property
  std::size_t units = 0;
  Estimate reliability;  ///< of the property, recomputed in each resample; NaN without repeated values
  std::vector<Predictor> of;
};

/// Relates every descriptor to the property atom by atom, with intervals from the same resamples for all.
///
/// Each resample draws units (blocks of space); Pearson's r follows from sums over units, ranks under weights are
/// computed anew in every resample, so that the values are those of the resample written out in full. Extremes are the
/// atoms beyond the `tail` quantiles of the property in the sample. Because all descriptors share the resamples, ranks
/// and differences of scores are those of paired comparisons.
///
/// Input    `property` without NaN; descriptors of its length, NaN where undefined; unit of each atom, from 0; `events`
///          (may be null): repeated values of the property's atoms, whose average is the mean, for `corrected`
/// NaN      fewer than 2 pairs, no spread; `corrected` without a positive reliability
/// Cost     O(descriptors · atoms · resamples), about 3 ns each; nulls are shared by descriptors defined on the same
///          atoms. The same on any number of threads.
PredictorTable predict(std::span<const double> property, const std::vector<std::vector<double>>& descriptors,
                       std::span<const std::uint32_t> unit_of, const ReliabilityModel* events,
                       const PredictorOptions& options, std::uint64_t stream, const RunContext& context);

}  // namespace glasscape
