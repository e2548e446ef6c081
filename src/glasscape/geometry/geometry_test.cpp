#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {
namespace {

const Mat3 tilted{{Vec3{9, 0, 0}, Vec3{4.2, 8, 0}, Vec3{-3.1, 2.7, 10}}};

TEST(Box, FractionalAndBack) {
  const Box box(tilted, {1, 2, 3});
  const Vec3 p{4.4, -20.0, 31.7};
  EXPECT_LT(norm(box.cartesian(box.fractional(p)) - p), 1e-13);
  const auto [inside, cells] = box.wrap(p);
  const Vec3 s = box.fractional(inside);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_GE(s[k], 0);
    EXPECT_LT(s[k], 1);
  }
  const Shift shift{static_cast<std::int16_t>(cells[0]), static_cast<std::int16_t>(cells[1]),
                    static_cast<std::int16_t>(cells[2])};
  EXPECT_LT(norm(inside + box.displacement(shift) - p), 1e-13);
  EXPECT_DOUBLE_EQ(box.volume(), 720);
  EXPECT_DOUBLE_EQ(box.heights().z, 10);
}

TEST(Box, RefusesWhatSpansNoVolume) {
  EXPECT_THROW(Box(Mat3::diagonal(0, 1, 1)), Error);
  EXPECT_THROW(Box(Mat3::diagonal(-1, 1, 1)), Error);
  EXPECT_THROW(Box(Mat3::diagonal(1, 1, 0.0 / 0.0)), Error);
}

TEST(Box, RotationMakesTheCellLowerTriangular) {
  const Mat3 general{{Vec3{1, 2, 3}, Vec3{-2, 4, 1}, Vec3{0.5, -1, 5}}};
  const Box box(general);
  const Mat3 turned = general * box.rotation_to_lower_triangular();
  EXPECT_NEAR(turned[0].y, 0, 1e-14);
  EXPECT_NEAR(turned[0].z, 0, 1e-14);
  EXPECT_NEAR(turned[1].z, 0, 1e-14);
  EXPECT_GT(turned[1].y, 0);
  EXPECT_NEAR(determinant(turned), box.volume(), 1e-12);
}

Configuration pair_at(const Vec3& a, const Vec3& b) {
  Configuration c;
  c.box = Box(tilted);
  c.species = {{"Cu", 0}, {"Zr", 0}};
  c.ids = {5, 9};
  c.types = {0, 1};
  c.positions = {a, b};
  return c;
}

TEST(Configuration, ValidateFindsOverlapsAcrossTheBoundary) {
  EXPECT_NO_THROW(validate(pair_at({0, 0, 0}, {1, 1, 1}), "t"));
  EXPECT_THROW(validate(pair_at({0.01, 0.01, 0.01}, Vec3{0.03, 0, 0} + tilted[0] + tilted[2]), "t"), Error);
  EXPECT_THROW(validate(pair_at({0.01, 0, 0}, Vec3{8.97, 0, 0}), "t"), Error);
  EXPECT_THROW(validate(pair_at({0, 0, 0}, {0.0 / 0.0, 0, 0}), "t"), Error);
  auto twice = pair_at({0, 0, 0}, {1, 1, 1});
  twice.ids = {5, 5};
  EXPECT_THROW(validate(twice, "t"), Error);
}

TEST(Configuration, ValidateFindsWhatAllPairsFind) {
  // Few atoms in small, flat, tilted and partly open boxes, against distances over all pairs and images.
  const Mat3 cells[] = {tilted, Mat3::diagonal(5, 5, 5), Mat3::diagonal(0.4, 9, 3), Mat3::diagonal(40, 2, 2)};
  int found = 0, free = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CounterRng rng(seed, 2);
    Configuration c;
    c.box = Box(cells[seed % 4], {-1, 3, 0.5}, {seed % 3 != 0, seed % 5 != 0, true});
    c.species = {{"A", 1}};
    const double overlap = seed % 7 == 0 ? 1.5 : 0.35;
    for (std::size_t i = 0; i < 8; ++i) {
      const double a = 3 * rng.uniform() - 1, b = 3 * rng.uniform() - 1, s = rng.uniform();
      c.positions.push_back(c.box.cartesian({a, b, s}));
      c.types.push_back(0);
      c.ids.push_back(static_cast<std::int64_t>(i));
    }
    double nearest = HUGE_VAL;
    for (std::size_t i = 0; i < c.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        for (int x = -9; x <= 9; ++x) {
          for (int y = -4; y <= 4; ++y) {
            for (int z = -2; z <= 2; ++z) {
              if ((x != 0 && !c.box.periodic()[0]) || (y != 0 && !c.box.periodic()[1])) continue;
              const Shift shift{static_cast<std::int16_t>(x), static_cast<std::int16_t>(y),
                                static_cast<std::int16_t>(z)};
              nearest = std::min(nearest, norm(c.positions[i] - c.positions[j] + c.box.displacement(shift)));
            }
          }
        }
      }
    }
    if (nearest < overlap) {
      EXPECT_THROW(validate(c, "t", overlap), Error) << seed;
      ++found;
    } else {
      EXPECT_NO_THROW(validate(c, "t", overlap)) << seed;
      ++free;
    }
  }
  EXPECT_GT(found, 50);
  EXPECT_GT(free, 50);
}

TEST(Configuration, ElementsAreNamedOnceAndChecked) {
  auto c = pair_at({0, 0, 0}, {1, 1, 1});
  const std::vector<std::string> swapped{"Zr", "Cu"}, one{"Cu"};
  EXPECT_THROW(assign_elements(c, swapped, "t"), Error);
  EXPECT_THROW(assign_elements(c, one, "t"), Error);
  assign_elements(c, {}, "t");
  EXPECT_DOUBLE_EQ(c.species[1].mass, 91.224);
  EXPECT_EQ(c.formula(), "Cu50Zr50");
  c.species = {{}, {}};
  EXPECT_THROW(assign_elements(c, {}, "t"), Error);
}

}  // namespace
}  // namespace glasscape
