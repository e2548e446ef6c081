#include "glasscape/vibration/displacement_accumulator.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

// Oscillators with amplitudes A over whole periods: ⟨u²⟩ − ⟨u⟩² = A²/2 exactly.
TEST(DisplacementAccumulator, HarmonicOscillators) {
  // Opposite motion in pairs keeps the centre of mass; a common drift is added and must vanish.
  const std::vector<Vec3> reference{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {1, 8, 4}};
  const std::vector<double> masses{2, 2, 3, 3};
  const Vec3 amplitude[] = {{0.3, 0.2, 0.1}, {-0.3, -0.2, -0.1}, {0, 0.5, 0}, {0, -0.5, 0}};
  const Vec3 offset[] = {{0.05, 0, 0}, {-0.05, 0, 0}, {0, 0, 0}, {0, 0, 0}};
  DisplacementAccumulator sums(reference, masses);
  constexpr int samples = 1000;
  for (int k = 0; k < samples; ++k) {
    const double phase = 2 * std::numbers::pi * 7 * k / samples;
    std::vector<Vec3> now;
    for (std::size_t i = 0; i < 4; ++i) {
      now.push_back(reference[i] + offset[i] + std::sin(phase) * amplitude[i] + Vec3{0.01 * k, -3, 2e3});
    }
    sums.add(now);
  }
  EXPECT_EQ(sums.samples(), 1000u);
  const auto mean = sums.mean_square(DisplacementOrigin::mean);
  const auto about_reference = sums.mean_square(DisplacementOrigin::reference);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(mean[i][c], amplitude[i][c] * amplitude[i][c] / 2, 1e-11);
      EXPECT_NEAR(about_reference[i][c], amplitude[i][c] * amplitude[i][c] / 2 + offset[i][c] * offset[i][c], 1e-11);
    }
  }
}

TEST(DisplacementAccumulator, AgreesWithTheSumsOverStoredFrames) {
  CounterRng rng(3, 1);
  std::vector<Vec3> reference(20);
  std::vector<double> masses(20);
  for (std::size_t i = 0; i < 20; ++i) {
    reference[i] = 10.0 * rng.unit_vector();
    masses[i] = 1 + rng.uniform();
  }
  DisplacementAccumulator sums(reference, masses);
  std::vector<std::vector<Vec3>> frames;
  for (int k = 0; k < 50; ++k) {
    std::vector<Vec3> now = reference;
    for (Vec3& p : now) p += Vec3{rng.normal(), rng.normal(), 0.1 * rng.normal()};
    sums.add(now);
    double mass = 0;
    Vec3 drift;
    for (std::size_t i = 0; i < 20; ++i) {
      drift += masses[i] * (now[i] - reference[i]);
      mass += masses[i];
    }
    for (Vec3& p : now) p -= (1 / mass) * drift;
    frames.push_back(now);
  }
  const auto result = sums.mean_square(DisplacementOrigin::mean);
  for (std::size_t i = 0; i < 20; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      double mean = 0, square = 0;
      for (const auto& frame : frames) mean += frame[i][c] / 50;
      for (const auto& frame : frames) square += (frame[i][c] - mean) * (frame[i][c] - mean) / 50;
      EXPECT_NEAR(result[i][c], square, 1e-12);
    }
  }
}

TEST(DisplacementAccumulator, UndefinedAndRefused) {
  DisplacementAccumulator sums({{0, 0, 0}}, {1});
  EXPECT_TRUE(std::isnan(sums.mean_square(DisplacementOrigin::mean)[0].x));
  const std::vector<Vec3> two(2);
  EXPECT_THROW(sums.add(two), Error);
  EXPECT_THROW(DisplacementAccumulator({}, {}), Error);
  EXPECT_THROW(DisplacementAccumulator({{0, 0, 0}}, {0}), Error);
  EXPECT_THROW(DisplacementAccumulator({{0, 0, 0}}, {1, 1}), Error);
}

}  // namespace
}  // namespace glasscape
