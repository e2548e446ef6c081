// The iteration against dense diagonalisation by Eigen.
#include "glasscape/modes/lowest_modes.hpp"

#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/forces_fixture.hpp"
#include "glasscape/modes/modes_fixture.hpp"

namespace glasscape {
namespace {

std::shared_ptr<const ForceField> copper_zirconium() {
  return test::PotentialCase{"", test::mendelev_2009, {}, 0}.open();
}

#define REQUIRE_POTENTIAL(name)         \
  const auto name = copper_zirconium(); \
  if (!name) GTEST_SKIP() << "KIM models are not installed (package openkim-models)"

struct Solved {
  LowestModes modes;
  Eigen::MatrixXd vectors;  // in the order of the configuration
};

Solved solve(const Hessian& hessian, const LowestModesOptions& options, int threads = 1) {
  const BlockAlgebra algebra({.threads = threads}, best_isa());
  HessianOperator matrix(hessian, algebra);
  Solved result{lowest_modes(matrix, options), {}};
  const auto count = static_cast<Eigen::Index>(result.modes.values.size());
  result.vectors.resize(static_cast<Eigen::Index>(hessian.rows()), count);
  for (std::size_t r = 0; r < hessian.rows(); ++r) {
    for (std::size_t k = 0; k < result.modes.values.size(); ++k) {
      result.vectors(3 * hessian.order()[r / 3] + r % 3, static_cast<Eigen::Index>(k)) =
          result.modes.vectors[k / Block::width].at(r, k % Block::width);
    }
  }
  return result;
}

// Values one by one, and vectors as projectors on what lies below a gap.
void expect_agreement(const Solved& found, const Eigen::MatrixXd& matrix, std::size_t zero_modes) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(matrix);
  const auto zeros = static_cast<Eigen::Index>(zero_modes);
  const auto count = static_cast<Eigen::Index>(found.modes.values.size());
  const double top = eigen.eigenvalues()[matrix.rows() - 1];
  EXPECT_TRUE(found.modes.converged);
  EXPECT_GT(found.modes.bound, top);
  for (Eigen::Index k = 0; k < count; ++k) {
    EXPECT_NEAR(found.modes.values[static_cast<std::size_t>(k)], eigen.eigenvalues()[zeros + k], 1e-10 * top) << k;
    EXPECT_LT(found.modes.residuals[static_cast<std::size_t>(k)], 1e-6);
  }
  EXPECT_LT((found.vectors.transpose() * found.vectors - Eigen::MatrixXd::Identity(count, count)).norm(), 1e-10);
  // The last gap that is wide enough: a degenerate set at the end may be cut anywhere.
  Eigen::Index last = count;
  while (last > 1 && eigen.eigenvalues()[zeros + last] - eigen.eigenvalues()[zeros + last - 1] < 1e-4 * top) --last;
  const Eigen::MatrixXd overlap =
      eigen.eigenvectors().middleCols(zeros, last).transpose() * found.vectors.leftCols(last);
  EXPECT_NEAR(overlap.squaredNorm(), static_cast<double>(last), 1e-6 * static_cast<double>(last));
}

TEST(LowestModes, AgreeWithDenseDiagonalisationOf500Atoms) {
  REQUIRE_POTENTIAL(potential);
  const Configuration solid = test::disordered(5, *potential);
  ASSERT_EQ(solid.size(), 500U);
  const Hessian hessian(solid, *potential, Weighting::mass);
  EXPECT_LT(hessian.largest_force(), 1e-8);
  expect_agreement(solve(hessian, {.count = 60}), test::dense(hessian), 3);
}

TEST(LowestModes, FindAllOfManyEqualOnes) {
  // Waves in a cubic crystal come in sets of up to 48, far more than there are vectors in a block.
  REQUIRE_POTENTIAL(potential);
  const Hessian hessian(test::copper(4), *potential, Weighting::none);
  expect_agreement(solve(hessian, {.count = 70}), test::dense(hessian), 3);
}

TEST(LowestModes, AreFoundThroughRestarts) {
  REQUIRE_POTENTIAL(potential);
  const Hessian hessian(test::disordered(4, *potential), *potential, Weighting::mass);
  const Solved found = solve(hessian, {.count = 40, .degree = 6, .basis = 144});
  EXPECT_GT(found.modes.restarts, 0U);
  EXPECT_LE(found.modes.largest_basis, 144U);
  expect_agreement(found, test::dense(hessian), 3);
}

TEST(LowestModes, BeginWithNegativeOnes) {
  REQUIRE_POTENTIAL(potential);
  Configuration solid = test::disordered(4, *potential);
  CounterRng rng(3, 3);
  for (Vec3& r : solid.positions) r += 0.25 * Vec3{rng.normal(), rng.normal(), rng.normal()};
  const Hessian hessian(solid, *potential, Weighting::mass);
  const Solved found = solve(hessian, {.count = 40});
  EXPECT_LT(found.modes.values[0], 0);
  expect_agreement(found, test::dense(hessian), 0);
}

TEST(LowestModes, AreTheSameOnAnyNumberOfThreads) {
  REQUIRE_POTENTIAL(potential);
  const Hessian hessian(test::disordered(4, *potential), *potential, Weighting::mass);
  const Solved one = solve(hessian, {.count = 20}, 1), two = solve(hessian, {.count = 20}, 2);
  EXPECT_EQ(one.modes.values, two.modes.values);
  EXPECT_EQ(one.vectors, two.vectors);
}

TEST(LowestModes, SayThatTheyDidNotConverge) {
  REQUIRE_POTENTIAL(potential);
  const Hessian hessian(test::disordered(4, *potential), *potential, Weighting::mass);
  EXPECT_FALSE(solve(hessian, {.count = 60, .max_products = 1200}).modes.converged);
}

TEST(LowestModes, RefuseMoreThanTheIterationCanGive) {
  REQUIRE_POTENTIAL(potential);
  const Hessian hessian(test::copper(2), *potential, Weighting::mass);
  EXPECT_THROW(solve(hessian, {.count = 90}), Error);
}

}  // namespace
}  // namespace glasscape
