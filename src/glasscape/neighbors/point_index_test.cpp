#include "glasscape/neighbors/point_index.hpp"

#include <gtest/gtest.h>
#include <map>
#include <tuple>

#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

Configuration random_points(const Box& box, std::size_t n) {
  Configuration c;
  c.box = box;
  c.species = {{"Cu", 63.546}};
  CounterRng rng(3, 1);
  for (std::size_t i = 0; i < n; ++i) {
    // In and out of the cell: positions may be unwrapped.
    c.positions.push_back(box.cartesian({4 * rng.uniform() - 2, 3 * rng.uniform() - 1, rng.uniform()}));
    c.types.push_back(0);
    c.ids.push_back(static_cast<std::int64_t>(i + 1));
  }
  return c;
}

// All copies of all atoms within 4 cells, tested one by one.
std::map<std::tuple<std::uint32_t, int, int, int>, double> by_hand(const Configuration& c, const Vec3& point,
                                                                   double radius) {
  std::map<std::tuple<std::uint32_t, int, int, int>, double> result;
  const int far = 6;
  const auto span = [&](int a) { return c.box.periodic()[static_cast<std::size_t>(a)] ? far : 0; };
  for (std::uint32_t i = 0; i < c.size(); ++i) {
    for (int x = -span(0); x <= span(0); ++x) {
      for (int y = -span(1); y <= span(1); ++y) {
        for (int z = -span(2); z <= span(2); ++z) {
          const double d = norm(c.positions[i] + Vec3(Vec3{1.0 * x, 1.0 * y, 1.0 * z} * c.box.cell()) - point);
          if (d <= radius) result[{i, x, y, z}] = d;
        }
      }
    }
  }
  return result;
}

void expect_same(const Configuration& c, double width, const Vec3& point, double radius) {
  const auto expected = by_hand(c, point, radius);
  std::size_t found = 0;
  PointIndex(c.view(), width).around(point, radius, [&](std::uint32_t i, const Vec3& r, const auto& m) {
    ++found;
    const auto at = expected.find({i, m[0], m[1], m[2]});
    ASSERT_NE(at, expected.end());
    EXPECT_NEAR(norm(r - point), at->second, 1e-12);
  });
  EXPECT_EQ(found, expected.size());
  EXPECT_GT(found, 0U);
}

TEST(PointIndex, FindsWhatADirectSearchFinds) {
  const Configuration c = random_points(Box(Mat3{{Vec3{11, 0, 0}, Vec3{3, 9, 0}, Vec3{-2, 1, 12}}}, {1, -2, 3}), 300);
  expect_same(c, 2.5, {0.3, 4, 5}, 3.0);
  expect_same(c, 2.5, {-30, 11, 9}, 3.5);  // a point outside the cell
}

TEST(PointIndex, VisitsEveryImageOfASmallCell) {
  expect_same(random_points(Box::orthorhombic(4, 5, 6), 20), 5.0, {1, 1, 1}, 13.0);
}

TEST(PointIndex, HasNoImagesWhereTheBoxIsNotPeriodic) {
  const Configuration c = random_points(Box(Mat3::diagonal(8, 9, 10), {}, {false, true, false}), 200);
  expect_same(c, 2.0, {2, 3, 4}, 4.0);
  expect_same(c, 2.0, {14, 3, 4}, 4.0);  // atoms beyond the cell are found too
}

}  // namespace
}  // namespace glasscape
