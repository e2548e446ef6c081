#include "glasscape/polymer/orientation.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/polymer/chain_growth.hpp"
#include "glasscape/polymer/chains.hpp"

namespace glasscape {
namespace {

Configuration chains(std::size_t count) {
  const auto model = parse_molecular_model(shipped_molecular_model("martini-ps-a"), "martini-ps-a");
  return grow_chains(model, count, 10, 0.7, 600, 11, "grow");
}

// Row vectors: r' = r·F.
Configuration mapped(Configuration c, const Mat3& f) {
  c.box = Box(c.box.cell() * f);
  for (Vec3& r : c.positions) r = r * f;
  return c;
}

Mat3 about_z(double degrees) {
  const double a = degrees * std::numbers::pi / 180, c = std::cos(a), s = std::sin(a);
  return {{Vec3{c, s, 0}, Vec3{-s, c, 0}, Vec3{0, 0, 1}}};
}

// P2 of bonds and of triangles' normals in the plainest way: the monomers of this force field by their numbers.
struct Plain {
  double bonds = 0, rings = 0;
};
Plain plain_p2(const Configuration& c, const Vec3& axis) {
  Plain p;
  int bonds = 0, rings = 0;
  const auto p2 = [&](Vec3 v) {
    const double cosine = dot(v, axis) / norm(v);
    return 1.5 * cosine * cosine - 0.5;
  };
  for (std::size_t i = 0; i < c.size(); i += 4) {
    const auto r = [&](std::size_t k) { return c.positions[i + k]; };
    p.bonds += p2(bond_vector(c.box, r(0), r(3)));
    ++bonds;
    if (i % 40 != 36) {
      p.bonds += p2(bond_vector(c.box, r(3), r(4)));
      ++bonds;
    }
    p.rings += p2(cross(bond_vector(c.box, r(0), r(1)), bond_vector(c.box, r(0), r(2))));
    ++rings;
  }
  return {p.bonds / bonds, p.rings / rings};
}

TEST(Orientation, AffineMapsLeaveNothingElse) {
  const Configuration before = chains(20);
  const Mat3 f{{Vec3{1.1, 0.05, 0}, Vec3{0, 0.85, 0.1}, Vec3{0.02, 0, 1.08}}};
  const Configuration after = mapped(before, f);
  for (const char* axis : {"y", "1,1,0"}) {
    const auto r = orientation_analysis(before, after, {.axis = axis}, {});
    EXPECT_EQ(r.bonds.directions, 20U * 19);
    EXPECT_EQ(r.rings.directions, 200U);
    EXPECT_NEAR(r.bonds.p2_after.mean, r.bonds.p2_affine, 1e-12);
    EXPECT_NEAR(r.rings.p2_after.mean, r.rings.p2_affine, 1e-12);
    EXPECT_NEAR(r.d2_inside.mean, 0, 1e-20);
    EXPECT_NEAR(r.d2min_centre.mean, 0, 1e-20);
    EXPECT_NEAR(r.d2min_ring.mean, 0, 1e-20);
    const Vec3 unit = axis[0] == 'y' ? Vec3{0, 1, 0} : Vec3{std::sqrt(0.5), std::sqrt(0.5), 0};
    EXPECT_NEAR(r.bonds.p2_before.mean, plain_p2(before, unit).bonds, 1e-12);
    EXPECT_NEAR(r.bonds.p2_after.mean, plain_p2(after, unit).bonds, 1e-12);
    EXPECT_NEAR(r.rings.p2_before.mean, plain_p2(before, unit).rings, 1e-12);
    EXPECT_NEAR(r.rings.p2_after.mean, plain_p2(after, unit).rings, 1e-12);
    EXPECT_NEAR(r.bonds.p2_change.mean, r.bonds.p2_after.mean - r.bonds.p2_before.mean, 1e-12);
  }
  // Compressed along y: bonds turn away from it, normals towards it.
  const auto r = orientation_analysis(before, mapped(before, Mat3::diagonal(1.1, 0.8, 1.1)), {.axis = "y"}, {});
  EXPECT_LT(r.bonds.p2_change.mean, -4 * r.bonds.p2_change.error);
  EXPECT_GT(r.rings.p2_change.mean, 4 * r.rings.p2_change.error);
}

TEST(Orientation, ARotationOfAllIsFoundAndStretchesNothing) {
  const Configuration before = chains(20);
  for (const double degrees : {1e-4, 30.0, 170.0}) {
    const auto r = orientation_analysis(before, mapped(before, about_z(degrees)), {.axis = "z"}, {});
    EXPECT_NEAR(r.chain_rotation.mean, degrees, 1e-9);
    EXPECT_NEAR(r.chain_rotation.error, 0, 1e-9);
    EXPECT_NEAR(r.extension.mean, 1, 1e-12);
    EXPECT_NEAR(r.stretch_share.mean, 0, 1e-12);
    EXPECT_NEAR(r.bonds.p2_change.mean, 0, 1e-12);
    EXPECT_LE(r.rings.rotation.mean, std::min(degrees, 90.0) + 1e-9);
  }
}

TEST(Orientation, BondsThatOnlyGrowTurnNothing) {
  Configuration before = chains(12), after = before;
  const BondGraph graph(*before.topology, before.size());
  before.positions = whole_molecules(before, graph);
  after.positions = before.positions;
  for (const auto& molecule : molecules_of(graph)) {
    const Vec3 first = after.positions[molecule[0]];
    for (const auto i : molecule) after.positions[i] = first + 1.1 * (after.positions[i] - first);
  }
  const auto r = orientation_analysis(before, after, {}, {});
  EXPECT_NEAR(r.stretch_share.mean, 1, 1e-12);
  EXPECT_NEAR(r.bond_stretch.mean, 0.27, 1e-9);
  EXPECT_NEAR(r.extension.mean, 1.1, 1e-12);
  EXPECT_NEAR(r.chain_rotation.mean, 0, 1e-6);
}

TEST(Orientation, IsotropicChainsAreFlatWithinTheirErrors) {
  const Configuration c = chains(200);
  const auto r = orientation_analysis(c, c, {.axis = "x", .bins = 10}, {});
  EXPECT_LT(std::abs(r.bonds.p2_before.mean), 4 * r.bonds.p2_before.error);
  EXPECT_LT(std::abs(r.rings.p2_before.mean), 4 * r.rings.p2_before.error);
  double sum = 0, pull = 0;
  for (const MeanError& m : r.bonds.before) {
    sum += m.mean / 10;
    pull += std::pow((m.mean - 1) / m.error, 2) / 10;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  // χ² of ten bins over ten: far from 0 and from 4 if the errors are right.
  EXPECT_GT(pull, 0.1);
  EXPECT_LT(pull, 3);
  for (const MeanError& m : r.bonds.change) EXPECT_EQ(m.mean, 0);
}

TEST(Orientation, WrappedAtomsAndTranslationsChangeNothing) {
  const Configuration before = chains(15);
  Configuration after = mapped(before, Mat3::diagonal(1.05, 0.9, 1.05));
  CounterRng rng(1, 1);
  for (Vec3& v : after.positions) v += Vec3{rng.normal(), rng.normal(), rng.normal()} * 0.3;
  const auto plain = orientation_analysis(before, after, {}, {});
  EXPECT_GT(plain.d2_inside.mean, 0.1);
  EXPECT_GT(plain.d2min_ring.mean, 0.01);
  for (Vec3& v : after.positions) v = after.box.wrap(v + Vec3{3, 7, 1}).position;
  const auto wrapped = orientation_analysis(before, after, {}, {});
  EXPECT_NEAR(wrapped.bonds.p2_after.mean, plain.bonds.p2_after.mean, 1e-12);
  EXPECT_NEAR(wrapped.chain_rotation.mean, plain.chain_rotation.mean, 1e-9);
  EXPECT_NEAR(wrapped.d2min_centre.mean, plain.d2min_centre.mean, 1e-9);
  EXPECT_NEAR(wrapped.d2min_ring.mean, plain.d2min_ring.mean, 1e-9);
  EXPECT_NEAR(wrapped.d2_inside.mean, plain.d2_inside.mean, 1e-9);
}

TEST(Orientation, RefusesWhatCannotBeCompared) {
  const Configuration c = chains(12);
  Configuration bare = c, other = c, open = c;
  bare.topology = nullptr;
  other.ids[3] = 100000;
  open.box = Box(c.box.cell(), {}, {true, true, false});
  EXPECT_THROW(orientation_analysis(bare, c, {}, {}), Error);
  EXPECT_THROW(orientation_analysis(c, other, {}, {}), Error);
  EXPECT_THROW(orientation_analysis(c, open, {}, {}), Error);
  EXPECT_THROW(orientation_analysis(c, c, {.axis = "up"}, {}), Error);
  EXPECT_NO_THROW(orientation_analysis(c, bare, {}, {}));
}

}  // namespace
}  // namespace glasscape
