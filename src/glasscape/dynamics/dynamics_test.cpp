// Diffusive displacement, hops and propensity against what can be known of them, and against their definitions on the
// frames of a run of our own.
#include <atomic>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/dynamics/diffusive_msd/diffusive_msd.hpp"
#include "glasscape/dynamics/drift.hpp"
#include "glasscape/dynamics/propensity/propensity.hpp"
#include "glasscape/forces/kim_model.hpp"
#include "glasscape/landscape/inherent_positions.hpp"

namespace glasscape {
namespace {

const char* const model = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";

// fcc Cu; `vacancies` atoms are taken out.
Configuration copper(int cells, std::size_t vacancies) {
  const double a = 3.63909;
  Configuration c;
  c.species = {{"Cu", 63.546}};
  c.box = Box::orthorhombic(a * cells, a * cells, a * cells);
  for (int n = 0; n < cells * cells * cells; ++n) {
    const Vec3 corner{double(n / (cells * cells)), double(n / cells % cells), double(n % cells)};
    for (const Vec3& b : {Vec3{0, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0.5, 0, 0.5}, Vec3{0, 0.5, 0.5}}) {
      c.positions.push_back(a * (corner + b));
    }
  }
  for (std::size_t k = 0; k < vacancies; ++k) c.positions.erase(c.positions.begin() + static_cast<long>(37 * k));
  c.types.assign(c.positions.size(), 0);
  for (std::size_t i = 0; i < c.positions.size(); ++i) c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  return c;
}

class Dynamics : public testing::Test {
 protected:
  void SetUp() override {
    if (installed_kim_models().empty()) GTEST_SKIP() << "KIM models are not installed";
  }
  static DiffusiveMsdOptions diffusive() {
    DiffusiveMsdOptions o;
    o.potential = model;
    o.equilibration = 0;
    return o;
  }
};

Vec3 mean_of(const std::vector<std::vector<Vec3>>& samples, std::size_t i, std::size_t first, std::size_t last) {
  Vec3 sum;
  for (std::size_t s = first; s < last; ++s) sum += samples[s][i];
  return sum * (1.0 / static_cast<double>(last - first));
}

// The whole chain against the definition, on stored frames of the same run: bit for bit the same trajectory.
TEST_F(Dynamics, DiffusiveMsdIsTheDefinitionOnStoredFrames) {
  const Configuration crystal = copper(4, 6);
  DiffusiveMsdOptions options = diffusive();
  options.temperature = 1100;
  options.duration = 6;
  options.sample_interval = 0.1;
  options.window = 1;
  options.hop_window = 2;
  options.hop_threshold = 0.6;
  const auto fields = diffusive_msd(crystal, options, {.threads = 1});
  ASSERT_EQ(fields.size(), 4U);

  ThermalRun run(crystal, options, "test");
  run.draw_velocities(2 * options.temperature);
  run.add_nvt("diffuse", options.duration, 50);
  std::vector<std::vector<Vec3>> samples;
  run.run({.threads = 1}, [&](const MdFrame& frame) {
    // All masses are equal: the drift is the mean.
    Vec3 drift;
    for (std::size_t i = 0; i < crystal.size(); ++i) drift += frame.positions[i] - crystal.positions[i];
    samples.push_back(frame.positions);
    for (Vec3& r : samples.back()) r -= drift * (1.0 / static_cast<double>(crystal.size()));
  });
  ASSERT_EQ(samples.size(), 60U);
  const std::size_t m = 10;
  std::size_t hopping = 0;
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    const double expected = norm2(mean_of(samples, i, 50, 60) - mean_of(samples, i, 0, 10));
    EXPECT_NEAR(fields[0].at(i), expected, 1e-9 * (1 + expected));
    double largest = 0, of_first = 0, first = std::nan("");
    int count = 0;
    bool above = false;
    for (std::size_t t = m; t + m <= 60; ++t) {
      const Vec3 a = mean_of(samples, i, t - m, t), b = mean_of(samples, i, t, t + m);
      double in_a = 0, in_b = 0;
      for (std::size_t s = 0; s < m; ++s) {
        in_a += norm2(samples[t - m + s][i] - b) / double(m);
        in_b += norm2(samples[t + s][i] - a) / double(m);
      }
      const double p = std::sqrt(in_a * in_b);
      largest = std::max(largest, p);
      if (p > 0.6 && !above) ++count;
      above = p > 0.6;
      if (above && count == 1 && p > of_first) {
        of_first = p;
        first = 0.1 * static_cast<double>(t + 1);
      }
    }
    EXPECT_NEAR(fields[1].at(i), largest, 1e-9);
    EXPECT_EQ(fields[2].at(i), count);
    if (count == 0) {
      EXPECT_TRUE(std::isnan(fields[3].at(i)));
    } else {
      ++hopping;
      EXPECT_NEAR(fields[3].at(i), first, 1e-9);
    }
  }
  EXPECT_GE(hopping, 1U);
}

// Without jumps nothing has gone anywhere for good: inherent structures at both ends are the same crystal.
TEST_F(Dynamics, ACrystalGoesNowhere) {
  const Configuration crystal = copper(4, 0);
  DiffusiveMsdOptions options = diffusive();
  options.temperature = 500;
  options.duration = 2;
  options.sample_interval = 0.1;
  options.window = 0.5;
  options.hop_window = 1;
  options.positions = "inherent";
  const auto fields = diffusive_msd(crystal, options, {.threads = 1});
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    EXPECT_LT(fields[0].at(i), 1e-4);
    EXPECT_GT(fields[1].at(i), 1e-3);
    EXPECT_EQ(fields[2].at(i), 0);
    EXPECT_TRUE(std::isnan(fields[3].at(i)));
  }
}

