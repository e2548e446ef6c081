// Energies, forces, per-atom energies and virials against LAMMPS's own pair styles.
#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>

#include "forces_fixture.hpp"
#include "support/lammps_reference.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

void expect_agreement(const Configuration& configuration, const ForceField& potential, double force_tolerance) {
  const Evaluation ours = potential.evaluator(configuration)->evaluate(configuration.box, configuration.positions);
  const Evaluation theirs = test::lammps_evaluate(configuration, potential);
  double largest = 0, largest_energy = 0;
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    largest = std::max(largest, norm(ours.forces[i] - theirs.forces[i]));
    largest_energy = std::max(largest_energy, std::abs(ours.per_atom[i] - theirs.per_atom[i]));
  }
  EXPECT_LT(largest, force_tolerance);
  EXPECT_LT(largest_energy, force_tolerance);
  EXPECT_NEAR(ours.energy, theirs.energy, 1e-11 * std::abs(theirs.energy) + 1e-9);
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      EXPECT_NEAR(ours.virial[a][b], theirs.virial[a][b], 1e-8 * std::abs(trace(theirs.virial)) + 1e-7) << a << b;
    }
  }
}

class LammpsAgreement : public ::testing::TestWithParam<test::PotentialCase> {};

TEST_P(LammpsAgreement, SmallTriclinicCell) {
  if (!test::have_lammps()) GTEST_SKIP() << "built without LAMMPS";
  const auto& param = GetParam();
  const auto potential = param.open();
  if (!potential) GTEST_SKIP() << param.name << " is not installed here";
  const Configuration cell = test::random_triclinic(param, 24, 7);
  expect_agreement(cell, *potential, 1e-10 * std::max(1.0, test::largest_force(cell, *potential)));
}

INSTANTIATE_TEST_SUITE_P(Potentials, LammpsAgreement, ::testing::ValuesIn(test::potential_cases()),
                         [](const auto& test_case) { return test_case.param.name; });

}  // namespace
}  // namespace glasscape
