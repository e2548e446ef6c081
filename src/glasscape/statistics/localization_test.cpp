#include "glasscape/statistics/localization.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace glasscape {
namespace {

TEST(Localization, OfFourValues) {
  const std::vector<double> x{1, 1, 2, 8, NAN};
  const Localization l = localization(x, 0.25);
  EXPECT_EQ(l.count, 4u);
  EXPECT_EQ(l.undefined, 1u);
  EXPECT_DOUBLE_EQ(l.mean, 3);
  EXPECT_DOUBLE_EQ(l.median, 1.5);
  // Deviations −2, −2, −1, 5 of a mean of 3: Σ d² = 34, Σ d³ = 108.
  EXPECT_DOUBLE_EQ(l.psi, std::sqrt(34.0 / 4) / 3);
  EXPECT_DOUBLE_EQ(l.skewness, 108.0 / 4 / std::pow(34.0 / 4, 1.5));
  EXPECT_DOUBLE_EQ(l.extreme, 8.0 / 3);
  EXPECT_DOUBLE_EQ(localization(x, 0.3).extreme, 5.0 / 3);  // two of four
}

TEST(Localization, OfAnExponentialQuantityIsKnown) {
  std::vector<double> x;
  constexpr int n = 100000;
  for (int k = 0; k < n; ++k) x.push_back(-std::log((k + 0.5) / n));
  const Localization l = localization(x);
  EXPECT_NEAR(l.psi, 1, 1e-3);
  EXPECT_NEAR(l.skewness, 2, 1e-2);
  EXPECT_NEAR(l.extreme, 1 + std::log(100.0), 1e-3);  // mean of the tail beyond its 99 % point
}

TEST(Localization, OfSignedOrNoValuesHasNoRatios) {
  const Localization with_sign = localization(std::vector<double>{-1, 2, 5});
  EXPECT_DOUBLE_EQ(with_sign.mean, 2);
  EXPECT_TRUE(std::isnan(with_sign.psi));
  EXPECT_TRUE(std::isnan(with_sign.extreme));
  EXPECT_NEAR(with_sign.skewness, 0, 1e-15);
  const Localization zero = localization(std::vector<double>{0, 0});
  EXPECT_TRUE(std::isnan(zero.psi));
  const Localization none = localization({});
  EXPECT_EQ(none.count, 0u);
  EXPECT_TRUE(std::isnan(none.mean) && std::isnan(none.extreme));
}

}  // namespace
}  // namespace glasscape
