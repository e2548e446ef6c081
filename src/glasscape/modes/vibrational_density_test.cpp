// The stochastic density of states against the frequencies of whole matrices.
#include "glasscape/modes/vibrational_density.hpp"

#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/forces_fixture.hpp"
#include "glasscape/modes/modes_fixture.hpp"

namespace glasscape {
namespace {

class DensityOfStates : public ::testing::Test {
 protected:
  void SetUp() override {
    potential_ = test::PotentialCase{"", test::mendelev_2009, {}, 0}.open();
    if (!potential_) GTEST_SKIP() << "KIM models are not installed (package openkim-models)";
    solid_ = test::disordered(4, *potential_);
  }
  [[nodiscard]] VibrationalDensity compute(const VibrationalDensityOptions& options, int threads = 1) const {
    const Hessian hessian(solid_, *potential_, Weighting::mass);
    const BlockAlgebra algebra({.threads = threads}, best_isa());
    HessianOperator matrix(hessian, algebra);
    return vibrational_density(matrix, options);
  }
  std::shared_ptr<const ForceField> potential_;
  Configuration solid_;
};

TEST_F(DensityOfStates, AgreesWithTheSmearedFrequenciesOfTheWholeMatrix) {
  const VibrationalDensity g = compute({.moments = 100, .probes = 256});
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(test::dense(Hessian(solid_, *potential_, Weighting::mass)),
                                                             Eigen::EigenvaluesOnly);
  const Eigen::Index n = eigen.eigenvalues().size();
  double outside = 0, integral = 0;
  for (std::size_t k = 0; k < g.omega.size(); ++k) {
    // The kernel is close to a normal distribution of width π/M in θ, mirrored at both ends.
    const double theta = 2 * std::asin(g.omega[k] / g.highest), s = std::numbers::pi / 100;
    double sum = 0;
    for (Eigen::Index m = 3; m < n; ++m) {
      const double omega = std::sqrt(eigen.eigenvalues()[m] * squared_frequency);
      const double at = 2 * std::asin(omega / g.highest);
      for (const double image : {at, -at, 2 * std::numbers::pi - at}) {
        sum += std::exp(-std::pow((theta - image) / s, 2) / 2) / (s * std::sqrt(2 * std::numbers::pi));
      }
    }
    const double expected = sum / static_cast<double>(n - 3) * 2 / (g.highest * std::cos(theta / 2));
    outside += std::abs(g.density[k] - expected) > 3 * g.error[k] + 0.0015 ? 1 : 0;
    integral += g.density[k] * (g.omega[1] - g.omega[0]);
  }
  EXPECT_LE(outside, 2);
  EXPECT_NEAR(integral, 1, 2e-3);
}

TEST_F(DensityOfStates, HasTheFirstMomentOfTheTrace) {
  const VibrationalDensity g = compute({.moments = 8, .probes = 512});
  const Eigen::MatrixXd d = test::dense(Hessian(solid_, *potential_, Weighting::mass));
  double mean = 0, square = 0;
  for (const auto& moments : g.moments_of_probe) {
    mean += moments[1] / 512;
    square += moments[1] * moments[1] / 512;
  }
  const double bound = g.highest * g.highest / squared_frequency;
  const double expected = 1 - 2 * d.trace() / static_cast<double>(d.rows() - 3) / bound;
  EXPECT_NEAR(mean, expected, 4 * std::sqrt((square - mean * mean) / 512));
}

TEST_F(DensityOfStates, IsTheSameOnAnyNumberOfThreads) {
  EXPECT_EQ(compute({.moments = 40, .probes = 16}, 1).density, compute({.moments = 40, .probes = 16}, 2).density);
}

TEST_F(DensityOfStates, RefusesNegativeEigenvalues) {
  solid_ = test::copper(4);
  solid_.box = Box(1.27 * solid_.box.cell());
  for (Vec3& r : solid_.positions) r *= 1.27;
  EXPECT_THROW(compute({}), Error);
}

// Moments of a known density: g = 3ω²/ω_D³ up to ω_D, plus a bump.
TEST(BosonPeak, IsFoundWhereItWasPlanted) {
  VibrationalDensity g;
  g.highest = 50;
  g.moments = 300;
  g.probes = 4;
  const double debye = 40, centre = 8, spread = 2;
  const auto reduced = [&](double omega) {
    return (omega < debye ? 3 / std::pow(debye, 3) : 0) *
           (1 + 1.5 * std::exp(-std::pow((omega - centre) / spread, 2) / 2));
  };
  std::vector<double> moments(300, 0);
  const int points = 200000;
  for (int k = 0; k < points; ++k) {
    const double omega = (k + 0.5) * g.highest / points, theta = 2 * std::asin(omega / g.highest);
    const double weight = reduced(omega) * omega * omega * g.highest / points;
    for (std::size_t n = 0; n < moments.size(); ++n) moments[n] += weight * std::cos(static_cast<double>(n) * theta);
  }
  g.moments_of_probe.assign(4, moments);
  const auto peak = g.boson_peak(2, 0.3);
  EXPECT_TRUE(peak.found);
  EXPECT_NEAR(peak.omega, centre, 0.05);
  EXPECT_NEAR(peak.height, 2.5 * 3 / std::pow(debye, 3), 0.02 * peak.height);
  EXPECT_NEAR(peak.omega_error, 0, 1e-9);
}

// ∫ 3ω²/ω_D³ counts all modes of a Debye solid: N = V (1/c_L³ + 2/c_T³) ω_D³ / (18π²) per 3 modes.
TEST(DebyeLevel, CountsAllModes) {
  const double density = 0.0634, cl = 47, ct = 19;
  const double cube = 18 * std::numbers::pi * std::numbers::pi * density / (1 / (cl * cl * cl) + 2 / (ct * ct * ct));
  EXPECT_NEAR(debye_level(density, cl, ct), 3 / cube, 1e-12 / cube);
}

}  // namespace
}  // namespace glasscape
