#include "glasscape/statistics/autocorrelation.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

// Points on a line, values from `values`; blocks of equal length.
struct Chain {
  std::vector<double> position, value;
  std::vector<std::size_t> block;
};

AutocorrelationSums sums(const Chain& c, const RadialBins& bins, std::size_t blocks) {
  AutocorrelationSums result(bins, blocks);
  for (std::size_t i = 0; i < c.value.size(); ++i) {
    std::vector<std::uint32_t> count(bins.count);
    std::vector<double> sum(bins.count);
    for (std::size_t j = 0; j < c.value.size(); ++j) {
      const double r = std::abs(c.position[i] - c.position[j]);
      if (c.position[j] <= c.position[i] || r >= bins.range()) continue;
      ++count[static_cast<std::size_t>(r / bins.width)];
      sum[static_cast<std::size_t>(r / bins.width)] += c.value[j];
    }
    result.add_row(c.block[i], c.value[i], count, sum);
  }
  return result;
}

Chain random_chain(std::size_t n, std::size_t blocks) {
  Chain c;
  CounterRng rng(17, 4);
  for (std::size_t i = 0; i < n; ++i) {
    c.position.push_back(static_cast<double>(n) * rng.uniform());
    c.value.push_back(7 + 2 * rng.normal() + std::sin(c.position.back()));
    c.block.push_back(
        static_cast<std::size_t>(c.position.back() / static_cast<double>(n) * static_cast<double>(blocks)));
  }
  return c;
}

TEST(Autocorrelation, AgreesWithTheDefinition) {
  const Chain c = random_chain(300, 5);
  const RadialBins bins{0.5, 10};
  const auto curve = sums(c, bins, 5).curve();
  const Moments m = moments(c.value);
  const double variance = m.variance * 299 / 300;
  for (std::size_t b = 0; b < bins.count; ++b) {
    double sum = 0;
    std::uint64_t pairs = 0;
    for (std::size_t i = 0; i < 300; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const double r = std::abs(c.position[i] - c.position[j]);
        if (r < 0.5 * static_cast<double>(b) || r >= 0.5 * static_cast<double>(b + 1)) continue;
        sum += (c.value[i] - m.mean) * (c.value[j] - m.mean);
        ++pairs;
      }
    }
    EXPECT_EQ(curve.pairs[b], pairs);
    EXPECT_NEAR(curve.value[b], sum / static_cast<double>(pairs) / variance, 1e-10);
  }
  EXPECT_EQ(curve.atoms, 300U);
  EXPECT_EQ(curve.blocks, 5U);
  EXPECT_NEAR(curve.mean, m.mean, 1e-12);
  EXPECT_NEAR(curve.variance, variance, 1e-10);
}

// Leaving out a block is the same as a sample without its atoms and without the pairs that their rows list.
TEST(Autocorrelation, JackknifeLeavesOutTheRowsOfABlock) {
  const Chain c = random_chain(120, 4);
  const RadialBins bins{1.0, 6};
  const auto curve = sums(c, bins, 4).curve();
  ASSERT_EQ(curve.without.size(), 4U);
  double mean = 0, square = 0, n = 0;
  for (std::size_t i = 0; i < 120; ++i) {
    if (c.block[i] == 2) continue;
    mean += c.value[i];
    square += c.value[i] * c.value[i];
    n += 1;
  }
  mean /= n;
  const double variance = square / n - mean * mean;
  double sum = 0, pairs = 0;
  for (std::size_t i = 0; i < 120; ++i) {
    for (std::size_t j = 0; j < 120; ++j) {
      const double r = std::abs(c.position[i] - c.position[j]);
      if (c.position[j] <= c.position[i] || c.block[i] == 2 || r < 3 || r >= 4) continue;
      sum += (c.value[i] - mean) * (c.value[j] - mean);
      pairs += 1;
    }
  }
  EXPECT_NEAR(curve.without[2][3], sum / pairs / variance, 1e-10);
}

TEST(Autocorrelation, EmptyBinsAndConstantValuesAreUndefined) {
  Chain c{{0, 1, 2, 3}, {5, 5, 5, 5}, {0, 1, 2, 3}};
  const auto flat = sums(c, {0.5, 6}, 4).curve();
  for (const double v : flat.value) EXPECT_TRUE(std::isnan(v));
  c.value = {1, -1, 1, -1};
  const auto curve = sums(c, {0.5, 6}, 4).curve();
  EXPECT_TRUE(std::isnan(curve.value[0]));
  EXPECT_DOUBLE_EQ(curve.value[2], -1);
  EXPECT_EQ(curve.pairs[2], 3U);
  EXPECT_TRUE(std::isnan(curve.normalised_at(1.0)[2]));  // not positive there
  const auto nothing = AutocorrelationSums({0.5, 6}, 4).curve();
  EXPECT_EQ(nothing.atoms, 0U);
  EXPECT_TRUE(std::isnan(nothing.value[0]));
}

