// The force field of molecules against LAMMPS's own styles, against formulas written out here, and against differences
// of its energy.
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/forces/molecular/molecular_model.hpp"
#include "glasscape/geometry/topology.hpp"
#include "support/lammps_reference.hpp"

namespace glasscape {
namespace {

constexpr double kj_mol = 1 / 96.48533212331;  // in eV

MolecularModel shipped() { return parse_molecular_model(shipped_molecular_model("martini-ps-a"), "martini-ps-a"); }

// Beads of two types without bonds in a large cell, with the numbers of types that the force field wants.
Configuration beads(const std::vector<std::int32_t>& types, const std::vector<Vec3>& positions) {
  Configuration c;
  c.box = Box::orthorhombic(60, 60, 60);
  c.species = {{"STY", 26.0375}, {"SCY", 26.0375}};
  c.types = types;
  c.positions = positions;
  for (std::size_t i = 0; i < types.size(); ++i) c.ids.push_back(static_cast<std::int64_t>(i + 1));
  auto t = std::make_shared<Topology>();
  t->bond_types = 2;
  t->angle_types = 3;
  c.topology = t;
  return c;
}

// Two monomers with all their bonds and angles, bent and stretched at random.
Configuration two_monomers(std::uint64_t seed, const Vec3& shift = {}) {
  Configuration c = beads({0, 0, 0, 1, 0, 0, 0, 1}, {});
  auto t = std::make_shared<Topology>(*c.topology);
  for (std::uint32_t m : {0U, 4U}) {
    t->bonds.insert(t->bonds.end(), {{0, m, m + 3}, {1, m, m + 1}, {1, m, m + 2}, {1, m + 1, m + 2}});
    t->angles.insert(t->angles.end(), {{0, m + 3, m, m + 1}, {0, m + 3, m, m + 2}});
  }
  t->bonds.push_back({0, 3, 4});
  t->angles.insert(t->angles.end(), {{0, 3, 4, 5}, {0, 3, 4, 6}, {1, 0, 3, 4}, {2, 3, 4, 7}});
  c.topology = t;
  c.molecules.assign(8, 1);
  CounterRng rng(seed, 1);
  const std::vector<Vec3> shape{{0, 0, 0},      {2.3, 1.4, 0}, {2.3, -1.4, 0}, {-1.5, 0, 2.2},
                                {-4, 0.5, 1.2}, {-6, 2, 1.5},  {-6, -1, 0.5},  {-2.9, 0.6, -1.2}};
  for (const Vec3& r : shape) {
    c.positions.push_back(r + shift + Vec3{rng.normal(), rng.normal(), rng.normal()} * 0.2 + Vec3{20, 20, 20});
  }
  return c;
}

TEST(Molecular, UnitsOfTheShippedFile) {
  const MolecularModel m = shipped();
  ASSERT_EQ(m.pairs.size(), 3U);
  EXPECT_NEAR(m.pairs[0].sigma, 4.10, 0.005);
  EXPECT_NEAR(m.pairs[0].epsilon / kj_mol, 2.400, 0.001);
  EXPECT_NEAR(m.pairs[1].sigma, 4.30, 0.005);
  EXPECT_NEAR(m.pairs[1].epsilon / kj_mol, 2.625, 0.001);
  EXPECT_NEAR(m.pairs[2].epsilon / kj_mol, 2.325, 0.001);
  EXPECT_NEAR(m.bonds[0].stiffness, 8000 * kj_mol / 100, 1e-6);
  EXPECT_NEAR(m.angles[2].angle, 52 * std::numbers::pi / 180, 1e-12);
  EXPECT_NEAR(m.angles[2].stiffness, 550 * kj_mol, 1e-6);
  EXPECT_NEAR(4 * m.beads[0].mass, 104.15, 1e-9);
}

// LAMMPS's documented form of lj/gromacs, F(r) = F_LJ(r) + S(r) beyond the inner radius, energy by adding up the force
// from the cutoff inwards (Simpson's rule).
TEST(Molecular, PairIsTheIntegralOfTheSwitchedForce) {
  const MolecularModel m = shipped();
  for (const auto& pair : m.pairs) {
    const double s6 = std::pow(pair.sigma, 6), c12 = 4 * pair.epsilon * s6 * s6, c6 = 4 * pair.epsilon * s6;
    const double r1 = 9, rc = 12, w = rc - r1;
    const auto lj = [&](double r) { return c12 * std::pow(r, -12) - c6 * std::pow(r, -6); };
    const auto d1 = [&](double r) { return -12 * c12 * std::pow(r, -13) + 6 * c6 * std::pow(r, -7); };
    const auto d2 = [&](double r) { return 156 * c12 * std::pow(r, -14) - 42 * c6 * std::pow(r, -8); };
    // S(r) = A x² + B x³ in the energy's slope: slope and its slope vanish at the cutoff.
    const double a = (-3 * d1(rc) + w * d2(rc)) / (w * w), b = (2 * d1(rc) - w * d2(rc)) / (w * w * w);
    const auto slope = [&](double r) {
      const double x = std::max(0.0, r - r1);
      return d1(r) + a * x * x + b * x * x * x;
    };
    EXPECT_NEAR(slope(rc), 0, 1e-15);
    for (const double r : {3.0, 4.1, 4.7, 6.5, 8.999, 9.001, 10.5, 11.9}) {
      const double analytic_slope = shifted_lennard_jones(m, pair, r).second;
      EXPECT_NEAR(analytic_slope, slope(r), 1e-12 * std::max(1.0, std::abs(slope(r)))) << r;
      double sum = 0;
      const double from = std::max(r, r1);
      constexpr int steps = 2000;
      const double h = (rc - from) / steps;
      for (int k = 0; k < steps; ++k) {
        sum -= h / 6 * (slope(from + k * h) + 4 * slope(from + (k + 0.5) * h) + slope(from + (k + 1) * h));
      }
      if (r < r1) sum += lj(r) - lj(r1);
      EXPECT_NEAR(shifted_lennard_jones(m, pair, r).first, sum, 1e-12 * std::max(1.0, std::abs(sum))) << r;
    }
    EXPECT_EQ(shifted_lennard_jones(m, pair, 12).first, 0);
  }
}

TEST(Molecular, DimersGiveThePairCurve) {
  const MolecularModel m = shipped();
  const auto potential = open_potential("martini-ps-a");
  for (const double r : {3.5, 4.7, 8.9, 9.5, 11.5, 12.5}) {
    for (const auto& [types, pair] : {std::pair{std::vector<std::int32_t>{0, 0}, 0}, {{1, 1}, 1}, {{0, 1}, 2}}) {
      // Across the boundary of the cell.
      const Configuration c = beads(types, {{1, 2, 3}, {1 - r + 60, 2, 3}});
      const Evaluation e = potential->evaluator(c)->evaluate(c.box, c.positions);
      const auto expected = shifted_lennard_jones(m, m.pairs[static_cast<std::size_t>(pair)], r);
      EXPECT_NEAR(e.energy, expected.first, 1e-13);
      EXPECT_NEAR(e.forces[0].x, -expected.second, 1e-13);
      EXPECT_NEAR(e.forces[1].x, expected.second, 1e-13);
    }
  }
}

TEST(Molecular, AnAngleAloneHasItsFormula) {
  const MolecularModel m = shipped();
  const auto potential = open_potential("martini-ps-a");
  for (const double degrees : {20.0, 52.0, 90.0, 170.0}) {
    const double theta = degrees * std::numbers::pi / 180;
    Configuration c = beads({1, 0, 1}, {{7, 5, 5}, {5, 5, 5}, {5 + 3 * std::cos(theta), 5 + 3 * std::sin(theta), 5}});
    auto t = std::make_shared<Topology>(*c.topology);
    t->bonds = {{0, 0, 1}, {0, 1, 2}};
    t->angles = {{2, 0, 1, 2}};
    c.topology = t;
    const double bend = theta - m.angles[2].angle;
    const double expected = 0.5 * 550 * kj_mol * bend * bend + 0.5 * 80 * kj_mol * (0.7 * 0.7 + 0.3 * 0.3);
    EXPECT_NEAR(potential->evaluator(c)->evaluate(c.box, c.positions).energy, expected, 1e-6 * expected + 1e-9);
  }
}

TEST(Molecular, ForcesAreTheSlopeOfTheEnergy) {
  const auto potential = open_potential("martini-ps-a");
  Configuration c = two_monomers(3, {38, 0, 0});  // over the boundary
  const auto evaluator = potential->evaluator(c);
  const Evaluation e = evaluator->evaluate(c.box, c.positions);
  Vec3 sum;
  double total = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    sum += e.forces[i];
    total += e.per_atom[i];
    for (std::size_t k = 0; k < 3; ++k) {
      auto moved = c.positions;
      constexpr double h = 1e-5;
      moved[i][k] += h;
      const double up = evaluator->evaluate(c.box, moved).energy;
      moved[i][k] -= 2 * h;
      const double down = evaluator->evaluate(c.box, moved).energy;
      EXPECT_NEAR(e.forces[i][k], -(up - down) / (2 * h), 1e-7) << i << k;
    }
  }
  EXPECT_LT(norm(sum), 1e-12);
  EXPECT_NEAR(total, e.energy, 1e-12);
  // The virial is the slope of the energy along a strain of cell and atoms.
  constexpr double h = 1e-6;
  double energy[2];
  for (const int k : {0, 1}) {
    const Mat3 strain = Mat3::identity() + Mat3{{Vec3{0, (k == 0 ? h : -h), 0}, Vec3{}, Vec3{}}};
    auto moved = c.positions;
    for (Vec3& r : moved) r = r * strain;
    energy[k] = evaluator->evaluate(Box(c.box.cell() * strain), moved).energy;
  }
  EXPECT_NEAR(e.virial[0][1], -(energy[0] - energy[1]) / (2 * h), 1e-6);
}

// Sixteen molecules at random: pairs, exclusions over three bonds, bonds and angles, against LAMMPS.
TEST(Molecular, AgreesWithLammps) {
  if (!test::have_lammps()) GTEST_SKIP() << "built without LAMMPS";
  Configuration all = two_monomers(1);
  auto t = std::make_shared<Topology>(*all.topology);
  for (std::uint64_t k = 1; k < 16; ++k) {
    const Configuration next = two_monomers(
        k + 1,
        {9.0 * static_cast<double>(k % 3), 9.0 * static_cast<double>(k / 3 % 3), 8.0 * static_cast<double>(k / 9)});
    const auto first = static_cast<std::uint32_t>(all.size());
    for (std::size_t i = 0; i < next.size(); ++i) {
      all.positions.push_back(next.positions[i]);
      all.types.push_back(next.types[i]);
      all.ids.push_back(static_cast<std::int64_t>(all.positions.size()));
      all.molecules.push_back(static_cast<std::int64_t>(k + 1));
    }
    for (BondedPair b : next.topology->bonds) t->bonds.push_back({b.type, b.a + first, b.b + first});
    for (BondedAngle a : next.topology->angles) t->angles.push_back({a.type, a.a + first, a.b + first, a.c + first});
  }
  all.topology = t;
  // A tilted cell in which molecules meet their neighbours' images.
  all.box = Box(Mat3{{Vec3{32, 0, 0}, Vec3{5, 33, 0}, Vec3{-3, 4, 31}}});
  const auto potential = open_potential("martini-ps-a");
  const Evaluation ours = potential->evaluator(all)->evaluate(all.box, all.positions);
  const Evaluation theirs = test::lammps_evaluate(all, *potential);
  double scale = 1;
  for (const Vec3& f : ours.forces) scale = std::max(scale, norm(f));
  EXPECT_NEAR(ours.energy, theirs.energy, 1e-11 * std::abs(theirs.energy) + 1e-9);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_LT(norm(ours.forces[i] - theirs.forces[i]), 1e-10 * scale) << i;
    EXPECT_NEAR(ours.per_atom[i], theirs.per_atom[i], 1e-10 * scale) << i;
  }
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      EXPECT_NEAR(ours.virial[a][b], theirs.virial[a][b], 1e-8 * std::abs(trace(theirs.virial)) + 1e-7) << a << b;
    }
  }
  // One thread or three, the same bits.
  const auto three = potential->evaluator(all, {.threads = 3});
  EXPECT_EQ(three->evaluate(all.box, all.positions).energy, ours.energy);
}

