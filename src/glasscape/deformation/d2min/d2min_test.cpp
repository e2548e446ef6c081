#include "glasscape/deformation/d2min/d2min.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/deformation/deformation_fixture.hpp"

namespace glasscape {
namespace {

using namespace test;

// The definition, by least squares (QR) over all images within the cutoff, found by brute force.
double naive(const Configuration& before, const Configuration& after, std::size_t i, double cutoff, bool mean) {
  std::vector<Vec3> from, to;
  for (std::size_t j = 0; j < before.size(); ++j) {
    for (int a = -2; a <= 2; ++a) {
      for (int b = -2; b <= 2; ++b) {
        for (int c = -2; c <= 2; ++c) {
          if (j == i && a == 0 && b == 0 && c == 0) continue;
          const Shift s{static_cast<std::int16_t>(a), static_cast<std::int16_t>(b), static_cast<std::int16_t>(c)};
          const Vec3 r = before.positions[j] - before.positions[i] + before.box.displacement(s);
          if (norm(r) >= cutoff) continue;
          from.push_back(r);
          to.push_back(after.positions[j] - after.positions[i] + after.box.displacement(s));
        }
      }
    }
  }
  const auto n = static_cast<Eigen::Index>(from.size());
  Eigen::MatrixXd x(n, 3), y(n, 3);
  for (Eigen::Index k = 0; k < n; ++k) {
    for (Eigen::Index c = 0; c < 3; ++c) {
      x(k, c) = from[static_cast<std::size_t>(k)][static_cast<std::size_t>(c)];
      y(k, c) = to[static_cast<std::size_t>(k)][static_cast<std::size_t>(c)];
    }
  }
  const Eigen::MatrixXd f = x.colPivHouseholderQr().solve(y);
  return (y - x * f).squaredNorm() / (mean ? static_cast<double>(n) : 1.0);
}

TEST(D2min, IsTheResidualOfALeastSquaresFit) {
  const Configuration before = random_cell(60, 3);
  Configuration after = before;
  rattle(after, 0.3, 4);
  map_affinely(after, strong);
  for (const char* convention : {"mean", "sum"}) {
    const auto motion = d2min(before.view(), after.view(), {.cutoff = 4.5, .convention = convention});
    for (std::size_t i = 0; i < before.size(); i += 7) {
      EXPECT_NEAR(motion.d2min[i], naive(before, after, i, 4.5, std::string(convention) == "mean"), 1e-10) << i;
    }
  }
}

TEST(D2min, IsZeroForAnyAffineMapAndFindsIt) {
  const Configuration before = random_cell(80, 5);
  Configuration after = before;
  map_affinely(after, strong);
  for (Vec3& r : after.positions) r += Vec3{3, -20, 7};
  const auto motion = d2min(before.view(), after.view(), {.cutoff = 4.0});
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_LT(motion.d2min[i], 1e-25);
    for (std::size_t a = 0; a < 3; ++a) EXPECT_LT(norm(motion.deformation_gradient[i][a] - strong[a]), 1e-11);
  }
}

TEST(D2min, DoesNotChangeUnderRotationAndRelabelling) {
  const Configuration before = random_cell(50, 6);
  Configuration after = before;
  rattle(after, 0.2, 8);
  const auto plain = d2min(before.view(), after.view(), {.cutoff = 4.2});
  Configuration turned = after;
  const double c = std::cos(0.7), s = std::sin(0.7);
  map_affinely(turned, {{Vec3{c, -s, 0}, Vec3{s, c, 0}, Vec3{0, 0, 1}}});
  const auto rotated = d2min(before.view(), turned.view(), {.cutoff = 4.2});
  Configuration a = before, b = after;
  std::reverse(a.positions.begin(), a.positions.end());
  std::reverse(b.positions.begin(), b.positions.end());
  const auto reversed = d2min(a.view(), b.view(), {.cutoff = 4.2});
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_NEAR(rotated.d2min[i], plain.d2min[i], 1e-12);
    EXPECT_NEAR(reversed.d2min[before.size() - 1 - i], plain.d2min[i], 1e-12);
  }
}

// One atom displaced by u against neighbours on a lattice, whose fit is F = I by symmetry: D² = |u|² + 0.
TEST(D2min, OfOneDisplacedAtomInASimpleCubicLattice) {
  Configuration before;
  before.box = Box::orthorhombic(15, 15, 15);
  before.species = {{"Cu", 1}};
  for (int i = 0; i < 125; ++i) {
    before.positions.push_back({3.0 * (i % 5), 3.0 * (i / 5 % 5), 3.0 * (i / 25)});
    before.types.push_back(0);
    before.ids.push_back(i);
  }
  Configuration after = before;
  const Vec3 u{0.3, -0.1, 0.2};
  after.positions[62] += u;
  const auto motion = d2min(before.view(), after.view(), {.cutoff = 3.1});
  EXPECT_NEAR(motion.d2min[62], norm2(u), 1e-12);
  // A neighbour has one bond of six that moved; the fit takes half of it up: D² = |u|²/2/6.
  EXPECT_NEAR(motion.d2min[61], norm2(u) / 12, 1e-12);
}

TEST(D2min, IsNaNWhereNeighboursDoNotSpanSpace) {
  Configuration c;
  c.box = Box(Mat3::diagonal(30, 30, 30), {}, {false, false, false});
  c.species = {{"Cu", 1}};
  c.positions = {{1, 1, 1}, {2, 1, 1}, {1, 2, 1}, {2, 2, 1}, {20, 20, 20}};
  c.types.assign(5, 0);
  c.ids = {1, 2, 3, 4, 5};
  const auto motion = d2min(c.view(), c.view(), {.cutoff = 3});
  for (const double d : motion.d2min) EXPECT_TRUE(std::isnan(d));
  EXPECT_TRUE(std::isnan(motion.deformation_gradient[0][1].y));
}

TEST(D2min, RefusesOtherNumbersOfAtoms) {
  EXPECT_THROW(d2min(random_cell(5, 1).view(), random_cell(6, 1).view(), {}), Error);
}

}  // namespace
}  // namespace glasscape
