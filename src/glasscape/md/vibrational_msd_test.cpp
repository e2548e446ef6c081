#include "glasscape/md/vibrational_msd.hpp"

#include <atomic>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/force_field.hpp"
#include "md_fixture.hpp"

namespace glasscape {
namespace {

using testing::copper;
const std::string model = testing::mendelev_2009;

// k_B·T·tr(H⁺)/N with the Hessian by central differences. The three translations are lifted out of the null space by
// adding a projector onto them, whose share of the trace of the inverse is known.
double harmonic_msd(const Configuration& crystal, const ForceField& force_field, double temperature) {
  const std::size_t n = crystal.size(), m = 3 * n;
  const auto evaluator = force_field.evaluator(crystal);
  std::vector<double> h(m * m);
  const double step = 1e-3, lift = 10.0;
  std::vector<Vec3> positions = crystal.positions, plus(n), minus(n);
  for (std::size_t k = 0; k < m; ++k) {
    positions[k / 3][k % 3] += step;
    evaluator->energy_and_forces(crystal.box, positions, plus);
    positions[k / 3][k % 3] -= 2 * step;
    evaluator->energy_and_forces(crystal.box, positions, minus);
    positions[k / 3][k % 3] += step;
    for (std::size_t l = 0; l < m; ++l) {
      h[k * m + l] = (minus[l / 3][l % 3] - plus[l / 3][l % 3]) / (2 * step);
      if (k % 3 == l % 3) h[k * m + l] += lift / static_cast<double>(n);
    }
  }
  // Inverse by Gauss–Jordan in place; H plus the projector is positive definite, so no pivoting is needed.
  for (std::size_t p = 0; p < m; ++p) {
    const double pivot = 1 / h[p * m + p];
    h[p * m + p] = 1;
    for (std::size_t l = 0; l < m; ++l) h[p * m + l] *= pivot;
    for (std::size_t k = 0; k < m; ++k) {
      if (k == p) continue;
      const double factor = h[k * m + p];
      h[k * m + p] = 0;
      for (std::size_t l = 0; l < m; ++l) h[k * m + l] -= factor * h[p * m + l];
    }
  }
  double trace = -3 / lift;
  for (std::size_t k = 0; k < m; ++k) trace += h[k * m + k];
  return 8.617333262e-5 * temperature * trace / static_cast<double>(n);
}

class VibrationalMsd : public ::testing::Test {
 protected:
  void SetUp() override {
    try {
      force_field_ = open_potential(model);
    } catch (const Error& e) {
      GTEST_SKIP() << "the package openkim-models is not installed: " << e.what();
    }
  }
  std::shared_ptr<const ForceField> force_field_;
};

// Each mode of a nearly harmonic crystal keeps, for long, the energy that chance gave it: the mean over 768 modes,
// weighted with 1/ω², scatters by some 5 %.
TEST_F(VibrationalMsd, IsThatOfTheHarmonicCrystal) {
  const Configuration crystal = copper(4);
  VibrationalMsdOptions options;
  options.potential = model;
  options.temperature = 100;
  options.duration = 20;
  options.equilibration = 0;
  const auto fields = vibrational_msd(crystal, options, {.threads = 1});
  ASSERT_EQ(fields.size(), 4u);
  EXPECT_EQ(fields[0].name(), "vmsd");
  EXPECT_EQ(fields[1].components(), 3u);
  double mean = 0;
  Vec3 by_axis;
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    mean += fields[0].at(i) / static_cast<double>(crystal.size());
    for (std::size_t c = 0; c < 3; ++c) by_axis[c] += fields[1].at(i, c) / static_cast<double>(crystal.size());
    EXPECT_NEAR(fields[0].at(i), fields[1].at(i, 0) + fields[1].at(i, 1) + fields[1].at(i, 2), 1e-12);
  }
  const double expected = harmonic_msd(crystal, *force_field_, 100);
  EXPECT_NEAR(mean / expected, 1, 0.15) << "expected " << expected << " Å²";
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(by_axis[c] / (expected / 3), 1, 0.25);

  // In a perfect crystal mean position and minimum are the same place, up to the length of the average.
  // The tensor of a site of cubic symmetry is a sphere; what is left is the noise of the short run.
  double fractional = 0;
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    EXPECT_GE(fields[2].at(i), 0);
    EXPECT_LE(fields[2].at(i), 1);
    fractional += fields[2].at(i) / static_cast<double>(crystal.size());
    EXPECT_NEAR(std::hypot(fields[3].at(i, 0), fields[3].at(i, 1), fields[3].at(i, 2)), 1, 1e-9);
  }
  EXPECT_LT(fractional, 0.5);
  options.about = "inherent";
  const auto about = vibrational_msd(crystal, options, {.threads = 1});
  double other = 0;
  for (std::size_t i = 0; i < crystal.size(); ++i) other += about[0].at(i) / static_cast<double>(crystal.size());
  EXPECT_GE(other, mean);
  EXPECT_NEAR(other / mean, 1, 0.1);
}

TEST_F(VibrationalMsd, StopsAndRefuses) {
  Configuration crystal = copper(4);
  VibrationalMsdOptions options;
  EXPECT_THROW(vibrational_msd(crystal, options, {}), Error);  // no potential
  options.potential = model;
  options.sample_interval = 50;
  EXPECT_THROW(vibrational_msd(crystal, options, {}), Error);
  options.sample_interval = 0.02;
  const std::atomic<bool> stop{true};
  try {
    vibrational_msd(crystal, options, {.threads = 1, .stop = &stop});
    FAIL() << "a stop request was ignored";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::stopped) << e.what();
  }
  crystal.species[0].mass = 0;
  EXPECT_THROW(vibrational_msd(crystal, options, {}), Error);
}

}  // namespace
}  // namespace glasscape
