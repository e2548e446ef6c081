#include "glasscape/statistics/predictors.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/correlation.hpp"
#include "glasscape/statistics/reference/scipy_reference.hpp"

namespace glasscape {
namespace {

namespace ref = reference;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Correlations of a sample written out in full, its extremes marked as in the sample as a whole.
struct Written {
  std::vector<double> x, y;
  std::vector<std::uint8_t> top, bottom;
};

std::vector<std::uint8_t> beyond(const std::vector<double>& y, double tail, bool top) {
  const auto ranks = average_ranks(y);
  std::vector<std::uint8_t> marks;
  for (const double r : ranks) {
    const double place = (r - 0.5) / static_cast<double>(y.size());
    marks.push_back((top ? place > 1 - tail : place < tail) ? 1 : 0);
  }
  return marks;
}

TEST(Predictors, ResamplesAreThoseWrittenOutInFull) {
  // Ties in both columns; the second descriptor lacks some atoms.
  const auto& y = ref::grades;
  std::vector<std::vector<double>> x{ref::coordination, ref::x};
  for (std::size_t i = 0; i < y.size(); i += 7) x[1][i] = nan;
  std::vector<std::uint32_t> unit(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) unit[i] = static_cast<std::uint32_t>(i * 5 % 13);
  PredictorOptions options;
  options.bootstrap = {.resamples = 300, .method = "percentile", .seed = 4};
  options.bin_sizes = {10};
  options.shuffles = 50;
  options.tail = 0.2;
  const auto table = predict(y, x, unit, nullptr, options, 77, {});
  ASSERT_EQ(table.of.size(), 2U);
  EXPECT_EQ(table.units, 13U);
  for (std::size_t c = 0; c < 2; ++c) {
    std::vector<std::size_t> atoms;
    std::vector<double> known;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (!std::isfinite(x[c][i])) continue;
      atoms.push_back(i);
      known.push_back(y[i]);
    }
    const auto top = beyond(known, 0.2, true), bottom = beyond(known, 0.2, false);
    const auto naive = [&](std::span<const std::uint32_t> weights, std::span<double> out) {
      Written w;
      for (std::size_t k = 0; k < atoms.size(); ++k) {
        for (std::uint32_t copy = 0; copy < weights[unit[atoms[k]]]; ++copy) {
          w.x.push_back(x[c][atoms[k]]);
          w.y.push_back(known[k]);
          w.top.push_back(top[k]);
          w.bottom.push_back(bottom[k]);
        }
      }
      out[0] = pearson(w.x, w.y);
      out[1] = spearman(w.x, w.y);
      out[2] = roc_area(w.x, w.top);
      out[3] = roc_area(w.x, w.bottom);
    };
    const auto slow = bootstrap(13, 4, naive, options.bootstrap, 77, {});
    const Predictor& p = table.of[c];
    EXPECT_EQ(p.pairs, atoms.size());
    const Estimate* fast[] = {&p.pearson, &p.spearman, &p.area_top, &p.area_bottom};
    for (std::size_t s = 0; s < 4; ++s) {
      EXPECT_NEAR(fast[s]->value, slow[s].value, 1e-12) << c << " " << s;
      EXPECT_NEAR(fast[s]->interval.low, slow[s].interval.low, 1e-12) << c << " " << s;
      EXPECT_NEAR(fast[s]->interval.high, slow[s].interval.high, 1e-12) << c << " " << s;
      EXPECT_NEAR(fast[s]->bias, slow[s].bias, 1e-12) << c << " " << s;
    }
  }
}

// Descriptors with known correlation to a property.
struct Planted {
  std::vector<double> y;
  std::vector<std::vector<double>> x;
  std::vector<std::uint32_t> unit;
};

Planted planted(std::size_t n, const std::vector<double>& correlations, std::uint64_t seed) {
  Planted p;
  CounterRng rng(seed, 8);
  p.x.resize(correlations.size());
  for (std::size_t i = 0; i < n; ++i) {
    const double y = rng.normal();
    p.y.push_back(y);
    p.unit.push_back(static_cast<std::uint32_t>(i % 64));
    for (std::size_t c = 0; c < correlations.size(); ++c) {
      const double r = correlations[c];
      p.x[c].push_back(r * y + std::sqrt(1 - r * r) * rng.normal());
    }
  }
  return p;
}

TEST(Predictors, RankPlantedRelations) {
  const Planted p = planted(4000, {0.0, -0.5, 0.2, 0.5, 0.21}, 3);
  PredictorOptions options;
  options.bootstrap.resamples = 400;
  options.shuffles = 400;
  const auto table = predict(p.y, p.x, p.unit, nullptr, options, 0, {});
  const auto& of = table.of;
  EXPECT_LE(of[1].rank, 2U);
  EXPECT_LE(of[3].rank, 2U);
  EXPECT_TRUE(of[1].ties_with_best && of[3].ties_with_best);
  EXPECT_FALSE(of[2].ties_with_best || of[4].ties_with_best || of[0].ties_with_best);
  EXPECT_EQ(of[0].rank, 5U);
  EXPECT_NEAR(of[1].best_share + of[3].best_share, 1, 1e-12);
  EXPECT_GE(of[2].rank_range.low, 3);
  EXPECT_LE(of[2].rank_range.high, 4);
  // Binning alone makes 0.2 look like 0.9; unrelated fields stay within their null.
  EXPECT_TRUE(of[2].pearson.interval.contains(0.2));
  ASSERT_EQ(of[2].binned.size(), 2U);
  EXPECT_EQ(of[2].binned[1].bins, 20U);
  EXPECT_NEAR(of[2].binned[1].expected, expected_binned_pearson(of[2].pearson.value, 200), 1e-12);
  EXPECT_NEAR(of[2].binned[1].pearson.value, of[2].binned[1].expected, 0.1);
  EXPECT_LT(of[2].binned[1].null.p_value, 0.01);
  EXPECT_TRUE(of[0].binned[0].null.range.contains(of[0].binned[0].pearson.value));
  EXPECT_NEAR(of[0].binned[0].null.range.high, 0.312, 0.05);  // Student's t: 40 bins
  // 0.7708 for r = 0.5 and the top tenth, by four million simulated pairs; the standard error here is 0.012.
  EXPECT_NEAR(of[3].area_top.value, 0.7708, 0.036);
  EXPECT_NEAR(of[3].area_bottom.value, 1 - 0.7708, 0.036);
  EXPECT_NEAR(of[1].area_top.value, 1 - 0.7708, 0.036);
  EXPECT_GT(of[3].information.value, 0.1);
  EXPECT_LT(of[3].information.value, gaussian_information(0.5) + 0.02);
  EXPECT_FALSE(std::isfinite(of[3].corrected.value));  // without events nothing is corrected
}

TEST(Predictors, DoNotDependOnThreadsOrCompany) {
  const Planted p = planted(500, {0.3, 0.1}, 5);
  PredictorOptions options;
  options.bootstrap.resamples = 100;
  options.shuffles = 50;
  RunContext one, many;
  one.threads = 1;
  many.threads = 4;
  const auto a = predict(p.y, p.x, p.unit, nullptr, options, 9, one);
  const auto b = predict(p.y, p.x, p.unit, nullptr, options, 9, many);
  const auto alone = predict(p.y, {p.x[1]}, p.unit, nullptr, options, 9, one);
  EXPECT_EQ(a.of[1].spearman.interval.low, b.of[1].spearman.interval.low);
  EXPECT_EQ(a.of[1].binned[0].null.p_value, b.of[1].binned[0].null.p_value);
  EXPECT_EQ(a.of[1].information.value, b.of[1].information.value);
  EXPECT_EQ(a.of[1].spearman.interval.low, alone.of[0].spearman.interval.low);
  EXPECT_EQ(a.of[1].information.baseline, alone.of[0].information.baseline);
}

// Atoms are known from a few noisy events only: r falls short of the truth, the corrected one does not, and its
// interval holds the truth as often as it says.
TEST(Predictors, CorrectionForAttenuationRecoversThePlantedCorrelation) {
  constexpr int samples = 200;
  constexpr std::size_t n = 400;
  constexpr double truth = 0.5, noise = 1.2;  // single events: intraclass correlation 0.41
  PredictorOptions options;
  options.bootstrap.resamples = 400;
  options.shuffles = 1;
  options.bin_sizes = {200};
  int hits = 0;
  double plain = 0, corrected = 0;
  for (int s = 0; s < samples; ++s) {
    CounterRng rng(static_cast<std::uint64_t>(s), 11);
    RepeatedValues events;
    std::vector<double> y, x;
    std::vector<std::uint32_t> unit;
    for (std::size_t i = 0; i < n; ++i) {
      const double value = rng.normal();
      auto& list = events.of.emplace_back();
      for (std::uint64_t k = 0; k <= rng.below(4); ++k) list.push_back(value + noise * rng.normal());
      y.push_back(averaged(list, "mean", 1));
      x.push_back(truth * value + std::sqrt(1 - truth * truth) * rng.normal());
      unit.push_back(static_cast<std::uint32_t>(i));
    }
    const ReliabilityModel model(events, unit);
    const auto table = predict(y, {x}, unit, &model, options, 0, {});
    plain += table.of[0].pearson.value / samples;
    corrected += table.of[0].corrected.value / samples;
    hits += table.of[0].corrected.interval.contains(truth) ? 1 : 0;
  }
  EXPECT_LT(plain, 0.4);
  EXPECT_NEAR(corrected, truth, 0.012);
  EXPECT_GE(hits, 180);  // 190 ± 3 expected
  EXPECT_LE(hits, 199);
}

TEST(Predictors, UndefinedCasesAreNaN) {
  PredictorOptions options;
  options.bootstrap.resamples = 10;
  options.shuffles = 5;
  const std::vector<double> y{1, 2, 3, 4}, flat(4, 2.0), none(4, nan);
  const auto table = predict(y, {flat, none, y}, std::vector<std::uint32_t>{0, 1, 2, 3}, nullptr, options, 0, {});
  EXPECT_TRUE(std::isnan(table.of[0].pearson.value));
  EXPECT_EQ(table.of[0].rank, 0U);
  EXPECT_EQ(table.of[1].pairs, 0U);
  EXPECT_EQ(table.of[1].binned.size(), 2U);
  EXPECT_EQ(table.of[2].rank, 1U);
  EXPECT_EQ(table.of[2].spearman.value, 1);
  EXPECT_EQ(predict({}, {{}}, {}, nullptr, options, 0, {}).atoms, 0U);
  EXPECT_THROW(predict(y, {{1.0}}, std::vector<std::uint32_t>{0, 1, 2, 3}, nullptr, options, 0, {}),
               std::invalid_argument);
  options.tail = 0;
  EXPECT_THROW(predict(y, {flat}, std::vector<std::uint32_t>{0, 1, 2, 3}, nullptr, options, 0, {}), Error);
}

}  // namespace
}  // namespace glasscape
