// The factored Hessian against central differences of the evaluators' forces, for every potential, in cells far smaller
// than twice the cutoff.
#include "glasscape/modes/hessian.hpp"

#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/forces_fixture.hpp"
#include "glasscape/modes/modes_fixture.hpp"

namespace glasscape {
namespace {

using test::PotentialCase;

std::vector<PotentialCase> always_here() {
  std::vector<PotentialCase> result;
  for (auto& param : test::potential_cases()) {
    if (param.open()) result.push_back(param);
  }
  return result;
}

std::vector<Isa> isas() {
  std::vector<Isa> result;
  for (const Isa isa : {Isa::plain, Isa::avx2, Isa::avx512}) {
    if (supported(isa)) result.push_back(isa);
  }
  return result;
}

double largest(const Eigen::MatrixXd& m) { return m.cwiseAbs().maxCoeff(); }

class HessianOf : public ::testing::TestWithParam<PotentialCase> {
 protected:
  void SetUp() override {
    potential_ = GetParam().open();
    cell_ = test::random_triclinic(GetParam(), 20, 3);
  }
  std::shared_ptr<const ForceField> potential_;
  Configuration cell_;
};

TEST_P(HessianOf, IsTheDerivativeOfTheForces) {
  if (!GetParam().conservative) GTEST_SKIP() << "the tables' ends are no gradient";
  const Eigen::MatrixXd h = test::dense(Hessian(cell_, *potential_, Weighting::none));
  // Shorter steps cross fewer nodes of the tables, where second derivatives jump.
  const Eigen::MatrixXd expected = test::differences(cell_, *potential_, 1e-7);
  EXPECT_LT(largest(h - expected), 2e-6 * largest(expected));
}

TEST_P(HessianOf, IsSymmetricAndBlindToTranslation) {
  const Eigen::MatrixXd h = test::dense(Hessian(cell_, *potential_, Weighting::none));
  EXPECT_LT(largest(h - h.transpose()), 1e-12 * largest(h));
  for (Eigen::Index c = 0; c < 3; ++c) {
    Eigen::VectorXd shift = Eigen::VectorXd::Zero(h.rows());
    for (Eigen::Index i = c; i < h.rows(); i += 3) shift[i] = 1;
    EXPECT_LT(largest(h * shift), 1e-12 * largest(h) * static_cast<double>(h.rows()));
  }
}

TEST_P(HessianOf, KnowsTheLargestForce) {
  const Hessian h(cell_, *potential_, Weighting::none);
  const double expected = test::largest_force(cell_, *potential_);
  EXPECT_NEAR(h.largest_force(), expected, 1e-9 * expected);
}

TEST_P(HessianOf, AgreesBetweenInstructionSetsAndThreads) {
  const Hessian h(cell_, *potential_, Weighting::none);
  const Eigen::MatrixXd first = test::dense(h, Isa::plain);
  for (const Isa isa : isas()) {
    EXPECT_LT(largest(test::dense(h, isa) - first), 1e-13 * largest(first)) << name(isa);
    EXPECT_EQ(test::dense(h, isa, 1), test::dense(h, isa, 2)) << name(isa);
  }
}

TEST_P(HessianOf, IsWeightedByTheMasses) {
  const double masses[3] = {63.5, 91.2, 1.7};
  for (std::size_t s = 0; s < cell_.species.size(); ++s) cell_.species[s].mass = masses[s];
  const Hessian weighted(cell_, *potential_, Weighting::mass);
  Eigen::MatrixXd expected = test::dense(Hessian(cell_, *potential_, Weighting::none));
  const auto root_mass = [&](Eigen::Index r) {
    return std::sqrt(masses[static_cast<std::size_t>(cell_.types[static_cast<std::size_t>(r / 3)])]);
  };
  for (Eigen::Index r = 0; r < expected.rows(); ++r) {
    for (Eigen::Index c = 0; c < expected.cols(); ++c) expected(r, c) /= root_mass(r) * root_mass(c);
  }
  EXPECT_LT(largest(test::dense(weighted) - expected), 1e-13 * largest(expected));
}

INSTANTIATE_TEST_SUITE_P(Potentials, HessianOf, ::testing::ValuesIn(always_here()),
                         [](const auto& test) { return test.param.name; });

TEST(Hessian, MultipliesAndAddsInOneStep) {
  const auto potential = open_potential("ka-lj:epsilon=0.5 eV,sigma=2.2");
  PotentialCase param{"", "", {"A", "B"}, 2.2};
  const Hessian h(test::random_triclinic(param, 40, 5), *potential, Weighting::none);
  const BlockAlgebra algebra({.threads = 1}, best_isa());
  Block x(h.rows()), before(h.rows()), product(h.rows()), y(h.rows());
  algebra.randomise(x, 1, 1);
  algebra.randomise(before, 1, 2);
  algebra.randomise(y, 1, 2);
  AlignedBuffer<double> scratch;
  h.multiply(algebra, x, product, scratch);
  h.multiply(algebra, 0.5, x, -2, 3, y, y, scratch);
  for (std::size_t r = 0; r < h.rows(); ++r) {
    for (std::size_t v = 0; v < Block::width; ++v) {
      const double expected = 0.5 * product.at(r, v) - 2 * x.at(r, v) + 3 * before.at(r, v);
      EXPECT_NEAR(y.at(r, v), expected, 1e-10);
    }
  }
}

TEST(Hessian, RefusesUnknownMasses) {
  const auto potential = open_potential("ka-lj");
  PotentialCase param{"", "", {"A", "B"}, 1.0};
  Configuration cell = test::random_triclinic(param, 20, 5);
  cell.species[1].mass = 0;
  EXPECT_THROW(Hessian(cell, *potential, Weighting::mass), Error);
}

}  // namespace
}  // namespace glasscape
