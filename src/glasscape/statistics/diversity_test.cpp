#include "glasscape/statistics/diversity.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/reference/verdict_reference.hpp"

namespace glasscape {
namespace {

namespace ref = verdict_reference;

struct Classes {
  std::vector<std::uint32_t> of, unit;
  std::vector<double> value;
  std::vector<std::vector<double>> events;
};

// 20 classes of falling frequency; class 0 lies `shift` below the others.
Classes planted(std::size_t n, double shift, std::uint64_t seed) {
  Classes c;
  CounterRng rng(seed, 41);
  for (std::size_t i = 0; i < n; ++i) {
    c.of.push_back(static_cast<std::uint32_t>(20 * rng.uniform() * rng.uniform()));
    c.unit.push_back(static_cast<std::uint32_t>(i % 50));
    c.value.push_back(rng.normal() - (c.of.back() == 0 ? shift : 0));
    auto& events = c.events.emplace_back();
    for (int k = 0; k < 3; ++k) events.push_back(c.value.back() + 0.5 * rng.normal());
  }
  return c;
}

TEST(Diversity, AgreesWithScipyAndScikitLearn) {
  const std::vector<std::size_t> counts{15, 9, 6, 1};
  EXPECT_NEAR(shannon_diversity(counts), ref::diversity, 1e-13);
  const std::vector<std::uint32_t> group(ref::group.begin(), ref::group.end()), unit(ref::group.size(), 0);
  const auto utility = class_utility(group, ref::value, unit, {.shuffles = 10}, 0, {});
  EXPECT_NEAR(utility.diversity, ref::diversity, 1e-13);
  EXPECT_NEAR(utility.explained.value, ref::explained, 1e-12);
  EXPECT_NEAR(ks_distance(ref::sample_a, ref::sample_b), ref::ks, 1e-14);
  EXPECT_NEAR(wasserstein_distance(ref::sample_a, ref::sample_b), ref::wasserstein, 1e-13);
  EXPECT_EQ(ks_distance(ref::sample_a, ref::sample_a), 0);
  EXPECT_EQ(wasserstein_distance(ref::sample_b, ref::sample_b), 0);
  EXPECT_NEAR(shannon_diversity(std::vector<std::size_t>(7, 3)), 7, 1e-12);
}

TEST(Diversity, IsNotMistakenForUtility) {
  // Unrelated classes: every number vanishes on average, and p is small as often as chance makes it.
  constexpr int samples = 60;
  double top = 0, information = 0, explained = 0, ks = 0;
  int small = 0;
  for (int s = 0; s < samples; ++s) {
    const Classes c = planted(400, 0, static_cast<std::uint64_t>(s));
    const auto u = class_utility(c.of, c.value, c.unit, {.shuffles = 99}, 0, {});
    top += u.top.value / samples;
    information += u.information.value / samples;
    explained += u.explained.value / samples;
    for (const auto* e : {&u.top, &u.bottom, &u.information, &u.explained}) small += e->p_value <= 0.05 ? 1 : 0;
    std::vector<std::uint32_t> group;
    for (const auto k : c.of) group.push_back(k == 0 ? 0 : 1);
    ks += spectrum_distance(c.events, group, c.unit, {.shuffles = 99}, 0, {}).ks.value / samples;
  }
  EXPECT_NEAR(top, 0, 0.03);
  EXPECT_NEAR(information, 0, 0.005);
  EXPECT_NEAR(explained, 0, 0.08);  // −(classes − 1)/N on average: predicting by class means costs that
  EXPECT_LT(explained, 0);
  EXPECT_NEAR(ks, 0, 0.02);
  EXPECT_LE(small, 24);  // 12 ± 3.4 of 240 expected
}

TEST(Diversity, FindsAClassThatDiffers) {
  const Classes c = planted(3000, 2, 5);
  const auto u = class_utility(c.of, c.value, c.unit, {.shuffles = 199}, 0, {});
  EXPECT_GT(u.bottom.value, 0.3);  // the lowest tenth is nearly one class
  EXPECT_LE(u.bottom.p_value, 0.01);
  EXPECT_GT(u.bottom.interval.low, 0);
  EXPECT_TRUE(u.bottom.interval.contains(u.bottom.value));
  EXPECT_GT(u.information.value, 0.03);
  // Between the classes lies p(1 − p)·4 of the variance, p the share of class 0.
  const double p = static_cast<double>(std::count(c.of.begin(), c.of.end(), 0U)) / 3000, between = 4 * p * (1 - p);
  EXPECT_NEAR(u.explained.value, between / (1 + between), 0.04);
  EXPECT_LT(u.explained.baseline, 0);
  std::vector<std::uint32_t> group;
  for (const auto k : c.of) group.push_back(k == 0 ? 0 : 1);
  const auto d = spectrum_distance(c.events, group, c.unit, {.shuffles = 199}, 0, {});
  EXPECT_NEAR(d.shift, -2, 0.2);
  EXPECT_NEAR(d.wasserstein.plain, 2, 0.2);
  EXPECT_LE(d.ks.p_value, 0.01);
  EXPECT_EQ(d.events_a, 3 * d.atoms_a);
}

TEST(Diversity, DoesNotDependOnThreads) {
  const Classes c = planted(500, 1, 6);
  RunContext one, many;
  one.threads = 1;
  many.threads = 4;
  const auto a = class_utility(c.of, c.value, c.unit, {.shuffles = 64}, 3, one);
  const auto b = class_utility(c.of, c.value, c.unit, {.shuffles = 64}, 3, many);
  EXPECT_EQ(a.top.value, b.top.value);
  EXPECT_EQ(a.information.interval.low, b.information.interval.low);
  EXPECT_EQ(a.explained.p_value, b.explained.p_value);
}

TEST(Diversity, UndefinedCasesAreNaN) {
  const std::vector<std::uint32_t> one(30, 0);
  const std::vector<double> flat(30, 1.5), few{1, 2, 3};
  const auto u = class_utility(one, flat, one, {.shuffles = 9}, 0, {});
  EXPECT_TRUE(std::isnan(u.explained.value));
  EXPECT_EQ(u.diversity, 1);
  EXPECT_TRUE(std::isnan(class_utility(std::span(one).first(3), few, std::span(one).first(3), {}, 0, {}).top.value));
  EXPECT_TRUE(std::isnan(ks_distance(few, {})));
  EXPECT_TRUE(std::isnan(
      spectrum_distance({{1.0}, {2.0}}, std::vector<std::uint32_t>{0, 1}, std::vector<std::uint32_t>{0, 0}, {}, 0, {})
          .ks.value));
}

}  // namespace
}  // namespace glasscape
