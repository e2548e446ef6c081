#include "glasscape/structure/bond_angles/angle_distribution.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/structure_fixture.hpp"

namespace glasscape {
namespace {

TEST(AngleDistribution, OfB2) {
  // Eight unlike neighbours along ⟨111⟩: 12 pairs at 70.53°, 12 at 109.47° and 4 at 180°.
  const Configuration c = test::crystal(3, test::b2, 3, 0, {0, 1});
  AngleDistribution angles({.angle_cutoff = 2.8}, 2);
  angles.add(c.view(), {.threads = 2});
  for (const auto& [a, centre] : {std::pair{0UL, 1UL}, {1UL, 0UL}}) {
    EXPECT_EQ(angles.count(a, centre, a, 70), 27U * 12);
    EXPECT_EQ(angles.count(a, centre, a, 109), 27U * 12);
    EXPECT_EQ(angles.count(a, centre, a, 179), 27U * 4);
    EXPECT_NEAR(angles.density(a, centre, a)[70], 12.0 / 28, 1e-12);
  }
  EXPECT_TRUE(std::isnan(angles.density(0, 0, 0)[70]));
  EXPECT_TRUE(std::isnan(angles.density(0, 0, 1)[70]));
  EXPECT_NEAR(angles.total()[109], 12.0 / 28, 1e-12);
}

TEST(AngleDistribution, AgreesWithTheDefinition) {
  const Configuration c = test::random_atoms(16, 6, 4);
  const AngleDistributionOptions options{.angle_cutoff = 4.1, .angle_bin = 7};
  AngleDistribution angles(options, 2);
  angles.add(c.view(), {.threads = 2});
  angles.add(c.view(), {.threads = 1});
  EXPECT_EQ(angles.bins(), 26U);
  std::map<std::tuple<int, int, int, std::size_t>, std::uint64_t> expected;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const auto near = test::naive_neighbors(c, i, options.angle_cutoff);
    for (std::size_t j = 0; j < near.size(); ++j) {
      for (std::size_t k = j + 1; k < near.size(); ++k) {
        const Vec3 &a = near[j].bond, &b = near[k].bond;
        // The angle without an arccosine.
        const double angle = std::atan2(norm(cross(a, b)), dot(a, b)) * 180 / std::numbers::pi;
        const int s = c.types[near[j].index], t = c.types[near[k].index];
        expected[{std::min(s, t), c.types[i], std::max(s, t), static_cast<std::size_t>(angle / angles.width())}] += 2;
      }
    }
  }
  for (std::size_t centre = 0; centre < 2; ++centre) {
    for (const auto& [a, b] : {std::pair{0UL, 0UL}, {0UL, 1UL}, {1UL, 1UL}}) {
      double sum = 0;
      for (std::size_t k = 0; k < angles.bins(); ++k) {
        const auto n = expected[{static_cast<int>(a), static_cast<int>(centre), static_cast<int>(b), k}];
        EXPECT_EQ(angles.count(a, centre, b, k), n);
        EXPECT_EQ(angles.count(b, centre, a, k), n);
        sum += angles.density(a, centre, b)[k] * angles.width();
      }
      EXPECT_NEAR(sum, 1, 1e-12);
    }
  }
}

TEST(AngleDistribution, RefusesNoBinsAndOtherSpecies) {
  EXPECT_THROW(AngleDistribution({.angle_bin = 0}, 1), Error);
  EXPECT_THROW(AngleDistribution({.angle_bin = 1e-9}, 1), Error);
  AngleDistribution angles({}, 1);
  EXPECT_THROW(angles.add(test::random_atoms(5, 6, 1).view()), Error);
}

}  // namespace
}  // namespace glasscape
