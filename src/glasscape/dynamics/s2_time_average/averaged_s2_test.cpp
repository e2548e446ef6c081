// Averaged pair distributions against sums straight from the definition, and against what uncorrelated atoms must give.
#include "glasscape/dynamics/s2_time_average/averaged_s2.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/dynamics/s2_time_average/s2_time_average.hpp"
#include "glasscape/forces/kim_model.hpp"
#include "glasscape/structure/s2/s2.hpp"

namespace glasscape {
namespace {

Configuration gas(std::size_t atoms, double edge, std::uint64_t stream) {
  Configuration c;
  c.box = Box::orthorhombic(edge, edge, edge);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  CounterRng rng(12, stream);
  for (std::size_t i = 0; i < atoms; ++i) {
    c.positions.push_back(c.box.cartesian({rng.uniform(), rng.uniform(), rng.uniform()}));
    c.types.push_back(i % 3 == 0 ? 1 : 0);
    c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return c;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

TEST(AveragedS2, OfOneFrameIsS2) {
  const Configuration c = gas(60, 9, 1);
  AveragedS2 average(c.types, 2, 6.0, 0.2, 0.02);
  EXPECT_TRUE(std::isnan(average.values({})[0]));
  average.add(c.box, c.positions, {});
  const auto expected = s2(c, {.cutoff = 6.0}, {});
  const auto found = average.values({});
  for (std::size_t i = 0; i < c.size(); ++i) EXPECT_NEAR(found[i], expected[0].at(i), 1e-5);
}

TEST(AveragedS2, IsTheDefinition) {
  const double rc = 3, sigma = 0.25, width = 0.05, edge = 5;
  std::vector<Configuration> frames;
  for (std::uint64_t k = 0; k < 3; ++k) frames.push_back(gas(20, edge, 10 + k));
  AveragedS2 average(frames[0].types, 2, rc, sigma, width);
  for (const Configuration& f : frames) average.add(f.box, f.positions, {.threads = 2});
  const auto found = average.values({.threads = 2});
  for (std::size_t i = 0; i < 20; ++i) {
    double total = 0;
    for (int species = 0; species < 2; ++species) {
      const double density = (species == 0 ? 13 : 7) / (edge * edge * edge);
      for (int k = 0; k < 60; ++k) {
        const double r = (k + 0.5) * width;
        double g = 0;
        for (const Configuration& f : frames) {
          for (std::size_t j = 0; j < 20; ++j) {
            if (f.types[j] != species) continue;
            for (int n = 0; n < 27; ++n) {
              const Vec3 shift{double(n % 3 - 1), double(n / 3 % 3 - 1), double(n / 9 - 1)};
              const double d = norm(f.positions[j] + edge * shift - f.positions[i]);
              if (d < 1e-9) continue;
              g += std::exp(-(r - d) * (r - d) / (2 * sigma * sigma)) / std::sqrt(2 * std::numbers::pi) / sigma;
            }
          }
        }
        g /= 4 * std::numbers::pi * r * r * density * 3;
        total += density * (g > 0 ? g * std::log(g) - g + 1 : 1) * r * r * width;
      }
    }
    EXPECT_NEAR(found[i], -2 * std::numbers::pi * total, 1e-5 * std::abs(found[i])) << i;
  }
}

// Uncorrelated atoms have no entropy to lose: what one frame shows is its noise, −rc/(8√π σ) per species to leading
// order, and F independent frames leave 1/F of it.
TEST(AveragedS2, ForgetsTheNoiseOfUncorrelatedAtoms) {
  const double rc = 8, sigma = 0.2, per_frame = -2 * rc / (8 * std::sqrt(std::numbers::pi) * sigma);
  const std::vector<std::int32_t> types = gas(1500, 29, 0).types;
  for (const std::uint64_t frames : {10U, 40U}) {
    AveragedS2 average(types, 2, rc, sigma, 0.1);
    for (std::uint64_t k = 0; k < frames; ++k) {
      const Configuration c = gas(1500, 29, 100 + k);
      average.add(c.box, c.positions, {});
    }
    const double expected = per_frame / static_cast<double>(frames);
    EXPECT_NEAR(mean(average.values({})) / expected, 1, 0.25) << frames;
  }
}

TEST(AveragedS2, RefusesWhatHasNoDensity) {
  const Configuration c = gas(20, 5, 1);
  EXPECT_THROW(AveragedS2(c.types, 2, 3, 0.1, 0.2), Error);
  AveragedS2 average(c.types, 2, 3, 0.2, 0.1);
  EXPECT_THROW(average.add(Box(c.box.cell(), {}, {true, true, false}), c.positions, {}), Error);
  EXPECT_THROW(average.add(c.box, std::vector<Vec3>(3), {}), Error);
  EXPECT_THROW(s2_time_average(c, {}, {}), Error);  // no potential
  S2TimeAverageOptions options;
  options.sample_interval = 30;
  EXPECT_THROW(s2_time_average(c, options, {}), Error);
}

// A crystal that hardly moves has the entropy of its minimum; at temperature its shells are wider, it loses less.
TEST(S2TimeAverage, OfAColdCrystalIsThatOfItsMinimum) {
  if (installed_kim_models().empty()) GTEST_SKIP() << "KIM models are not installed";
  Configuration crystal;
  const double a = 3.63909;
  crystal.species = {{"Cu", 63.546}};
  crystal.box = Box::orthorhombic(4 * a, 4 * a, 4 * a);
  for (int n = 0; n < 64; ++n) {
    for (const Vec3& b : {Vec3{0, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0.5, 0, 0.5}, Vec3{0, 0.5, 0.5}}) {
      crystal.positions.push_back(a * (Vec3{double(n / 16), double(n / 4 % 4), double(n % 4)} + b));
      crystal.types.push_back(0);
      crystal.ids.push_back(static_cast<std::int64_t>(crystal.ids.size()) + 1);
    }
  }
  S2TimeAverageOptions options;
  options.potential = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
  options.equilibration = 0;
  options.duration = 0.2;
  options.sample_interval = 0.02;
  options.temperature = 0.01;
  options.cutoff = 6;
  const double still = s2(crystal, {.cutoff = 6}, {})[0].at(0);
  EXPECT_NEAR(s2_time_average(crystal, options, {.threads = 1})[0].at(0), still, 1e-3 * std::abs(still));
  options.temperature = 600;
  EXPECT_GT(s2_time_average(crystal, options, {.threads = 1})[0].at(0), 0.97 * still);
}

}  // namespace
}  // namespace glasscape
