#include "glasscape/statistics/binned.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/reference/scipy_reference.hpp"

namespace glasscape {
namespace {

namespace ref = reference;

std::pair<std::vector<double>, std::vector<double>> normal_pairs(double rho, std::size_t n, std::uint64_t stream) {
  CounterRng rng(2024, stream);
  std::vector<double> x(n), y(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = rng.normal();
    y[i] = rho * x[i] + std::sqrt(1 - rho * rho) * rng.normal();
  }
  return {x, y};
}

TEST(Binned, MeansAndErrorsAgreeWithScipy) {
  const BinnedPairs bins = sort_and_bin(ref::x, ref::y, 6);
  ASSERT_EQ(bins.bins(), 6U);
  for (std::size_t b = 0; b < 6; ++b) {
    EXPECT_NEAR(bins.x[b], ref::bin_x[b], 1e-14);
    EXPECT_NEAR(bins.y[b], ref::bin_y[b], 1e-14);
    EXPECT_NEAR(bins.y_error[b], ref::bin_y_error[b], 1e-14);
  }
  EXPECT_NEAR(pearson(bins.x, bins.y), ref::bin_pearson, 1e-13);
}

TEST(Binned, EveryPairIsUsedAndNoBinIsTooSmall) {
  for (const std::size_t n : {6U, 7U, 11U, 40U}) {
    const std::span<const double> x(ref::x.data(), n), y(ref::y.data(), n);
    const BinnedPairs bins = sort_and_bin(x, y, 6);
    EXPECT_EQ(bins.bins(), n / 6);
    EXPECT_EQ(std::accumulate(bins.count.begin(), bins.count.end(), std::size_t{0}), n);
    for (const std::size_t c : bins.count) EXPECT_GE(c, 6U);
  }
  EXPECT_EQ(sort_and_bin(std::span(ref::x).first(5), std::span(ref::y).first(5), 6).bins(), 0U);
  EXPECT_THROW(sort_and_bin(ref::x, ref::y, 0), Error);
}

TEST(Binned, ExpectedValueIsThatOfMethodsSection14) {
  EXPECT_NEAR(expected_binned_pearson(0.21, 200), 0.95, 0.001);
  EXPECT_NEAR(expected_binned_pearson(-0.21, 200), -0.95, 0.001);
  EXPECT_EQ(expected_binned_pearson(0, 200), 0);
  EXPECT_DOUBLE_EQ(expected_binned_pearson(0.4, 1), 0.4);
  EXPECT_DOUBLE_EQ(expected_binned_pearson(1, 7), 1);
  EXPECT_TRUE(std::isnan(expected_binned_pearson(NAN, 200)));
}

// The formula against simulation: straight-line data of known r, sorted and averaged.
TEST(Binned, FormulaHoldsInSimulation) {
  for (const double rho : {0.05, 0.1, 0.21, -0.5}) {
    double sum = 0;
    const int samples = 40;
    for (int s = 0; s < samples; ++s) {
      const auto [x, y] = normal_pairs(rho, 20000, static_cast<std::uint64_t>(s));
      const BinnedPairs bins = sort_and_bin(x, y, 200);
      const double r = pearson(bins.x, bins.y);
      sum += r * r;
    }
    const double expected = expected_binned_pearson(rho, 200);
    EXPECT_NEAR(sum / samples, expected * expected, 0.02) << rho;
  }
}

TEST(Binned, IntervalCoversTheExpectedValue) {
  const double rho = 0.15, truth = expected_binned_pearson(rho, 100);
  int hits = 0;
  const int samples = 200;
  for (int s = 0; s < samples; ++s) {
    const auto [x, y] = normal_pairs(rho, 4000, 1000 + static_cast<std::uint64_t>(s));
    BinnedOptions options{.per_bin = 100, .shuffles = 1};
    options.bootstrap.resamples = 400;
    const auto r = binned_correlation(x, y, {.value = pearson(x, y), .interval = {}}, options, 0, {});
    hits += r.pearson.interval.contains(truth) ? 1 : 0;
  }
  // 40 bins: the bootstrap of so small a sample is a little narrow; the binomial error is 1.5 %.
  EXPECT_GT(hits, 0.88 * samples);
  EXPECT_LT(hits, 0.99 * samples);
}

TEST(Binned, ShufflesGiveTheNullDistribution) {
  const auto [x, y] = normal_pairs(0, 5000, 3);
  BinnedOptions options;  // 25 bins
  options.shuffles = 4000;
  const double r = pearson(x, y);
  const auto result = binned_correlation(x, y, {.value = r, .interval = {r - 0.03, r + 0.03}}, options, 0, {});
  ASSERT_EQ(result.pairs.bins(), 25U);
  // The correlation of 25 independent means with fixed x: t = r √(23/(1−r²)) follows Student's t with 23 degrees.
  const double t = student_quantile(0.975, 23), limit = t / std::sqrt(23 + t * t);
  EXPECT_NEAR(result.null.range.low, -limit, 0.02);
  EXPECT_NEAR(result.null.range.high, limit, 0.02);
  EXPECT_GT(result.null.p_value, 0.0);
  const auto [u, v] = normal_pairs(0.2, 5000, 4);
  const double strong = pearson(u, v);
  const auto related = binned_correlation(u, v, {.value = strong, .interval = {}}, options, 0, {});
  EXPECT_NEAR(related.null.p_value, 1.0 / 4001, 1e-12);
  EXPECT_GT(related.pearson.value, 0.85);
  EXPECT_GT(related.line.slope, 0);
}

TEST(Binned, DoesNotDependOnThreads) {
  const auto [x, y] = normal_pairs(0.1, 3000, 9);
  RunContext one, many;
  one.threads = 1;
  many.threads = 3;
  const auto a = binned_correlation(x, y, {.value = 0.1, .interval = {}}, {}, 0, one);
  const auto b = binned_correlation(x, y, {.value = 0.1, .interval = {}}, {}, 0, many);
  EXPECT_EQ(a.null.range.low, b.null.range.low);
  EXPECT_EQ(a.null.mean_absolute, b.null.mean_absolute);
  EXPECT_EQ(a.pearson.interval.low, b.pearson.interval.low);
}

TEST(Binned, FewBinsOrNoSpreadAreUndefined) {
  const auto [x, y] = normal_pairs(0.5, 599, 1);
  const auto few = binned_correlation(x, y, {.value = 0.5, .interval = {}}, {}, 0, {});
  EXPECT_EQ(few.pairs.bins(), 2U);
  EXPECT_TRUE(std::isnan(few.pearson.value));
  EXPECT_TRUE(std::isnan(few.null.range.low));
  const std::vector<double> constant(x.size(), 1.0);
  BinnedOptions options;
  options.per_bin = 50;
  const auto flat = binned_correlation(x, constant, {}, options, 0, {});
  EXPECT_TRUE(std::isnan(flat.pearson.value));
  EXPECT_TRUE(std::isnan(flat.expected));
}

}  // namespace
}  // namespace glasscape
