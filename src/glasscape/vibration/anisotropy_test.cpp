#include "glasscape/vibration/anisotropy.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/rng.hpp"
#include "glasscape/vibration/displacement_accumulator.hpp"

namespace glasscape {
namespace {

TEST(Anisotropy, OfSphereDiscAndNeedle) {
  EXPECT_NEAR(anisotropy(Mat3::diagonal(2, 2, 2)).fractional, 0, 1e-12);
  EXPECT_NEAR(anisotropy(Mat3::diagonal(3, 3, 0)).fractional, std::sqrt(0.5), 1e-12);
  const TensorAnisotropy needle = anisotropy(Mat3::diagonal(0, 0.1, 0));
  EXPECT_NEAR(needle.fractional, 1, 1e-12);
  EXPECT_NEAR(needle.direction.y, 1, 1e-12);
  EXPECT_TRUE(std::isnan(anisotropy(Mat3{}).fractional));
}

// Principal values and the direction of a tensor that was turned, from the closed form of the index.
TEST(Anisotropy, FollowsRotation) {
  CounterRng rng(8, 2);
  const Vec3 x = rng.unit_vector(), other = rng.unit_vector();
  Vec3 y = other - dot(other, x) * x;
  y *= 1 / norm(y);
  const Vec3 z = cross(x, y);
  const double a = 0.05, b = 0.03, c = 0.01;
  const TensorAnisotropy found = anisotropy(a * outer(x, x) + b * outer(y, y) + c * outer(z, z));
  const double expected =
      std::sqrt(((a - b) * (a - b) + (b - c) * (b - c) + (c - a) * (c - a)) / (2 * (a * a + b * b + c * c)));
  EXPECT_NEAR(found.fractional, expected, 1e-12);
  EXPECT_NEAR(std::abs(dot(found.direction, x)), 1, 1e-9);
}

// The running covariance against sums over stored samples.
TEST(Anisotropy, CovarianceIsThatOfTheSamples) {
  CounterRng rng(9, 2);
  const std::vector<Vec3> reference{{0, 0, 0}, {3, 0, 0}, {0, 3, 1}};
  const std::vector<double> masses{1, 2, 3};
  DisplacementAccumulator accumulator(reference, masses);
  std::vector<std::vector<Vec3>> samples;
  for (int s = 0; s < 50; ++s) {
    std::vector<Vec3> u;
    Vec3 drift;
    for (std::size_t i = 0; i < 3; ++i) {
      const Vec3 g{rng.normal(), rng.normal(), rng.normal()};
      u.push_back({g.x, 0.5 * g.x + g.y, g.z - g.y + static_cast<double>(i)});
      drift += masses[i] / 6 * u.back();
    }
    std::vector<Vec3> positions;
    for (std::size_t i = 0; i < 3; ++i) {
      positions.push_back(reference[i] + u[i]);
      u[i] -= drift;
    }
    samples.push_back(u);
    accumulator.add(positions);
  }
  for (const DisplacementOrigin origin : {DisplacementOrigin::mean, DisplacementOrigin::reference}) {
    const auto covariance = accumulator.covariance(origin);
    for (std::size_t i = 0; i < 3; ++i) {
      Vec3 mean;
      for (const auto& u : samples) mean += u[i] * (1 / 50.0);
      if (origin == DisplacementOrigin::reference) mean = {};
      Mat3 expected;
      for (const auto& u : samples) expected += outer(u[i] - mean, u[i] - mean) * (1 / 50.0);
      for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = 0; b < 3; ++b) EXPECT_NEAR(covariance[i][a][b], expected[a][b], 1e-12);
      }
    }
  }
}

}  // namespace
}  // namespace glasscape