TEST(Molecular, RefusesWhatItCannotCompute) {
  const auto potential = open_potential("martini-ps-a");
  const auto message = [&](const Configuration& c) -> std::string {
    try {
      static_cast<void>(potential->evaluator(c));
    } catch (const Error& e) {
      return e.what();
    }
    return "accepted";
  };
  Configuration c = two_monomers(1);
  EXPECT_EQ(message(c), "accepted");
  Configuration bare = c;
  bare.topology = nullptr;
  EXPECT_NE(message(bare).find("no bonds"), std::string::npos);
  Configuration swapped = c;
  swapped.types[0] = 1;
  EXPECT_NE(message(swapped).find("joins"), std::string::npos);
  Configuration other = c;
  other.species[0].name = "Cu";
  EXPECT_NE(message(other).find("no bead 'Cu'"), std::string::npos);
  Configuration few = c;
  auto t = std::make_shared<Topology>(*c.topology);
  t->bond_types = 1;
  few.topology = t;
  EXPECT_NE(message(few).find("1 bond types"), std::string::npos);
  Configuration small = c;
  small.box = Box::orthorhombic(60, 60, 15);
  EXPECT_NE(message(small).find("15 Å"), std::string::npos);
  EXPECT_THROW(static_cast<void>(potential->evaluator(c, {.active = {0, 1}})), Error);
}

