#include "glasscape/statistics/reliability.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/reference/verdict_reference.hpp"

namespace glasscape {
namespace {

namespace ref = verdict_reference;

std::vector<std::uint32_t> single_units(std::size_t n) {
  std::vector<std::uint32_t> unit(n);
  std::iota(unit.begin(), unit.end(), 0U);
  return unit;
}

RepeatedValues planted(std::size_t atoms, double noise, std::size_t least, std::size_t most, std::uint64_t seed) {
  CounterRng rng(seed, 31);
  RepeatedValues values;
  for (std::size_t i = 0; i < atoms; ++i) {
    const double value = rng.normal();
    const std::size_t n = least + rng.below(most - least + 1);
    auto& list = values.of.emplace_back();
    for (std::size_t k = 0; k < n; ++k) list.push_back(value + noise * rng.normal());
  }
  return values;
}

TEST(Reliability, AgreesWithAnalysisOfVariance) {
  RepeatedValues values;
  std::size_t at = 0;
  for (const double n : ref::event_counts) {
    values.of.emplace_back(ref::events.begin() + static_cast<std::ptrdiff_t>(at),
                           ref::events.begin() + static_cast<std::ptrdiff_t>(at + static_cast<std::size_t>(n)));
    at += static_cast<std::size_t>(n);
  }
  values.of.emplace_back();  // an atom without events changes nothing
  const ReliabilityModel model(values, single_units(13));
  const auto [icc, means] = model.both(std::vector<std::uint32_t>(13, 1));
  EXPECT_NEAR(icc, ref::intraclass, 1e-12);
  EXPECT_NEAR(means, ref::reliability, 1e-12);
}

TEST(Reliability, WeightsStandForRepeatedAtoms) {
  const RepeatedValues values = planted(30, 1, 1, 4, 2);
  RepeatedValues written;
  std::vector<std::uint32_t> weights;
  for (std::size_t i = 0; i < values.of.size(); ++i) {
    weights.push_back(static_cast<std::uint32_t>(i % 4));
    for (std::uint32_t k = 0; k < weights.back(); ++k) written.of.push_back(values.of[i]);
  }
  const ReliabilityModel model(values, single_units(30)), full(written, single_units(written.of.size()));
  EXPECT_NEAR(model.intraclass(weights), full.intraclass(std::vector<std::uint32_t>(full.units(), 1)), 1e-12);
  EXPECT_NEAR(model.of_means(weights), full.of_means(std::vector<std::uint32_t>(full.units(), 1)), 1e-12);
}

// Four events of noise 1.2 each: intraclass 1/(1 + 1.44), reliability 1/(1 + 1.44/4). Both routes, and their intervals.
TEST(Reliability, RecoversWhatIsPlanted) {
  constexpr int samples = 150;
  const double icc = 1 / 2.44, means = 1 / 1.36;
  int hits = 0, mean_hits = 0, half_hits = 0;
  double halves = 0;
  for (int s = 0; s < samples; ++s) {
    const auto r = reliability(planted(300, 1.2, 4, 4, static_cast<std::uint64_t>(s)), single_units(300),
                               {.resamples = 300}, 0, {}, 10);
    hits += r.intraclass.interval.contains(icc) ? 1 : 0;
    mean_hits += r.value.interval.contains(means) ? 1 : 0;
    half_hits += r.split_halves.interval.contains(means) ? 1 : 0;
    halves += r.split_halves.value / samples;
  }
  EXPECT_GE(hits, 133);  // 142 ± 3 expected
  EXPECT_GE(mean_hits, 133);
  EXPECT_GE(half_hits, 133);
  EXPECT_NEAR(halves, means, 0.01);
}

TEST(Reliability, OfOtherAveragesComesFromHalves) {
  RepeatedValues values = planted(2000, 0.5, 2, 5, 4);
  values.average = "min";
  const auto r = reliability(values, single_units(2000), {.resamples = 100}, 0, {});
  EXPECT_EQ(r.value.value, r.split_halves.value);
  EXPECT_GT(r.value.value, 0.5);
  EXPECT_LT(r.value.value, 0.95);
  values.of.assign(2000, {1.0});
  EXPECT_NE(reliability(values, single_units(2000), {}, 0, {}).reason.find("two events"), std::string::npos);
}

TEST(Reliability, AveragesAreThoseOfTheActivationField) {
  const std::vector<double> b{0.3, 0.1, 0.2};
  EXPECT_NEAR(averaged(b, "mean", 1), 0.2, 1e-15);
  EXPECT_EQ(averaged(b, "min", 1), 0.1);
  EXPECT_EQ(averaged(b, "median", 1), 0.2);
  EXPECT_NEAR(averaged(b, "boltzmann", 1e-3), 0.1, 1e-12);
  EXPECT_TRUE(std::isnan(averaged({}, "mean", 1)));
  EXPECT_NEAR(corrected_for_attenuation(0.3, 0.25), 0.6, 1e-15);
  EXPECT_TRUE(std::isnan(corrected_for_attenuation(0.3, -0.1)));
}

}  // namespace
}  // namespace glasscape
