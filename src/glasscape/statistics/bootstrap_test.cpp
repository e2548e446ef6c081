#include "glasscape/statistics/bootstrap.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/correlation.hpp"
#include "glasscape/statistics/reference/scipy_reference.hpp"

namespace glasscape {
namespace {

namespace ref = reference;

TEST(Bootstrap, AgreesWithScipy) {
  // scipy drew other random numbers: its 200,000 (BCa) and 20,000 resamples leave errors of about 0.001 and 0.003.
  BootstrapOptions options{.resamples = 100000};
  const auto bca = bootstrap_correlation(ref::x, ref::y, {}, options, 0, {});
  EXPECT_NEAR(bca.pearson.value, ref::pearson, 1e-13);
  EXPECT_NEAR(bca.pearson.interval.low, ref::bca_low, 0.006);
  EXPECT_NEAR(bca.pearson.interval.high, ref::bca_high, 0.003);
  EXPECT_NEAR(bca.pearson.standard_error, ref::bootstrap_error, 0.001);
  options.method = "percentile";
  const auto percentile = bootstrap_correlation(ref::x, ref::y, {}, options, 0, {});
  EXPECT_NEAR(percentile.spearman.value, ref::spearman, 1e-13);
  EXPECT_NEAR(percentile.spearman.interval.low, ref::spearman_percentile_low, 0.012);
  EXPECT_NEAR(percentile.spearman.interval.high, ref::spearman_percentile_high, 0.006);
}

// Each resample through the weights against the same resample written out in full, with ties and units of several
// pairs.
TEST(Bootstrap, WeightsStandForRepeatedPairs) {
  const auto& x = ref::coordination;
  const auto& y = ref::grades;
  std::vector<std::uint32_t> unit_of(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) unit_of[i] = static_cast<std::uint32_t>(i * 7 % 11);
  const BootstrapOptions options{.resamples = 200, .method = "percentile", .seed = 77};
  const auto fast = bootstrap_correlation(x, y, unit_of, options, 3, {});
  std::vector<double> pearsons, spearmans;
  const auto naive = [&](std::span<const std::uint32_t> weights, std::span<double> values) {
    std::vector<double> rx, ry;
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::uint32_t k = 0; k < weights[unit_of[i]]; ++k) {
        rx.push_back(x[i]);
        ry.push_back(y[i]);
      }
    }
    values[0] = pearson(rx, ry);
    values[1] = spearman(rx, ry);
  };
  const auto slow = bootstrap(11, 2, naive, options, 3, {});
  EXPECT_NEAR(fast.pearson.interval.low, slow[0].interval.low, 1e-12);
  EXPECT_NEAR(fast.pearson.interval.high, slow[0].interval.high, 1e-12);
  EXPECT_NEAR(fast.pearson.standard_error, slow[0].standard_error, 1e-12);
  EXPECT_NEAR(fast.spearman.interval.low, slow[1].interval.low, 1e-12);
  EXPECT_NEAR(fast.spearman.interval.high, slow[1].interval.high, 1e-12);
  EXPECT_NEAR(fast.spearman.bias, slow[1].bias, 1e-12);
}

TEST(Bootstrap, DoesNotDependOnThreads) {
  const BootstrapOptions options{.resamples = 300};
  RunContext one, many;
  one.threads = 1;
  many.threads = 4;
  const auto a = bootstrap_correlation(ref::x, ref::y, {}, options, 0, one);
  const auto b = bootstrap_correlation(ref::x, ref::y, {}, options, 0, many);
  EXPECT_EQ(a.pearson.interval.low, b.pearson.interval.low);
  EXPECT_EQ(a.spearman.interval.high, b.spearman.interval.high);
  EXPECT_EQ(a.pearson.bias, b.pearson.bias);
  const auto other = bootstrap_correlation(ref::x, ref::y, {}, {.resamples = 300, .seed = 2}, 0, one);
  EXPECT_NE(a.pearson.interval.low, other.pearson.interval.low);
}

