// What must hold for every potential and every way of evaluating it.
#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

#include "forces_fixture.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/forces/interaction.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

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

class EvaluatorProperties : public ::testing::TestWithParam<PotentialCase> {
 protected:
  void SetUp() override {
    potential_ = GetParam().open();
    cell_ = test::random_triclinic(GetParam(), 20, 3);
  }
  [[nodiscard]] Evaluation evaluate(const Configuration& c, const EvaluatorOptions& options = {}) const {
    return potential_->evaluator(c, options)->evaluate(c.box, c.positions);
  }

  std::shared_ptr<const ForceField> potential_;
  Configuration cell_;
};

TEST_P(EvaluatorProperties, ForcesAreMinusTheGradient) {
  if (!GetParam().conservative) GTEST_SKIP() << "the tables' ends are no gradient";
  const auto evaluator = potential_->evaluator(cell_);
  const Evaluation base = evaluator->evaluate(cell_.box, cell_.positions);
  std::vector<Vec3> forces(cell_.size());
  double scale = 1;
  for (const Vec3& f : base.forces) scale = std::max(scale, norm(f));
  const double h = 1e-5;
  for (const std::size_t i : {std::size_t{0}, std::size_t{7}, std::size_t{19}}) {
    for (std::size_t k = 0; k < 3; ++k) {
      // Four points: the error is h⁴ for smooth tables and h for their kinks.
      double e[4];
      const double offsets[4] = {-2 * h, -h, h, 2 * h};
      for (int s = 0; s < 4; ++s) {
        auto moved = cell_.positions;
        moved[i][k] += offsets[s];
        e[s] = evaluator->energy_and_forces(cell_.box, moved, forces);
      }
      const double gradient = (e[0] - 8 * e[1] + 8 * e[2] - e[3]) / (12 * h);
      EXPECT_NEAR(base.forces[i][k], -gradient, 2e-6 * scale) << "atom " << i << " direction " << k;
    }
  }
}

TEST_P(EvaluatorProperties, VirialIsMinusTheStrainDerivative) {
  if (!GetParam().conservative) GTEST_SKIP() << "the tables' ends are no gradient";
  const Evaluation base = evaluate(cell_);
  const double scale = std::max(1.0, std::abs(trace(base.virial)));
  const double h = 1e-6;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      double e[2];
      for (int s = 0; s < 2; ++s) {
        Mat3 strain = Mat3::identity();
        strain[a][b] += s == 0 ? -h : h;
        Configuration c = cell_;
        c.box = Box(cell_.box.cell() * strain, cell_.box.origin() * strain);
        for (Vec3& p : c.positions) p = p * strain;
        e[s] = evaluate(c).energy;
      }
      EXPECT_NEAR(base.virial[a][b], -(e[1] - e[0]) / (2 * h), 2e-6 * scale) << a << b;
    }
  }
}

TEST_P(EvaluatorProperties, SumsAgree) {
  const Evaluation result = evaluate(cell_);
  EXPECT_NEAR(std::accumulate(result.per_atom.begin(), result.per_atom.end(), 0.0), result.energy,
              1e-12 * std::max(1.0, std::abs(result.energy)) * 20);
  Vec3 total;
  double scale = 1;
  for (const Vec3& f : result.forces) {
    total += f;
    scale = std::max(scale, norm(f));
  }
  EXPECT_LT(norm(total), 1e-12 * scale * 20);
  // No torque: the virial of a potential that only knows distances is symmetric.
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < a; ++b) EXPECT_NEAR(result.virial[a][b], result.virial[b][a], 1e-11 * scale * 100);
  }
}

TEST_P(EvaluatorProperties, SameForTheHotPath) {
  const auto evaluator = potential_->evaluator(cell_);
  std::vector<Vec3> forces(cell_.size());
  const double energy = evaluator->energy_and_forces(cell_.box, cell_.positions, forces);
  const Evaluation result = evaluator->evaluate(cell_.box, cell_.positions);
  EXPECT_NEAR(energy, result.energy, 1e-12 * std::abs(energy));
  for (std::size_t i = 0; i < forces.size(); ++i) {
    EXPECT_LT(norm(forces[i] - result.forces[i]), 1e-12 * std::max(1.0, norm(forces[i])));
  }
}