struct BadFile {
  const char* from;
  const char* to;
  const char* message;
};

TEST(Molecular, RefusesFilesThatContradictThemselves) {
  const std::string good = shipped_molecular_model("martini-ps-a");
  for (const BadFile& bad :
       {BadFile{"inner = \"9 Å\"", "inner = \"13 Å\"", "below 'cutoff'"},
        BadFile{"exclusions = 3", "exclusions = 7", "0, 1, 2 or 3"},
        BadFile{"c6 = \"0.045601 kJ/mol*nm^6\"", "c6 = \"0.045601 kJ/mol\"", "wrong dimension"},
        BadFile{"c6 = \"0.045601", "epsilon = \"0.045601", "either"},
        BadFile{"length = ", "lenght = ", "did you mean 'length'"},
        BadFile{"\"4\", \"1+\"]", "\"5\", \"1+\"]", "no bead of the monomer"},
        BadFile{"[\"ring\", \"1\", \"2\"]", "[\"ring\", \"1\", \"4\"]", "other beads"},
        BadFile{"[\"ring\", \"1\", \"2\"]", "[\"rign\", \"1\", \"2\"]", "not defined"},
        BadFile{"angle = \"136 deg\"", "angle = \"236 deg\"", "180 deg"},
        BadFile{"[[pair]]\nbeads = [\"STY\", \"SCY\"]", "[[pair]]\nbeads = [\"STY\", \"STY\"]", "given 2 times"},
        BadFile{"mass = \"26.0375 g/mol\"", "mass = -1", "> 0"}}) {
    std::string text = good;
    const auto at = text.find(bad.from);
    ASSERT_NE(at, std::string::npos) << bad.from;
    text.replace(at, std::string(bad.from).size(), bad.to);
    try {
      static_cast<void>(parse_molecular_model(text, "ps.toml"));
      ADD_FAILURE() << bad.to;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(bad.message), std::string::npos) << bad.to << ": " << e.what();
    }
  }
}

}  // namespace
}  // namespace glasscape
