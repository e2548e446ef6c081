// [test]
#include "nearest_distance.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

// One atom at the corner and three on the faces of a cube of edge a.
Configuration fcc(double a) {
  Configuration c;
  c.box = Box::orthorhombic(a, a, a);
  c.species = {{"Cu", 63.546}};
  c.positions = {{0, 0, 0}, {0, a / 2, a / 2}, {a / 2, 0, a / 2}, {a / 2, a / 2, 0}};
  c.types = {0, 0, 0, 0};
  c.ids = {1, 2, 3, 4};
  return c;
}

TEST(NearestDistance, OfFccIsTheEdgeOverRootTwo) {
  const auto fields = nearest_distance_descriptor().compute(fcc(3.615), {}, {});
  for (const double d : fields.at(0).values()) EXPECT_NEAR(d, 3.615 / std::sqrt(2.0), 1e-12);
}

TEST(NearestDistance, IsNaNBeyondTheCutoff) {
  const auto fields = nearest_distance_descriptor().compute(fcc(3.615), {{"cutoff", 2.5}}, {});
  for (const double d : fields.at(0).values()) EXPECT_TRUE(std::isnan(d));
}

TEST(NearestDistance, RefusesACutoffOfZero) {
  EXPECT_THROW(nearest_distance_descriptor().compute(fcc(3.615), {{"cutoff", 0.0}}, {}), Error);
}

}  // namespace
}  // namespace glasscape
// [end]
