#include "glasscape/statistics/correlation.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>

#include "glasscape/statistics/moments.hpp"
#include "glasscape/statistics/reference/scipy_reference.hpp"

namespace glasscape {
namespace {

namespace ref = reference;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

TEST(Moments, AgreeWithScipy) {
  const Moments m = moments(ref::x);
  EXPECT_EQ(m.count, ref::x.size());
  EXPECT_NEAR(m.mean, ref::mean, 1e-14);
  EXPECT_NEAR(m.variance, ref::variance, 1e-13);
  EXPECT_NEAR(m.skewness, ref::skewness, 1e-13);
  EXPECT_NEAR(m.excess_kurtosis, ref::excess_kurtosis, 1e-13);
  const auto sorted = sorted_finite(ref::x);
  for (std::size_t k = 0; k < ref::probabilities.size(); ++k) {
    EXPECT_NEAR(quantile(sorted, ref::probabilities[k]), ref::quantiles[k], 1e-14);
  }
}

TEST(Moments, LeaveOutWhatIsNotFiniteAndCountIt) {
  const std::vector<double> v{nan, 1, inf, 3, -inf};
  const Moments m = moments(v);
  EXPECT_EQ(m.count, 2U);
  EXPECT_EQ(m.undefined, 3U);
  EXPECT_DOUBLE_EQ(m.mean, 2);
  EXPECT_DOUBLE_EQ(m.variance, 2);
}

TEST(Moments, AreUndefinedWithoutValuesOrSpread) {
  EXPECT_TRUE(std::isnan(moments(std::vector<double>{nan}).mean));
  EXPECT_TRUE(std::isnan(moments(std::vector<double>{4.2}).variance));
  const Moments m = moments(std::vector<double>(7, 0.1));
  EXPECT_EQ(m.mean, 0.1);  // exactly, although 7 × 0.1 is rounded
  EXPECT_EQ(m.variance, 0);
  EXPECT_TRUE(std::isnan(m.skewness));
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(Quantiles, OfNormalAndStudentAgreeWithScipy) {
  const double p[] = {1e-12, 0.001, 0.025, 0.5, 0.6, 0.975, 0.999999};
  for (std::size_t k = 0; k < 7; ++k) {
    EXPECT_NEAR(normal_quantile(p[k]), ref::normal_quantiles[k],
                1e-10 * std::max(1.0, std::abs(ref::normal_quantiles[k])));
  }
  EXPECT_EQ(normal_quantile(0), -inf);
  EXPECT_EQ(normal_quantile(1), inf);
  EXPECT_TRUE(std::isnan(normal_quantile(1.5)));
  const std::size_t degrees[] = {1, 2, 3, 7, 26, 63, 342};
  for (std::size_t k = 0; k < 7; ++k) {
    EXPECT_NEAR(student_quantile(0.975, degrees[k]) / ref::student_975[k], 1, 1e-11);
    EXPECT_NEAR(student_quantile(0.005, degrees[k]) / ref::student_005[k], 1, 1e-11);
  }
}

TEST(Correlation, AgreesWithScipy) {
  EXPECT_NEAR(pearson(ref::x, ref::y), ref::pearson, 1e-14);
  EXPECT_NEAR(spearman(ref::x, ref::y), ref::spearman, 1e-14);
  EXPECT_NEAR(spearman(ref::coordination, ref::grades), ref::spearman_ties, 1e-14);
  EXPECT_EQ(average_ranks(ref::coordination), ref::ranks);
  const Interval fisher = fisher_interval(ref::pearson, ref::x.size(), 0.95);
  EXPECT_NEAR(fisher.low, ref::fisher_low, 1e-12);
  EXPECT_NEAR(fisher.high, ref::fisher_high, 1e-12);
}

TEST(Correlation, IsExactForStraightLinesAndMonotonicMaps) {
  std::vector<double> line, falling, cube;
  for (const double v : ref::x) {
    line.push_back(1e6 + 3 * v);
    falling.push_back(-v);
    cube.push_back(v * v * v);
  }
  EXPECT_NEAR(pearson(ref::x, line), 1, 1e-12);
  EXPECT_NEAR(pearson(ref::x, falling), -1, 1e-15);
  EXPECT_DOUBLE_EQ(spearman(ref::x, cube), 1);
  EXPECT_NEAR(spearman(cube, ref::y), ref::spearman, 1e-14);
}

TEST(Correlation, IsUndefinedWithoutSpread) {
  const std::vector<double> constant(ref::x.size(), 0.3);
  EXPECT_TRUE(std::isnan(pearson(constant, ref::y)));
  EXPECT_TRUE(std::isnan(pearson(ref::x, constant)));
  EXPECT_TRUE(std::isnan(spearman(ref::x, constant)));
  EXPECT_TRUE(std::isnan(pearson(std::vector<double>{1}, std::vector<double>{2})));
  EXPECT_TRUE(std::isnan(pearson({}, {})));
  EXPECT_TRUE(std::isnan(fisher_interval(0.5, 3, 0.95).low));
  EXPECT_TRUE(std::isnan(fisher_interval(nan, 30, 0.95).low));
}

TEST(Correlation, PairsWithUndefinedValuesAreDroppedAndCounted) {
  const std::vector<double> x{1, nan, 3, nan, 5, 6}, y{1, 2, inf, nan, 5, 7};
  const PairedSample all = complete_pairs(x, y);
  EXPECT_EQ(all.index, (std::vector<std::size_t>{0, 4, 5}));
  EXPECT_EQ(all.undefined_x, 2U);
  EXPECT_EQ(all.undefined_y, 2U);
  const std::vector<std::size_t> some{5, 1};
  EXPECT_EQ(complete_pairs(x, y, some).x, (std::vector<double>{6}));
  EXPECT_EQ(complete_pairs(x, y, std::span<const std::size_t>{}).size(), 0U);
  const std::vector<std::size_t> beyond{6};
  EXPECT_THROW(complete_pairs(x, y, beyond), std::invalid_argument);
  EXPECT_THROW(complete_pairs(x, std::vector<double>{1}), std::invalid_argument);
}

TEST(Regression, AgreesWithScipy) {
  const LinearFit fit = linear_regression(ref::x, ref::y);
  EXPECT_NEAR(fit.slope, ref::slope, 1e-13);
  EXPECT_NEAR(fit.intercept, ref::intercept, 1e-13);
  EXPECT_NEAR(fit.slope_error, ref::slope_error, 1e-13);
  EXPECT_NEAR(fit.intercept_error, ref::intercept_error, 1e-13);
  EXPECT_NEAR(fit.r_squared, ref::r_squared, 1e-13);
  const std::vector<double> constant(ref::x.size(), 2.0);
  EXPECT_TRUE(std::isnan(linear_regression(constant, ref::y).slope));
  EXPECT_NEAR(linear_regression(ref::x, constant).slope, 0, 1e-15);
}

}  // namespace
}  // namespace glasscape
