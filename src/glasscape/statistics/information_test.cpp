#include "glasscape/statistics/information.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/reference/verdict_reference.hpp"

namespace glasscape {
namespace {

namespace ref = verdict_reference;

struct Pairs {
  std::vector<double> x, y;
  std::vector<std::uint32_t> unit;
};

Pairs normal_pairs(std::size_t n, double r, std::uint64_t seed, std::size_t units = 100) {
  Pairs p;
  CounterRng rng(seed, 21);
  for (std::size_t i = 0; i < n; ++i) {
    p.x.push_back(rng.normal());
    p.y.push_back(r * p.x.back() + std::sqrt(1 - r * r) * rng.normal());
    p.unit.push_back(static_cast<std::uint32_t>(i % units));
  }
  return p;
}

TEST(Information, AgreesWithScikitLearn) {
  std::vector<std::uint8_t> marked(ref::marked.begin(), ref::marked.end());
  EXPECT_NEAR(roc_area(ref::descriptor, marked), ref::area, 1e-14);
  const auto a = quantile_classes(ref::descriptor, 4), b = quantile_classes(ref::property, 4);
  EXPECT_EQ(std::vector<double>(a.begin(), a.end()), ref::descriptor_classes);
  EXPECT_NEAR(mutual_information(a, b), ref::information, 1e-14);
}

TEST(Information, OfNormalVariablesIsThatOfTheirClasses) {
  for (std::size_t k = 0; k < ref::correlations.size(); ++k) {
    const Pairs p = normal_pairs(200000, ref::correlations[k], k);
    const auto i = InformationOn(p.y, p.unit, {.shuffles = 20}, 0).of(p.x);
    EXPECT_EQ(i.classes, 10U);
    // Three standard errors: d(−½ ln(1 − r²)) = r/√n for dr = (1 − r²)/√n.
    EXPECT_NEAR(i.value, ref::binned_gaussian_information[k], 2e-4 + 3 * ref::correlations[k] / std::sqrt(200000.0));
    EXPECT_LT(i.value, gaussian_information(ref::correlations[k]));
    EXPECT_GT(i.value, 0.86 * gaussian_information(ref::correlations[k]));
    EXPECT_NEAR(i.baseline, 81 / (2 * 200000.0), 5e-5);  // Miller: (K−1)²/2n
  }
}

// 200 samples each: unrelated columns give 0 on average and small p as often as chance does, related ones lie within
// the jackknife interval.
TEST(Information, BaselineAndIntervalHoldWhatTheySay) {
  constexpr int samples = 200;
  double mean = 0;
  int small = 0, hits = 0;
  for (int s = 0; s < samples; ++s) {
    const Pairs none = normal_pairs(1000, 0, 1000 + static_cast<std::uint64_t>(s));
    const auto i = InformationOn(none.y, none.unit, {.shuffles = 99}, 0).of(none.x);
    mean += i.value / samples;
    small += i.p_value <= 0.05 ? 1 : 0;
    const Pairs some = normal_pairs(2000, 0.3, 5000 + static_cast<std::uint64_t>(s));
    const auto j = InformationOn(some.y, some.unit, {.shuffles = 20}, 0).of(some.x);
    hits += j.interval.contains(ref::binned_gaussian_information[1]) ? 1 : 0;
  }
  EXPECT_NEAR(mean, 0, 0.0015);
  EXPECT_LE(small, 20);  // 10 ± 3 expected
  EXPECT_GE(hits, 178);  // 190 ± 3 expected
}

TEST(Information, SeesWhatIsNoCorrelation) {
  Pairs p = normal_pairs(4000, 0, 7);
  for (std::size_t i = 0; i < p.x.size(); ++i) p.y[i] = p.x[i] * p.x[i] + 0.3 * p.y[i];
  const auto i = InformationOn(p.y, p.unit, {}, 0).of(p.x);
  EXPECT_GT(i.interval.low, 0.3);
  EXPECT_LE(i.p_value, 0.005);
}

TEST(Information, EqualValuesShareAClass) {
  const std::vector<double> two{1, 1, 1, 5, 5, 5};
  const auto classes = quantile_classes(two, 5);
  EXPECT_EQ(classes, (std::vector<std::uint8_t>{1, 1, 1, 3, 3, 3}));
  EXPECT_NEAR(mutual_information(classes, classes), std::log(2.0), 1e-15);
  EXPECT_EQ(roc_area(two, std::vector<std::uint8_t>{0, 0, 0, 1, 1, 1}), 1);
  EXPECT_EQ(roc_area(two, std::vector<std::uint8_t>{1, 0, 0, 1, 0, 0}), 0.5);
  EXPECT_TRUE(std::isnan(roc_area(two, std::vector<std::uint8_t>(6, 0))));
  EXPECT_TRUE(std::isnan(InformationOn(two, std::vector<std::uint32_t>(6, 0), {}, 0).of(two).value));
}

}  // namespace
}  // namespace glasscape
