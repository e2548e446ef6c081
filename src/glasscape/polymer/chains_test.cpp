#include "glasscape/polymer/chains.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/polymer/chain_growth.hpp"

namespace glasscape {
namespace {

MolecularModel polystyrene() { return parse_molecular_model(shipped_molecular_model("martini-ps-a"), "martini-ps-a"); }

// One bead to a monomer, bonds of 2 Å, and one angle if it is not 0.
MolecularModel line(double degrees, double stiffness) {
  MolecularModel m;
  m.beads = {{"A", 50}};
  m.pairs = {{"A", "A", 0.01, 3.0}};
  m.bonds = {{"b", {"A", "A"}, 2.0, 10}};
  m.inner = 5;
  m.cutoff = 6;
  m.monomer.beads = {0};
  m.monomer.bonds = {{0, {{{0, false}, {0, true}}}}};
  if (degrees > 0) m.angles = {{"a", {"A", "A", "A"}, degrees * std::numbers::pi / 180, stiffness}};
  return m;
}

// The line model's chain of n beads; angles reach over three monomers, which a repeat unit cannot say.
ChainBlueprint line_chain(const MolecularModel& m, std::uint32_t n) {
  ChainBlueprint chain = chain_blueprint(m, n, "line");
  for (std::uint32_t i = 0; i + 2 < n && !m.angles.empty(); ++i) chain.topology.angles.push_back({0, i, i + 1, i + 2});
  return chain;
}

TEST(Chains, PolystyreneHasABackboneAndRings) {
  const auto chain = chain_blueprint(polystyrene(), 3, "ps");
  EXPECT_EQ(chain.types, (std::vector<std::int32_t>{0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}));
  EXPECT_EQ(chain.topology.bonds.size(), 3U * 4 + 2);
  EXPECT_EQ(chain.topology.angles.size(), 3U * 2 + 2 * 4);
  const auto found = find_chains(chain.topology, chain.types.size());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].backbone, (std::vector<std::uint32_t>{0, 3, 4, 7, 8, 11}));
  ASSERT_EQ(found[0].rings.size(), 3U);
  EXPECT_EQ(found[0].rings[1], (std::vector<std::uint32_t>{4, 5, 6}));
}

TEST(Chains, SquareWithATailAndALoneAtom) {
  Topology t{.bonds = {{0, 5, 6}, {0, 6, 7}, {0, 7, 8}, {0, 8, 5}, {0, 8, 3}, {0, 3, 1}}};
  const auto found = find_chains(t, 10);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].atoms, (std::vector<std::uint32_t>{1, 3, 5, 6, 7, 8}));
  EXPECT_EQ(found[0].backbone, (std::vector<std::uint32_t>{1, 3, 8}));
  EXPECT_EQ(found[0].rings, (std::vector<std::vector<std::uint32_t>>{{5, 6, 7, 8}}));
}

TEST(Chains, FreelyJointedAndFreelyRotatingClosedForms) {
  const auto free = line(0, 0);
  EXPECT_NEAR(expected_dimensions(free, line_chain(free, 31), 300).end_to_end2, 30 * 4, 1e-9);
  // n bonds, a = −cos θ: n l² [(1+a)/(1−a) − 2a(1−aⁿ)/(n(1−a)²)].
  const auto stiff = line(110, 1e6);
  const double a = -std::cos(110 * std::numbers::pi / 180), n = 30;
  const double expected = n * 4 * ((1 + a) / (1 - a) - 2 * a * (1 - std::pow(a, n)) / (n * (1 - a) * (1 - a)));
  EXPECT_NEAR(expected_dimensions(stiff, line_chain(stiff, 31), 300).end_to_end2, expected, 1e-3 * expected);
}