TEST_F(Dynamics, PropensityIsTheMeanOverRunsOfTheirOwn) {
  const Configuration crystal = copper(4, 2);
  PropensityOptions options;
  options.potential = model;
  options.temperature = 300;
  options.equilibration = 0;
  options.time = 0.2;
  options.runs = 3;
  const auto fields = propensity(crystal, options, {.threads = 1});
  ASSERT_EQ(fields.size(), 4U);
  std::vector<std::vector<double>> squared;
  for (std::uint32_t k = 1; k <= 3; ++k) {
    ThermalRun run(crystal, options, "test");
    run.draw_velocities(600, k);
    run.add_nvt("run", 0.2, -1);
    run.run({.threads = 1}, [&](const MdFrame& frame) {
      Vec3 drift;
      for (std::size_t i = 0; i < crystal.size(); ++i) drift += frame.positions[i] - crystal.positions[i];
      drift *= 1.0 / static_cast<double>(crystal.size());
      squared.emplace_back();
      for (std::size_t i = 0; i < crystal.size(); ++i) {
        squared.back().push_back(norm2(frame.positions[i] - crystal.positions[i] - drift));
      }
    });
  }
  ASSERT_EQ(squared.size(), 3U);
  EXPECT_NE(squared[0], squared[1]);
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    const double a = squared[0][i], b = squared[1][i], c = squared[2][i], mean = (a + b + c) / 3;
    const double variance = ((a - mean) * (a - mean) + (b - mean) * (b - mean) + (c - mean) * (c - mean)) / 2;
    EXPECT_NEAR(fields[0].at(i), mean, 1e-12);
    EXPECT_NEAR(fields[1].at(i), variance, 1e-12);
    EXPECT_NEAR(fields[2].at(i), std::sqrt(variance / 3), 1e-12);
    EXPECT_NEAR(fields[3].at(i, 0), (a + c) / 2, 1e-12);
    EXPECT_NEAR(fields[3].at(i, 1), b, 1e-12);
  }
}

// Long after the start a harmonic crystal has forgotten its velocities, and atoms are as far from where they were as
// independent samples are, which from a minimum is their mean squared displacement; the classical law is linear in T.
TEST_F(Dynamics, PropensityGrowsWithTemperature) {
  const Configuration crystal = copper(4, 0);
  PropensityOptions options;
  options.potential = model;
  options.equilibration = 0;
  options.time = 0.6;
  options.runs = 4;
  double mean[2] = {0, 0};
  for (const int k : {0, 1}) {
    options.temperature = k == 0 ? 100 : 200;
    for (const double p : propensity(crystal, options, {.threads = 1})[0].values()) mean[k] += p / 256;
  }
  EXPECT_NEAR(mean[1] / mean[0], 2, 0.3);
}

TEST_F(Dynamics, StopsAndRefuses) {
  const Configuration crystal = copper(4, 0);
  const auto refused = [&](auto change) {
    DiffusiveMsdOptions options = diffusive();
    change(options);
    EXPECT_THROW(diffusive_msd(crystal, options, {.threads = 1}), Error);
  };
  refused([](auto& o) { o.potential.clear(); });
  refused([](auto& o) { o.sample_interval = 0.001; });
  refused([](auto& o) { o.duration = 8; });      // less than two windows
  refused([](auto& o) { o.hop_window = 0.5; });  // fewer than two samples in each half
  refused([](auto& o) { o.hop_window = 300; });
  PropensityOptions options;
  EXPECT_THROW(propensity(crystal, options, {.threads = 1}), Error);
  options.potential = model;
  options.time = 0.0005;
  EXPECT_THROW(propensity(crystal, options, {.threads = 1}), Error);
  for (const char* setting : {"temperature", "time"}) {
    EXPECT_THROW(propensity_descriptor().resolve({{setting, 0.0}}), Error);
  }
  EXPECT_THROW(propensity_descriptor().resolve({{"runs", std::int64_t{1}}}), Error);
  EXPECT_THROW(diffusive_msd_descriptor().resolve({{"temperature", -1.0}}), Error);
  options.time = 10;
  const std::atomic<bool> stop{true};
  try {
    propensity(crystal, options, {.threads = 1, .stop = &stop});
    FAIL() << "a stop request was ignored";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::stopped) << e.what();
  }
}

}  // namespace
}  // namespace glasscape