// A curve as the sums would give it, from a formula.
AutocorrelationCurve made(double (*c)(double), double noise, std::size_t blocks) {
  AutocorrelationCurve curve;
  curve.bins = {0.25, 48};
  curve.blocks = blocks;
  curve.without.assign(blocks, {});
  CounterRng rng(3, 3);
  for (std::size_t k = 0; k < 48; ++k) {
    const double r = curve.bins.centre(k);
    curve.r.push_back(r);
    curve.pairs.push_back(static_cast<std::uint64_t>(1000 * r * r));
    curve.value.push_back(c(r));
    double squares = 0, mean = 0;
    std::vector<double> left(blocks);
    for (auto& v : left) mean += (v = noise * rng.normal()) / static_cast<double>(blocks);
    for (std::size_t b = 0; b < blocks; ++b) {
      curve.without[b].push_back(c(r) + left[b] - mean);
      squares += (left[b] - mean) * (left[b] - mean);
    }
    curve.error.push_back(std::sqrt(squares * static_cast<double>(blocks - 1) / static_cast<double>(blocks)));
  }
  return curve;
}

TEST(CorrelationLength, IsExactForAnExponential) {
  const auto fit =
      fit_correlation_length(made([](double r) { return 0.8 * std::exp(-r / 2.2); }, 1e-4, 27), {3, 8}, 0.95);
  EXPECT_EQ(fit.reason, "");
  EXPECT_NEAR(fit.xi, 2.2, 1e-6);
  EXPECT_NEAR(fit.amplitude, 0.8 * std::exp(-3 / 2.2), 1e-8);
  EXPECT_NEAR(fit.r_squared, 1, 1e-10);
  EXPECT_EQ(fit.points, 20U);
  EXPECT_TRUE(fit.interval.contains(2.2));
  EXPECT_LT(fit.interval.high - fit.interval.low, 0.1);
  EXPECT_NEAR(fit.at(5, {3, 8}), 0.8 * std::exp(-5 / 2.2), 1e-6);
}

// To first order the fit is that of ln C with weights n C² (methods.md, section 7).
TEST(CorrelationLength, IsNearTheWeightedFitOfTheLogarithm) {
  const auto curve = made([](double r) { return std::exp(-r / 2.5) * (1 + 0.02 * std::sin(5 * r)); }, 1e-4, 27);
  double w = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t k = 0; k < 48; ++k) {
    if (curve.r[k] < 3 || curve.r[k] > 8) continue;
    const double weight = static_cast<double>(curve.pairs[k]) * curve.value[k] * curve.value[k],
                 l = std::log(curve.value[k]);
    w += weight;
    x += weight * curve.r[k];
    y += weight * l;
    xx += weight * curve.r[k] * curve.r[k];
    xy += weight * curve.r[k] * l;
  }
  const double slope = (w * xy - x * y) / (w * xx - x * x);
  EXPECT_NEAR(fit_correlation_length(curve, {3, 8}, 0.95).xi, -1 / slope, 0.005);
}

TEST(CorrelationLength, SaysWhyItIsNotDetermined) {
  const FitWindow window{3, 8};
  const auto flat = fit_correlation_length(made([](double) { return 0.5; }, 1e-4, 27), window, 0.95);
  EXPECT_TRUE(std::isnan(flat.xi));
  EXPECT_NE(flat.reason.find("no exponential decay"), std::string::npos);
  const auto negative =
      fit_correlation_length(made([](double r) { return -std::exp(-r / 2); }, 1e-4, 27), window, 0.95);
  EXPECT_TRUE(std::isnan(negative.xi));
  EXPECT_NE(negative.reason.find("not positive"), std::string::npos);
  const auto noise =
      fit_correlation_length(made([](double r) { return 1e-3 * std::exp(-r / 2); }, 0.01, 27), window, 0.95);
  EXPECT_TRUE(std::isnan(noise.xi));
  EXPECT_NE(noise.reason.find("error"), std::string::npos);
  const auto narrow = fit_correlation_length(made([](double r) { return std::exp(-r / 2); }, 1e-4, 27), {3, 3.6}, 0.95);
  EXPECT_TRUE(std::isnan(narrow.xi));
  EXPECT_NE(narrow.reason.find("4 are needed"), std::string::npos);
  auto two = made([](double r) { return std::exp(-r / 2); }, 1e-4, 27);
  two.without.resize(2);
  const auto no_interval = fit_correlation_length(two, window, 0.95);
  EXPECT_NEAR(no_interval.xi, 2, 1e-6);
  EXPECT_TRUE(std::isnan(no_interval.interval.low));
  EXPECT_NE(no_interval.reason.find("no interval"), std::string::npos);
}

}  // namespace
}  // namespace glasscape
