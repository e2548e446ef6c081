#include "glasscape/statistics/clustered.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

TEST(Clustered, ShareOfSingleTrialsIsWilsons) {
  // 8 of 20: Wilson's interval is (0.2188, 0.6134), as in the tables of epidemiology.
  std::vector<std::size_t> cases(20, 0), trials(20, 1);
  for (std::size_t k = 0; k < 8; ++k) cases[k] = 1;
  const Share share = clustered_share(cases, trials);
  EXPECT_EQ(share.value, 0.4);
  // A/(A−1) of the clusters widens it by one trial in twenty: 19 effective trials.
  const double z = 1.959963984540054, n = 19, p = 0.4;
  EXPECT_NEAR(share.interval.low,
              (p + z * z / 2 / n - z * std::sqrt(p * (1 - p) / n + z * z / 4 / n / n)) / (1 + z * z / n), 1e-12);
  const Share one = clustered_share(std::vector<std::size_t>{8}, std::vector<std::size_t>{20});
  EXPECT_NEAR(one.interval.low, 0.2188, 1e-4);
  EXPECT_NEAR(one.interval.high, 0.6134, 1e-4);
}

TEST(Clustered, ShareWithoutAnyOrWithAllCases) {
  const Share none = clustered_share(std::vector<std::size_t>{0, 0}, std::vector<std::size_t>{5, 5});
  EXPECT_EQ(none.interval.low, 0);
  EXPECT_NEAR(none.interval.high, 0.2775, 1e-4);  // z²/(n + z²)
  EXPECT_NEAR(clustered_share(std::vector<std::size_t>{10}, std::vector<std::size_t>{10}).interval.low, 0.7225, 1e-4);
  EXPECT_TRUE(std::isnan(clustered_share({}, {}).value));
}

// How often 95 % intervals hold what was planted, with clusters that each have a share (or mean) of their own.
TEST(Clustered, IntervalsHoldWhatWasPlanted) {
  int share_held = 0, mean_held = 0, naive_held = 0;
  const int repeats = 2000, clusters = 60, each = 10;
  for (int r = 0; r < repeats; ++r) {
    CounterRng rng(9, static_cast<std::uint64_t>(r), 0);
    std::vector<std::size_t> cases, trials;
    std::vector<double> values;
    std::vector<std::int64_t> of;
    for (int a = 0; a < clusters; ++a) {
      const double p = rng.uniform() < 0.5 ? 0.2 : 0.8;
      const double shift = rng.normal();
      cases.push_back(0);
      trials.push_back(each);
      for (int k = 0; k < each; ++k) {
        cases.back() += rng.uniform() < p ? 1 : 0;
        values.push_back(3 + shift + rng.normal());
        of.push_back(a);
      }
    }
    share_held += clustered_share(cases, trials).interval.contains(0.5) ? 1 : 0;
    mean_held += clustered_mean(values, of).interval.contains(3) ? 1 : 0;
    const Moments m = moments(values);
    naive_held += std::abs(m.mean - 3) < 1.96 * m.standard_error() ? 1 : 0;
  }
  EXPECT_NEAR(share_held, 0.95 * repeats, 0.015 * repeats);
  EXPECT_NEAR(mean_held, 0.95 * repeats, 0.015 * repeats);
  EXPECT_LT(naive_held, 0.75 * repeats);  // what ignoring the clusters would claim
}

TEST(Clustered, MeanOfSingleValuesIsTheTextbooks) {
  const std::vector<double> values{1, 2, std::nan(""), 4, 9};
  const std::vector<std::int64_t> own{1, 2, 3, 4, 5};
  const ClusteredMean mean = clustered_mean(values, own);
  EXPECT_EQ(mean.count, 4U);
  EXPECT_EQ(mean.value, 4);
  EXPECT_NEAR(mean.standard_error, moments(values).standard_error(), 1e-12);
  EXPECT_NEAR(mean.interval.high, 4 + 3.182446 * mean.standard_error, 1e-5);
  EXPECT_TRUE(std::isnan(clustered_mean(std::vector<double>{1, 2}, std::vector<std::int64_t>{7, 7}).standard_error));
  EXPECT_TRUE(std::isnan(clustered_mean({}, {}).value));
}

}  // namespace
}  // namespace glasscape
