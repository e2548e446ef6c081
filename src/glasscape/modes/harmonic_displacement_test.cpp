// ⟨u²⟩ against the pseudo-inverse by whole diagonalisation.
#include "glasscape/modes/harmonic_displacement.hpp"

#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/forces/forces_fixture.hpp"
#include "glasscape/modes/modes_fixture.hpp"

namespace glasscape {
namespace {

class HarmonicDisplacements : public ::testing::Test {
 protected:
  void SetUp() override {
    potential_ = test::PotentialCase{"", test::mendelev_2009, {}, 0}.open();
    if (!potential_) GTEST_SKIP() << "KIM models are not installed (package openkim-models)";
    solid_ = test::disordered(5, *potential_);
  }
  [[nodiscard]] HarmonicDisplacement compute(const HarmonicOptions& options, int threads = 2) const {
    const Hessian hessian(solid_, *potential_, Weighting::mass);
    const RunContext context{.threads = threads};
    return harmonic_displacement(solid_, hessian, normal_modes(solid_, hessian, {.count = 15}, context), options,
                                 context);
  }
  // k_B T Σ over the modes of H beyond its three zero modes.
  [[nodiscard]] std::vector<double> expected(double temperature) const {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(
        test::dense(Hessian(solid_, *potential_, Weighting::none)));
    std::vector<double> result(solid_.size(), 0);
    for (Eigen::Index k = 3; k < eigen.eigenvalues().size(); ++k) {
      for (std::size_t r = 0; r < 3 * solid_.size(); ++r) {
        const double v = eigen.eigenvectors()(static_cast<Eigen::Index>(r), k);
        result[r / 3] += constants::boltzmann * temperature * v * v / eigen.eigenvalues()[k];
      }
    }
    return result;
  }
  std::shared_ptr<const ForceField> potential_;
  Configuration solid_;
};

TEST_F(HarmonicDisplacements, AreThePseudoInverse) {
  const auto exact = expected(300);
  const auto inverted = compute({.temperature = 300});
  EXPECT_EQ(inverted.probes, 0U);
  for (std::size_t i = 0; i < exact.size(); ++i) EXPECT_NEAR(inverted.msd[i], exact[i], 1e-8 * exact[i]) << i;
}

TEST_F(HarmonicDisplacements, ByProbesAgreeWithinTheErrorGiven) {
  const auto exact = expected(300);
  const auto probed = compute({.temperature = 300, .probes = 512, .inverted = 0});
  EXPECT_GT(probed.probes, 500U);
  double chi = 0, mean = 0, mean_exact = 0;
  const double n = static_cast<double>(exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i) {
    chi += std::pow((probed.msd[i] - exact[i]) / probed.error[i], 2) / n;
    mean += probed.msd[i] / n;
    mean_exact += exact[i] / n;
    EXPECT_LT(probed.error[i], 0.06 * exact[i]);
  }
  EXPECT_NEAR(std::sqrt(chi), 1, 0.2);
  EXPECT_NEAR(mean, mean_exact, 0.005 * mean_exact);
}

TEST_F(HarmonicDisplacements, DoNotDependOnMasses) {
  const auto before = compute({}), probed_before = compute({.probes = 512, .inverted = 0});
  solid_.species[0].mass = 12;
  solid_.species[1].mass = 300;
  const auto after = compute({}), probed_after = compute({.probes = 512, .inverted = 0});
  double mean = 0;
  for (std::size_t i = 0; i < solid_.size(); ++i) {
    EXPECT_NEAR(after.msd[i], before.msd[i], 1e-8 * before.msd[i]);
    const double error = std::hypot(probed_before.error[i], probed_after.error[i]);
    EXPECT_NEAR(probed_after.msd[i], probed_before.msd[i], 5 * error);
    mean += (probed_after.msd[i] - probed_before.msd[i]) / before.msd[i] / static_cast<double>(solid_.size());
  }
  EXPECT_NEAR(mean, 0, 0.005);
}

TEST_F(HarmonicDisplacements, AreTheSameOnAnyNumberOfThreads) {
  EXPECT_EQ(compute({.probes = 32, .inverted = 0}, 1).msd, compute({.probes = 32, .inverted = 0}, 2).msd);
}

TEST_F(HarmonicDisplacements, OfLooseAtomsAreRefused) {
  solid_.box = Box(Mat3::diagonal(80, 80, 80), {}, {false, false, false});
  test::walk_downhill(solid_, *potential_, 1e-8);
  EXPECT_THROW(compute({}), Error);
}

}  // namespace
}  // namespace glasscape
