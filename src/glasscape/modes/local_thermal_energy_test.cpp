// Thermal energies against the formula multiplied out: second derivatives of the atoms' energies and of the forces by
// mixed differences along single coordinates, the pseudo-inverse by whole diagonalisation.
#include "glasscape/modes/local_thermal_energy.hpp"

#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/forces_fixture.hpp"
#include "glasscape/modes/modes_fixture.hpp"

namespace glasscape {
namespace {

constexpr const char* lennard_jones =
    "form = \"lennard-jones\"\ntruncation = \"shifted-force\"\n"
    "[[pair]]\nspecies = [\"Cu\", \"Cu\"]\nepsilon = 0.3\nsigma = 2.3\ncutoff = 7\n"
    "[[pair]]\nspecies = [\"Cu\", \"Zr\"]\nepsilon = 0.4\nsigma = 2.4\ncutoff = 7\n"
    "[[pair]]\nspecies = [\"Zr\", \"Zr\"]\nepsilon = 0.3\nsigma = 2.6\ncutoff = 7\n";

std::vector<double> multiplied_out(const Configuration& c, const ForceField& force_field, double h) {
  const auto evaluator = force_field.evaluator(c);
  const auto n = static_cast<Eigen::Index>(3 * c.size());
  const auto at = [](std::vector<Vec3>& x, Eigen::Index r) -> double& {
    return x[static_cast<std::size_t>(r / 3)][static_cast<std::size_t>(r % 3)];
  };
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(test::dense(Hessian(c, force_field, Weighting::none)));
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index k = 3; k < n; ++k) {
    inverse += eigen.eigenvectors().col(k) * eigen.eigenvectors().col(k).transpose() / eigen.eigenvalues()[k];
  }
  std::vector<double> result(c.size(), 0);
  Eigen::VectorXd third = Eigen::VectorXd::Zero(n);
  Eigen::MatrixXd gradient(static_cast<Eigen::Index>(c.size()), n);
  const Evaluation base = evaluator->evaluate(c.box, c.positions);
  // Second differences along x_r + x_q of all atoms' energies, then of all components of −F.
  const auto differences = [&](Eigen::Index r, Eigen::Index q) {
    const auto moved = [&](double step) {
      auto positions = c.positions;
      at(positions, r) += step;
      if (q != r) at(positions, q) += step;
      return evaluator->evaluate(c.box, positions);
    };
    const Evaluation up = moved(h), down = moved(-h);
    std::vector<double> all;
    for (std::size_t a = 0; a < c.size(); ++a) {
      all.push_back((up.per_atom[a] - 2 * base.per_atom[a] + down.per_atom[a]) / (h * h));
      if (q == r) gradient(static_cast<Eigen::Index>(a), r) = (up.per_atom[a] - down.per_atom[a]) / (2 * h);
    }
    for (std::size_t a = 0; a < c.size(); ++a) {
      for (std::size_t k = 0; k < 3; ++k) {
        all.push_back(-(up.forces[a][k] - 2 * base.forces[a][k] + down.forces[a][k]) / (h * h));
      }
    }
    return all;
  };
  const auto add = [&](double factor, const std::vector<double>& curvature) {
    for (std::size_t a = 0; a < c.size(); ++a) result[a] += factor * curvature[a];
    for (Eigen::Index k = 0; k < n; ++k) third[k] += factor * curvature[c.size() + static_cast<std::size_t>(k)];
  };
  std::vector<std::vector<double>> own;
  for (Eigen::Index r = 0; r < n; ++r) {
    own.push_back(differences(r, r));
    add(inverse(r, r), own.back());
    for (Eigen::Index q = 0; q < r; ++q) {
      std::vector<double> mixed = differences(r, q);
      for (std::size_t k = 0; k < mixed.size(); ++k) {
        mixed[k] -= own.back()[k] + own[static_cast<std::size_t>(q)][k];
      }
      add(inverse(r, q), mixed);
    }
  }
  const Eigen::VectorXd shift = gradient * (inverse * third);
  for (std::size_t a = 0; a < c.size(); ++a) result[a] -= shift[static_cast<Eigen::Index>(a)];
  return result;
}

void expect_formula(const Configuration& c, const ForceField& force_field, double h, double tolerance) {
  const auto found = local_thermal_energy(c, force_field, {}, {.threads = 2});
  // Differences of second order, their truncation removed.
  const auto narrow = multiplied_out(c, force_field, h), wide = multiplied_out(c, force_field, 2 * h);
  std::vector<double> expected;
  for (std::size_t a = 0; a < c.size(); ++a) expected.push_back((4 * narrow[a] - wide[a]) / 3);
  double low = 1e9, high = -1e9;
  for (std::size_t a = 0; a < c.size(); ++a) {
    EXPECT_NEAR(found.value[a], expected[a], tolerance) << a;
    EXPECT_EQ(found.error[a], 0);
    low = std::min(low, expected[a]);
    high = std::max(high, expected[a]);
  }
  EXPECT_GT(high - low, 15 * tolerance);
  const double sum = std::accumulate(found.value.begin(), found.value.end(), 0.0);
  EXPECT_NEAR(sum, 3.0 * static_cast<double>(c.size()) - 3, 3e-3 * sum);
}

TEST(LocalThermalEnergyOfLennardJones, IsTheFormula) {
  const auto potential = test::PotentialCase{"lj", lennard_jones, {}, 0}.open();
  expect_formula(test::disordered(2, *potential, 0.3), *potential, 0.02, 5e-3);
}

class LocalThermalEnergyOfAlloy : public ::testing::Test {
 protected:
  void SetUp() override {
    potential_ = test::PotentialCase{"", test::mendelev_2009, {}, 0}.open();
    if (!potential_) GTEST_SKIP() << "KIM models are not installed (package openkim-models)";
  }
  std::shared_ptr<const ForceField> potential_;
};

TEST_F(LocalThermalEnergyOfAlloy, IsTheFormula) {
  // Steps as wide as those of the program, and the tolerance that they leave: see the roughness of tables.
  expect_formula(test::disordered(2, *potential_), *potential_, 0.04, 0.03);
}

// All atoms of a crystal are alike. All its bonds have the lengths of a few shells, so that the roughness of the tables
// there, a percent of the second derivatives, does not average out of the sum.
TEST_F(LocalThermalEnergyOfAlloy, IsTheSameForAllAtomsOfACrystal) {
  const Configuration c = test::copper(3);
  const auto found = local_thermal_energy(c, *potential_, {}, {});
  const double mean = std::accumulate(found.value.begin(), found.value.end(), 0.0) / static_cast<double>(c.size());
  EXPECT_NEAR(mean, 3 - 3.0 / static_cast<double>(c.size()), 0.05);
  for (const double value : found.value) EXPECT_NEAR(value, mean, 1e-3);
}

TEST_F(LocalThermalEnergyOfAlloy, BySamplesAgreesWithinItsErrors) {
  const Configuration c = test::disordered(4, *potential_);
  const auto exact = local_thermal_energy(c, *potential_, {}, {});
  const auto sampled = local_thermal_energy(c, *potential_, {.samples = 256, .exact_atoms = 0, .fraction = 0.02}, {});
  EXPECT_EQ(sampled.samples, 256U);
  double chi = 0, sum = 0;
  const double n = static_cast<double>(c.size());
  for (std::size_t a = 0; a < c.size(); ++a) {
    chi += std::pow((sampled.value[a] - exact.value[a]) / sampled.error[a], 2) / n;
    sum += sampled.value[a];
    EXPECT_LT(sampled.error[a], 0.5);
  }
  // The mean square of Student's t with 15 degrees of freedom is 15/13.
  EXPECT_NEAR(chi, 15.0 / 13, 0.35);
  EXPECT_NEAR(sum, 3 * n - 3, 0.01 * 3 * n);
}

TEST_F(LocalThermalEnergyOfAlloy, IsTheSameOnAnyNumberOfThreads) {
  const Configuration c = test::disordered(3, *potential_);
  const ThermalEnergyOptions few{.samples = 32, .exact_atoms = 0};
  EXPECT_EQ(local_thermal_energy(c, *potential_, few, {.threads = 1}).value,
            local_thermal_energy(c, *potential_, few, {.threads = 3}).value);
  EXPECT_EQ(local_thermal_energy(c, *potential_, {}, {.threads = 1}).value,
            local_thermal_energy(c, *potential_, {}, {.threads = 3}).value);
}

TEST_F(LocalThermalEnergyOfAlloy, IsRefusedAwayFromAMinimum) {
  Configuration c = test::copper(2);
  c.positions[0].x += 0.1;
  EXPECT_THROW(local_thermal_energy(c, *potential_, {}, {}), Error);
}

}  // namespace
}  // namespace glasscape