TEST_P(EvaluatorProperties, InvariantUnderTranslationImageAndPermutation) {
  const Evaluation base = evaluate(cell_);
  Configuration moved = cell_;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const auto k = static_cast<std::int16_t>(i % 5) - 2;
    moved.positions[i] += Vec3{1.234, -5.67, 0.891} +
                          moved.box.displacement({static_cast<std::int16_t>(k), static_cast<std::int16_t>(-2 * k), 1});
  }
  std::reverse(moved.positions.begin(), moved.positions.end());
  std::reverse(moved.types.begin(), moved.types.end());
  const Evaluation other = evaluate(moved);
  EXPECT_NEAR(other.energy, base.energy, 1e-11 * std::max(1.0, std::abs(base.energy)));
  for (std::size_t i = 0; i < cell_.size(); ++i) {
    const std::size_t j = cell_.size() - 1 - i;
    EXPECT_LT(norm(other.forces[j] - base.forces[i]), 1e-10 * std::max(1.0, norm(base.forces[i])));
    EXPECT_NEAR(other.per_atom[j], base.per_atom[i], 1e-10 * std::max(1.0, std::abs(base.per_atom[i])));
  }
}

TEST_P(EvaluatorProperties, ReplicationRepeatsEverything) {
  const Evaluation base = evaluate(cell_);
  Configuration large = cell_;
  const int n[3] = {2, 1, 3};
  large.box =
      Box(Mat3{{cell_.box.cell()[0] * 2, cell_.box.cell()[1] * 1, cell_.box.cell()[2] * 3}}, cell_.box.origin());
  large.positions.clear();
  large.types.clear();
  large.ids.clear();
  for (int a = 0; a < n[0]; ++a) {
    for (int c = 0; c < n[2]; ++c) {
      for (std::size_t i = 0; i < cell_.size(); ++i) {
        large.positions.push_back(cell_.positions[i] + cell_.box.displacement({static_cast<std::int16_t>(a), 0,
                                                                               static_cast<std::int16_t>(c)}));
        large.types.push_back(cell_.types[i]);
        large.ids.push_back(static_cast<std::int64_t>(large.ids.size()) + 1);
      }
    }
  }
  const Evaluation other = evaluate(large);
  EXPECT_NEAR(other.energy, 6 * base.energy, 1e-10 * std::max(1.0, std::abs(other.energy)));
  for (std::size_t i = 0; i < large.size(); ++i) {
    const Vec3& expected = base.forces[i % cell_.size()];
    EXPECT_LT(norm(other.forces[i] - expected), 1e-10 * std::max(1.0, norm(expected)));
  }
  EXPECT_NEAR(trace(other.virial), 6 * trace(base.virial), 1e-9 * std::max(1.0, std::abs(trace(other.virial))));
}

// Atoms wander and the box is strained with one evaluator; a fresh one must say the same at each step.
TEST_P(EvaluatorProperties, OneEvaluatorAlongAPathEqualsFreshOnes) {
  EvaluatorOptions options;
  options.skin = 0.3;
  const auto evaluator = potential_->evaluator(cell_, options);
  Configuration c = cell_;
  CounterRng rng(11, 4);
  std::vector<Vec3> forces(c.size());
  for (int step = 0; step < 25; ++step) {
    for (Vec3& p : c.positions) p += rng.unit_vector() * (0.012 * GetParam().spacing);
    if (step % 3 == 2) {
      Mat3 strain = Mat3::identity();
      strain[1][0] = 0.004 * rng.normal();
      strain[0][0] += 0.002 * rng.normal();
      strain[2][1] += 0.002 * rng.normal();
      c.box = Box(c.box.cell() * strain, c.box.origin() * strain);
      for (Vec3& p : c.positions) p = p * strain;
    }
    const double energy = evaluator->energy_and_forces(c.box, c.positions, forces);
    const Evaluation fresh = evaluate(c);
    ASSERT_NEAR(energy, fresh.energy, 1e-10 * std::max(1.0, std::abs(fresh.energy))) << "step " << step;
    for (std::size_t i = 0; i < c.size(); ++i) {
      ASSERT_LT(norm(forces[i] - fresh.forces[i]), 1e-10 * std::max(1.0, norm(fresh.forces[i]))) << "step " << step;
    }
  }
}