// 600 samples of 60 bivariate normal pairs with a known correlation: the interval must hold it in 95 % of them.
TEST(Bootstrap, IntervalCoversTheTruthAsOftenAsItSays) {
  const double rho = 0.5;
  const double rho_spearman = 6 / M_PI * std::asin(rho / 2);  // exact for the bivariate normal distribution
  const int samples = 600, n = 60;
  int pearson_hits = 0, spearman_hits = 0, fisher_hits = 0;
  for (int s = 0; s < samples; ++s) {
    CounterRng rng(99, static_cast<std::uint64_t>(s));
    std::vector<double> x(n), y(n);
    for (int i = 0; i < n; ++i) {
      const double a = rng.normal(), b = rng.normal();
      x[i] = a;
      y[i] = rho * a + std::sqrt(1 - rho * rho) * b;
    }
    const auto e = bootstrap_correlation(x, y, {}, {.resamples = 600}, static_cast<std::uint64_t>(s), {});
    pearson_hits += e.pearson.interval.contains(rho) ? 1 : 0;
    spearman_hits += e.spearman.interval.contains(rho_spearman) ? 1 : 0;
    fisher_hits += fisher_interval(e.pearson.value, n, 0.95).contains(rho) ? 1 : 0;
  }
  // The binomial error of 600 trials is 0.9 %.
  EXPECT_NEAR(pearson_hits / double(samples), 0.95, 0.03);
  EXPECT_NEAR(spearman_hits / double(samples), 0.95, 0.03);
  EXPECT_NEAR(fisher_hits / double(samples), 0.95, 0.03);
}

// Pairs that come in identical sets of five carry a fifth of the information: single pairs do not know, blocks do.
TEST(Bootstrap, BlocksAreWiderWhereNeighboursRepeatEachOther) {
  std::vector<double> x, y;
  std::vector<std::uint32_t> block;
  CounterRng rng(5, 5);
  for (std::uint32_t b = 0; b < 200; ++b) {
    const double u = rng.normal(), v = 0.3 * u + rng.normal();
    for (int k = 0; k < 5; ++k) {
      x.push_back(u);
      y.push_back(v);
      block.push_back(b);
    }
  }
  const auto atoms = bootstrap_correlation(x, y, {}, {}, 0, {});
  const auto blocks = bootstrap_correlation(x, y, block, {}, 0, {});
  EXPECT_NEAR(blocks.pearson.standard_error / atoms.pearson.standard_error, std::sqrt(5.0), 0.2);
  EXPECT_NEAR(blocks.spearman.standard_error / atoms.spearman.standard_error, std::sqrt(5.0), 0.2);
}

TEST(Bootstrap, DegenerateSamplesGiveNoInterval) {
  const std::vector<double> one{1.0}, constant(50, 2.0);
  std::vector<double> ramp(50);
  for (std::size_t i = 0; i < 50; ++i) ramp[i] = static_cast<double>(i);
  const auto none = bootstrap_correlation({}, {}, {}, {}, 0, {});
  EXPECT_TRUE(std::isnan(none.pearson.value));
  const auto single = bootstrap_correlation(one, one, {}, {}, 0, {});
  EXPECT_TRUE(std::isnan(single.pearson.value));
  EXPECT_TRUE(std::isnan(single.pearson.interval.low));
  const auto flat = bootstrap_correlation(ramp, constant, {}, {}, 0, {});
  EXPECT_TRUE(std::isnan(flat.pearson.value));
  EXPECT_TRUE(std::isnan(flat.spearman.interval.high));
  const auto line = bootstrap_correlation(ramp, ramp, {}, {}, 0, {});
  EXPECT_NEAR(line.pearson.interval.low, 1, 1e-12);
  EXPECT_NEAR(line.spearman.interval.high, 1, 1e-12);
  const std::vector<std::uint32_t> same_block(50, 0);
  EXPECT_TRUE(std::isnan(bootstrap_correlation(ramp, ramp, same_block, {}, 0, {}).pearson.interval.low));
}

TEST(Bootstrap, RefusesImpossibleOptionsAndStopsOnRequest) {
  EXPECT_THROW(bootstrap_correlation(ref::x, ref::y, {}, {.resamples = 1}, 0, {}), Error);
  EXPECT_THROW(bootstrap_correlation(ref::x, ref::y, {}, {.level = 1.0}, 0, {}), Error);
  EXPECT_THROW(bootstrap_correlation(ref::x, ref::y, {}, {.method = "magic"}, 0, {}), Error);
  const std::atomic<bool> stop{true};
  RunContext context;
  context.stop = &stop;
  try {
    bootstrap_correlation(ref::x, ref::y, {}, {}, 0, context);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::stopped);
  }
}

}  // namespace
}  // namespace glasscape
