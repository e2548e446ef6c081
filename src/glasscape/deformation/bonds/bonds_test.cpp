#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <tuple>

#include "glasscape/core/error.hpp"
#include "glasscape/deformation/bonds/bond_changes.hpp"
#include "glasscape/deformation/bonds/broken_bonds_relation.hpp"
#include "glasscape/deformation/deformation_fixture.hpp"

namespace glasscape {
namespace {

using namespace test;

Configuration two_species(std::size_t atoms, std::uint64_t seed) {
  Configuration c = random_cell(atoms, seed);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  for (std::size_t i = 0; i < atoms; ++i) c.types[i] = static_cast<std::int32_t>(i % 3 == 0);
  return c;
}

// The definition, over all pairs and images by brute force.
std::map<std::string, std::vector<std::uint32_t>> naive(const Configuration& was, const Configuration& is,
                                                        const std::vector<double>& cutoffs, double h) {
  std::map<std::string, std::vector<std::uint32_t>> result;
  for (const char* name : {"before", "broken", "formed", "persistent"}) result[name].resize(was.size());
  for (std::size_t i = 0; i < was.size(); ++i) {
    for (std::size_t j = 0; j < was.size(); ++j) {
      const double r = cutoffs[static_cast<std::size_t>(2 * was.types[i] + was.types[j])];
      for (int a = -2; a <= 2; ++a) {
        for (int b = -2; b <= 2; ++b) {
          for (int c = -2; c <= 2; ++c) {
            if (j == i && a == 0 && b == 0 && c == 0) continue;
            const Shift s{static_cast<std::int16_t>(a), static_cast<std::int16_t>(b), static_cast<std::int16_t>(c)};
            const double d0 = norm(was.positions[j] - was.positions[i] + was.box.displacement(s));
            const double d1 = norm(is.positions[j] - is.positions[i] + is.box.displacement(s));
            if (d0 < r) ++result["before"][i];
            if (d0 < r) ++result[d1 >= r + h ? "broken" : "persistent"][i];
            if (d0 >= r + h && d1 < r) ++result["formed"][i];
          }
        }
      }
    }
  }
  return result;
}

TEST(BondChanges, AreThoseOfTheDefinition) {
  const Configuration before = two_species(60, 3);
  Configuration after = before;
  rattle(after, 0.5, 4);
  map_affinely(after, {{Vec3{1, 0.1, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}});
  const std::vector<double> matrix{3.1, 3.4, 3.4, 4.0};  // of 11 × 9 × 6.5 Å: more than half
  for (const double h : {0.0, 0.25}) {
    const BondChanges found =
        bond_changes(Reference(before), after, {.cutoffs = {3.1, 3.4, 4.0}, .hysteresis = h}, {.threads = 2});
    const auto expected = naive(before, after, matrix, h);
    EXPECT_EQ(found.before, expected.at("before"));
    EXPECT_EQ(found.broken, expected.at("broken"));
    EXPECT_EQ(found.formed, expected.at("formed"));
    EXPECT_EQ(found.persistent, expected.at("persistent"));
    std::size_t bonds = 0, atoms = 0, broken = 0, broken_atoms = 0;
    for (const std::size_t pair : {0u, 1u, 3u}) {
      bonds += found.pairs[pair].before;
      broken += found.pairs[pair].broken;
      EXPECT_EQ(found.pairs[pair].before, found.pairs[pair].broken + found.pairs[pair].persistent);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      atoms += found.before[i];
      broken_atoms += found.broken[i];
    }
    EXPECT_GT(broken, 5u);
    EXPECT_EQ(2 * bonds, atoms);
    EXPECT_EQ(2 * broken, broken_atoms);
    EXPECT_EQ(found.pairs[1].before, found.pairs[2].before);
  }
}

TEST(BondChanges, OfOneAtomThatMoves) {
  Configuration before;
  before.box = Box::orthorhombic(15, 15, 15);
  before.species = {{"Cu", 1}};
  for (int i = 0; i < 125; ++i) {
    before.positions.push_back({3.0 * (i % 5), 3.0 * (i / 5 % 5), 3.0 * (i / 25)});
    before.types.push_back(0);
    before.ids.push_back(i);
  }
  Configuration after = before;
  after.positions[62].x += 0.5;
  const auto of = [&](double h) {
    return bond_changes(Reference(before), after, {.cutoff = 3.2, .hysteresis = h}, {});
  };
  const BondChanges sharp = of(0);
  EXPECT_EQ(sharp.before[62], 6u);
  EXPECT_EQ(sharp.broken[62], 1u);  // 3.5 Å behind it; 3.04 Å to the sides
  EXPECT_EQ(sharp.broken[61], 1u);
  EXPECT_EQ(sharp.broken[63], 0u);
  EXPECT_EQ(sharp.formed[62], 0u);
  EXPECT_EQ(of(0.4).broken[62], 0u);
  EXPECT_EQ(of(0.29).broken[62], 1u);
}

TEST(BondsDescriptor, RefusesAWrongNumberOfCutoffs) {
  const Configuration c = two_species(40, 1);
  EXPECT_THROW(bonds_descriptor().compute(Reference(c), c, {{"cutoffs", std::vector<double>{3, 4}}}, {}), Error);
  const PairResult result = bonds_descriptor().compute(Reference(c), c, {{"cutoff", 3.5}}, {});
  for (std::size_t i = 0; i < c.size(); ++i) {
    const double before = result.fields.at(1).at(i);
    EXPECT_TRUE(before > 0 ? result.fields.at(0).at(i) == 0 : std::isnan(result.fields.at(0).at(i)));
  }
}

TEST(BrokenBondsRelation, FindsALineAndItsIntercept) {
  CounterRng rng(3, 1);
  std::vector<double> d2min, fraction;
  for (int k = 0; k < 20000; ++k) {
    const double d = -std::log(1 - rng.uniform());  // exponential, mean 1
    d2min.push_back(d);
    fraction.push_back(0.1 + 0.05 * std::min(d, 2.0) + 0.1 * rng.normal());
  }
  d2min.push_back(NAN);
  fraction.push_back(0.3);
  const BrokenBondsRelation found = broken_bonds_relation(d2min, fraction, {.fit_share = 0.8});
  EXPECT_EQ(found.bins.bins(), 100u);
  EXPECT_EQ(found.fitted, 80u);
  EXPECT_NEAR(found.line.intercept, 0.1, 4 * found.line.intercept_error);
  EXPECT_NEAR(found.line.slope, 0.05, 4 * found.line.slope_error);
  EXPECT_LT(found.line.intercept_error, 0.004);
  // All bins: the end, which is flat beyond 2, pulls the line.
  EXPECT_GT(broken_bonds_relation(d2min, fraction, {.fit_share = 1}).line.intercept, 0.11);
}

}  // namespace
}  // namespace glasscape