// A region of four atoms beside the whole cell, along a path that begins `away` steps from where it was made.
void expect_region(const ForceField& potential, const Configuration& cell, double spacing,
                   const EvaluatorOptions& options, int away) {
  const auto region = potential.evaluator(cell, options);
  const auto full = potential.evaluator(cell);
  Configuration c = cell;
  CounterRng rng(5, 9);
  double first_region = 0, first_full = 0;
  for (int step = 0; step < 8; ++step) {
    if (step > 0 || away > 0) {
      for (const auto i : options.active) c.positions[i] += rng.unit_vector() * (0.04 * spacing);
    }
    if (step < away) continue;
    std::vector<Vec3> part(c.size()), packed(options.active.size()), whole(c.size()), packed_positions;
    for (const auto i : options.active) packed_positions.push_back(c.positions[i]);
    const double e_full = full->energy_and_forces(c.box, c.positions, whole);
    const double e_region = region->energy_and_forces(c.box, c.positions, part);
    const double e_packed = region->energy_and_forces(c.box, packed_positions, packed);
    EXPECT_NEAR(e_packed, e_region, 1e-12 * std::max(1.0, std::abs(e_region)));
    if (step == away) {
      first_full = e_full;
      first_region = e_region;
    }
    EXPECT_NEAR(e_region - first_region, e_full - first_full,
                1e-11 * std::max(10.0, std::abs(e_full) + std::abs(first_full)));
    std::size_t k = 0;
    for (std::uint32_t i = 0; i < c.size(); ++i) {
      if (k < options.active.size() && options.active[k] == i) {
        EXPECT_LT(norm(part[i] - whole[i]), 1e-11 * std::max(1.0, norm(whole[i]))) << "step " << step << " atom " << i;
        EXPECT_LT(norm(packed[k] - part[i]), 1e-12 * std::max(1.0, norm(whole[i])));
        ++k;
      } else {
        EXPECT_EQ(part[i], Vec3{});
      }
    }
  }
}

TEST_P(EvaluatorProperties, RegionGivesTheSameForcesAndEnergyDifferences) {
  EvaluatorOptions options;
  options.active = {1, 4, 5, 11};
  expect_region(*potential_, cell_, GetParam().spacing, options, 0);
}

TEST_P(EvaluatorProperties, RegionWithKnownDensitiesGivesTheSame) {
  EvaluatorOptions options;
  options.active = {1, 4, 5, 11};
  options.densities = evaluate(cell_).densities;
  const auto formulas = potential_->interaction(cell_.species);
  ASSERT_EQ(options.densities.empty(), !formulas->has_embedding());
  expect_region(*potential_, cell_, GetParam().spacing, options, 0);
  expect_region(*potential_, cell_, GetParam().spacing, options, 4);
  options.densities.resize(3);
  EXPECT_THROW(static_cast<void>(potential_->evaluator(cell_, options)), Error);
}

TEST_P(EvaluatorProperties, DensitiesAreThoseOfTheFormulas) {
  const auto formulas = potential_->interaction(cell_.species);
  const std::vector<double> densities = evaluate(cell_).densities;
  if (!formulas->has_embedding()) return;
  const NeighborList list(cell_.view(), formulas->cutoff());
  for (std::size_t i = 0; i < cell_.size(); ++i) {
    double rho = 0;
    for (const Neighbor& n : list.of(i)) {
      const double r = norm(bond(cell_.view(), i, n));
      if (r < formulas->cutoff()) {
        rho +=
            formulas
                ->density(static_cast<std::size_t>(cell_.types[n.index]), static_cast<std::size_t>(cell_.types[i]), r)
                .value;
      }
    }
    EXPECT_NEAR(densities[i], rho, 1e-12 * std::max(1.0, std::abs(rho)));
  }
}

TEST_P(EvaluatorProperties, SameForOneAndManyThreads) {
  EvaluatorOptions three;
  three.threads = 3;
  const Evaluation one = evaluate(cell_), many = evaluate(cell_, three);
  EXPECT_EQ(one.energy, many.energy);
  EXPECT_EQ(one.forces, many.forces);
  EXPECT_EQ(one.per_atom, many.per_atom);
  EXPECT_EQ(one.virial, many.virial);
}

INSTANTIATE_TEST_SUITE_P(Potentials, EvaluatorProperties, ::testing::ValuesIn(always_here()),
                         [](const auto& test_case) { return test_case.param.name; });

}  // namespace
}  // namespace glasscape
