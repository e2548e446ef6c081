#include "glasscape/diffraction/simulate/poisson.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace glasscape {
namespace {

// χ² of the counts against the probabilities, with rare counts gathered at both ends.
double chi_square_per_bin(double mean, int draws) {
  const auto spread = static_cast<int>(6 * std::sqrt(mean) + 10);
  const int first = std::max(0, static_cast<int>(mean) - spread);
  std::vector<double> seen(static_cast<std::size_t>(2 * spread + 2));
  for (int k = 0; k < draws; ++k) {
    CounterRng rng(11, static_cast<std::uint64_t>(k));
    const int value = static_cast<int>(poisson_deviate(rng, mean));
    EXPECT_GE(value, 0);
    ++seen.at(static_cast<std::size_t>(std::max(value - first, 0)));
  }
  double sum = 0, bins = 0, pooled_expected = 0, pooled_seen = 0;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    const double n = first + static_cast<double>(k);
    pooled_expected += draws * std::exp(n * std::log(mean) - mean - std::lgamma(n + 1));
    pooled_seen += seen[k];
    if (pooled_expected < 20) continue;
    sum += (pooled_seen - pooled_expected) * (pooled_seen - pooled_expected) / pooled_expected;
    bins += 1;
    pooled_expected = pooled_seen = 0;
  }
  return (sum - bins) / std::sqrt(2 * bins);  // a standard deviate for many bins
}

TEST(Poisson, HasTheDistribution) {
  for (const double mean : {0.03, 0.7, 3.0, 9.99, 10.0, 14.5, 60.0, 400.0}) {
    EXPECT_LT(std::abs(chi_square_per_bin(mean, 60000)), 4) << mean;
  }
}

TEST(Poisson, MeanAndVarianceOfLargeCounts) {
  for (const double mean : {1e5, 1e9}) {
    double sum = 0, squares = 0;
    constexpr int draws = 40000;
    for (int k = 0; k < draws; ++k) {
      CounterRng rng(3, static_cast<std::uint64_t>(k), 1);
      const double z = (poisson_deviate(rng, mean) - mean) / std::sqrt(mean);
      sum += z;
      squares += z * z;
    }
    EXPECT_LT(std::abs(sum), 4 * std::sqrt(draws)) << mean;
    EXPECT_NEAR(squares / draws, 1, 4 * std::sqrt(2.0 / draws)) << mean;
  }
  CounterRng rng(1, 1);
  EXPECT_EQ(poisson_deviate(rng, 0), 0);
}

}  // namespace
}  // namespace glasscape