// Random chains with angles drawn from their Boltzmann distribution, and free torsions.
TEST(Chains, ThermalAnglesAgreeWithSampledChains) {
  const auto model = line(120, 0.1);
  constexpr std::uint32_t beads = 12;
  const auto expected = expected_dimensions(model, line_chain(model, beads), 600);
  CounterRng rng(5, 1);
  const double kt = 8.617333262e-5 * 600;
  double end = 0, gyration = 0;
  constexpr int samples = 20000;
  for (int s = 0; s < samples; ++s) {
    std::vector<Vec3> r{{0, 0, 0}, {0, 0, 2}};
    Vec3 u{0, 0, 1};
    while (r.size() < beads) {
      double theta = 0, w = 0;
      do {
        theta = std::numbers::pi * rng.uniform();
        const double bend = theta - model.angles[0].angle;
        w = std::sin(theta) * std::exp(-0.5 * 0.1 * bend * bend / kt);
      } while (rng.uniform() > w);
      const Vec3 other = std::abs(u.x) < 0.7 ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
      Vec3 p = cross(u, other);
      p *= 1 / norm(p);
      const Vec3 q = cross(u, p);
      const double phi = 2 * std::numbers::pi * rng.uniform();
      u = u * (-std::cos(theta)) + (p * std::cos(phi) + q * std::sin(phi)) * std::sin(theta);
      r.push_back(r.back() + u * 2.0);
    }
    end += norm2(r.back() - r.front()) / samples;
    for (const Vec3& a : r) {
      for (const Vec3& b : r) gyration += norm2(a - b) / (2.0 * beads * beads * samples);
    }
  }
  EXPECT_NEAR(expected.end_to_end2, end, 0.02 * end);
  EXPECT_NEAR(expected.gyration2, gyration, 0.02 * gyration);
}

TEST(Chains, GrownChainsAreWholeAndApart) {
  const auto model = polystyrene();
  const Configuration c = grow_chains(model, 20, 10, 0.8, 600, 3, "grow");
  ASSERT_EQ(c.size(), 800U);
  EXPECT_NO_THROW(validate(c, "grown"));
  EXPECT_NEAR(800 * 26.0375 * 1.66053906660 / c.box.volume(), 0.8, 1e-9);
  const auto chains = find_chains(*c.topology, c.size());
  ASSERT_EQ(chains.size(), 20U);
  for (const BondedPair& b : c.topology->bonds) {
    if (b.type != 0) continue;
    EXPECT_NEAR(norm(bond_vector(c.box, c.positions[b.a], c.positions[b.b])), 2.7, 1e-9);
  }
  const BondGraph graph(*c.topology, c.size());
  double nearest = 100;
  for (std::uint32_t i = 0; i < c.size(); ++i) {
    const auto excluded = graph.within(i, 3);
    for (std::uint32_t j = 0; j < i; ++j) {
      if (!std::binary_search(excluded.begin(), excluded.end(), j)) {
        nearest = std::min(nearest, norm(bond_vector(c.box, c.positions[i], c.positions[j])));
      }
    }
  }
  EXPECT_GT(nearest, 0.25 * 4.1);
  // Angles are near their rest: the mean energy is a few kT, not what random directions have.
  const auto random = grow_chains(model, 20, 10, 0.8, 600, 4, "grow");
  EXPECT_NE(random.positions[5].x, c.positions[5].x);
  EXPECT_EQ(grow_chains(model, 20, 10, 0.8, 600, 3, "grow").positions, c.positions);
  double bend = 0;
  int count = 0;
  for (const BondedAngle& a : c.topology->angles) {
    if (a.type != 2) continue;
    const Vec3 u = bond_vector(c.box, c.positions[a.b], c.positions[a.a]);
    const Vec3 v = bond_vector(c.box, c.positions[a.b], c.positions[a.c]);
    bend += std::acos(dot(u, v) / (norm(u) * norm(v))) * 180 / std::numbers::pi;
    ++count;
  }
  EXPECT_NEAR(bend / count, 52, 6);
}

TEST(Chains, RefusesWhatHasNoChain) {
  auto model = polystyrene();
  EXPECT_THROW(grow_chains(model, 2, 2, 1, 600, 1, "grow"), Error);  // smaller than twice the cutoff
  model.monomer.bonds.erase(model.monomer.bonds.begin() + 1);        // monomers are not joined
  EXPECT_THROW(chain_blueprint(model, 3, "ps"), Error);
  model.monomer.beads.clear();
  EXPECT_THROW(chain_blueprint(model, 3, "ps"), Error);
}

}  // namespace
}  // namespace glasscape
