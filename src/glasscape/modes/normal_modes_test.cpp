#include "glasscape/modes/normal_modes.hpp"

#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/forces/forces_fixture.hpp"
#include "glasscape/modes/modes_fixture.hpp"

namespace glasscape {
namespace {

class NormalModesOf : public ::testing::Test {
 protected:
  void SetUp() override {
    potential_ = test::PotentialCase{"", test::mendelev_2009, {}, 0}.open();
    if (!potential_) GTEST_SKIP() << "KIM models are not installed (package openkim-models)";
  }
  [[nodiscard]] NormalModes compute(const Configuration& c, const NormalModesOptions& options) const {
    return normal_modes(c, Hessian(c, *potential_, Weighting::mass), options, {.threads = 1});
  }
  std::shared_ptr<const ForceField> potential_;
};

void expect_consistent(const NormalModes& result, std::size_t atoms, std::size_t count) {
  ASSERT_EQ(result.modes.size(), count);
  const double sum = std::accumulate(result.participation_fraction.begin(), result.participation_fraction.end(), 0.0);
  EXPECT_NEAR(sum, static_cast<double>(count), 1e-9 * static_cast<double>(count));
  for (std::size_t k = 0; k < count; ++k) {
    const auto e = result.vector(k);
    double fourth = 0, norm = 0;
    for (std::size_t i = 0; i < atoms; ++i) {
      const double square = e[3 * i] * e[3 * i] + e[3 * i + 1] * e[3 * i + 1] + e[3 * i + 2] * e[3 * i + 2];
      norm += square;
      fourth += square * square;
    }
    EXPECT_NEAR(norm, 1, 1e-10);
    EXPECT_NEAR(result.modes[k].participation, 1 / (static_cast<double>(atoms) * fourth), 1e-10);
    EXPECT_NEAR(result.modes[k].squared, result.modes[k].omega * std::abs(result.modes[k].omega), 1e-9);
    EXPECT_GE(result.modes[k].squared, result.modes[k == 0 ? 0 : k - 1].squared);
  }
}

TEST_F(NormalModesOf, ASolidWholeAndByIteration) {
  const Configuration solid = test::disordered(5, *potential_);
  const NormalModes few = compute(solid, {.fraction = 0.02});  // 1,500 rows: by iteration
  EXPECT_GT(few.products, 0);
  expect_consistent(few, 500, 30);
  const NormalModes many = compute(solid, {.count = 260});  // a share that wants the whole matrix
  EXPECT_EQ(many.products, 0);
  expect_consistent(many, 500, 260);
  for (std::size_t k = 0; k < 30; ++k) {
    EXPECT_NEAR(few.modes[k].squared, many.modes[k].squared, 1e-9 * many.modes[k].squared);
    EXPECT_NEAR(few.modes[k].participation, many.modes[k].participation, 1e-6);
  }
  EXPECT_EQ(few.zero_modes, 3U);
  EXPECT_EQ(few.negative, 0U);
}

TEST_F(NormalModesOf, AllModesSumToThreePerAtom) {
  const Configuration solid = test::disordered(3, *potential_);
  const NormalModes all = compute(solid, {.count = 3 * 108 - 3});
  double trace = 0;
  for (const NormalMode& m : all.modes) trace += m.squared;
  const Eigen::MatrixXd d = test::dense(Hessian(solid, *potential_, Weighting::mass));
  EXPECT_NEAR(trace, d.trace() * squared_frequency, 1e-9 * trace);
}

// A loose atom has no partner: it moves for nothing.
TEST_F(NormalModesOf, LooseAtomsHaveZeroModes) {
  Configuration cluster = test::disordered(3, *potential_);
  cluster.box = Box(Mat3::diagonal(60, 60, 60), {}, {false, false, false});
  test::walk_downhill(cluster, *potential_, 1e-9);
  cluster.positions.push_back({45, 45, 45});
  cluster.types.push_back(0);
  cluster.ids.push_back(9999);
  const NormalModes result = compute(cluster, {.count = 20});
  EXPECT_EQ(result.zero_modes, 3U + 3U + 3U);  // translations, rotations, the atom
  EXPECT_LT(result.participation_fraction.back(), 1e-9);
  EXPECT_GT(result.modes.front().omega, 0.5);
}

// Dispersion of a crystal: the longest plane waves that fit into the box are modes, and their frequency follows from
// one row of the force constants.
TEST_F(NormalModesOf, PlaneWavesOfCopper) {
  const int n = 6;
  const Configuration crystal = test::copper(n);
  const Hessian hessian(crystal, *potential_, Weighting::mass);
  const NormalModes result = normal_modes(crystal, hessian, {.count = 24}, {.threads = 1});
  // Dynamical matrix at k = (2π/L, 0, 0) by finite differences of the forces, moving atom 0 only.
  const auto evaluator = potential_->evaluator(crystal);
  const double k = 2 * std::acos(-1.0) / (n * test::copper_edge), h = 1e-5;
  std::vector<Vec3> plus(crystal.size()), minus(crystal.size());
  auto moved = crystal.positions;
  moved[0].y += h;
  evaluator->energy_and_forces(crystal.box, moved, plus);
  moved[0].y -= 2 * h;
  evaluator->energy_and_forces(crystal.box, moved, minus);
  double transverse = 0;
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    transverse += (minus[i].y - plus[i].y) / (2 * h) * std::cos(k * crystal.positions[i].x) / 63.546;
  }
  // Three axes, two polarisations, sine and cosine: the lowest twelve or more modes.
  const double expected = transverse * squared_frequency;
  int found = 0;
  for (const NormalMode& m : result.modes) found += std::abs(m.squared - expected) < 1e-6 * expected ? 1 : 0;
  EXPECT_EQ(found, 12);
}

TEST_F(NormalModesOf, WhatIsAtNoMinimumIsRefused) {
  Configuration solid = test::disordered(3, *potential_);
  solid.positions[5].x += 0.01;
  EXPECT_THROW(compute(solid, {.count = 3}), Error);
  EXPECT_NO_THROW(compute(solid, {.count = 3, .force_tolerance = 10}));
  Configuration stretched = test::copper(3);
  stretched.box = Box(1.27 * stretched.box.cell());
  for (Vec3& r : stretched.positions) r *= 1.27;
  EXPECT_THROW(compute(stretched, {.count = 3}), Error);
  const NormalModes saddle = compute(stretched, {.count = 3, .allow_negative = true});
  EXPECT_EQ(saddle.negative, 3U);
  EXPECT_LT(saddle.modes[0].omega, 0);
}

}  // namespace
}  // namespace glasscape
