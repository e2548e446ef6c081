#include "glasscape/diffraction/corrections/corrections.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

constexpr double pi = std::numbers::pi;

// The amplitude is the part of the field across the direction of view: project the two polarisations of the beam.
TEST(Corrections, PolarisationIsTheProjectedField) {
  for (const double f : {-1.0, 0.0, 0.95, 1.0}) {
    for (double two_theta = 0; two_theta < pi; two_theta += 0.31) {
      for (double azimuth = -pi; azimuth < pi; azimuth += 0.4) {
        const double out[3] = {std::sin(two_theta) * std::cos(azimuth), std::sin(two_theta) * std::sin(azimuth),
                               std::cos(two_theta)};
        // Share (1 + f)/2 along the horizontal, the rest along the vertical.
        const double expected = (1 + f) / 2 * (1 - out[0] * out[0]) + (1 - f) / 2 * (1 - out[1] * out[1]);
        EXPECT_NEAR(polarisation_factor(two_theta, azimuth, f), expected, 1e-14);
      }
    }
  }
}

TEST(Corrections, AbsorptionHasItsLimits) {
  EXPECT_DOUBLE_EQ(plate_absorption(0, 0.7, 0.7), std::exp(-0.7));
  EXPECT_NEAR(plate_absorption(1e-4, 0.7, 0.7), std::exp(-0.7), 1e-8);
  for (double angle = 0; angle < pi; angle += 0.17) {
    EXPECT_NEAR(plate_absorption(angle, 1e-9, 1e-9), 1, 1e-7);
    EXPECT_EQ(plate_absorption(angle, 0, 0), 1);
  }
  EXPECT_EQ(plate_absorption(pi / 2, 0.5, 0.5), 0);
  // A thick plate sends back what the first 1/(μ + μ′/|c|) scatters, and lets nothing through.
  EXPECT_NEAR(plate_absorption(pi, 1000, 1000), 1.0 / 2000, 1e-12);
  EXPECT_LT(plate_absorption(0.5, 1000, 1000), 1e-300);
  // The formula as it is usually written.
  const double x = 0.6, c = std::cos(0.9);
  EXPECT_NEAR(plate_absorption(0.9, x, x), (std::exp(-x) - std::exp(-x / c)) / (x * (1 / c - 1)), 1e-14);
}

// Photons are scattered at random depths and travel out on a straight line.
TEST(Corrections, AbsorptionIsTheMeanOverRandomDepths) {
  CounterRng rng(7, 0);
  for (const double angle : {0.4, 1.2, 2.2, 3.0}) {
    for (const double out : {0.3, 0.8, 2.0}) {
      constexpr double in = 0.8;
      double sum = 0, squares = 0;
      constexpr int photons = 40000;
      for (int k = 0; k < photons; ++k) {
        const double depth = rng.uniform(), c = std::cos(angle);
        const double way = c > 0 ? (1 - depth) / c : depth / -c;
        const double weight = std::exp(-in * depth - out * way);
        sum += weight;
        squares += weight * weight;
      }
      const double mean = sum / photons, error = std::sqrt((squares / photons - mean * mean) / photons);
      EXPECT_NEAR(plate_absorption(angle, in, out), mean, 4 * error) << angle << ' ' << out;
    }
  }
}

TEST(Corrections, EfficiencyHasItsLimits) {
  EXPECT_DOUBLE_EQ(detector_efficiency(1, 0.4), 1);
  EXPECT_DOUBLE_EQ(detector_efficiency(0.8, 0), 1.25);
  EXPECT_NEAR(detector_efficiency(0.8, 1e-9), 1.25, 1e-8);
  EXPECT_NEAR(detector_efficiency(0.8, 100), 1, 1e-15);
  EXPECT_NEAR(detector_efficiency(0.8, 0.5), (1 - std::exp(-0.625)) / (1 - std::exp(-0.5)), 1e-14);
}

}  // namespace
}  // namespace glasscape
