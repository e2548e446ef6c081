#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/mechanics/deform.hpp"
#include "mechanics_fixture.hpp"

namespace glasscape {
namespace {

using namespace testing;

TEST(SmallTilt, IsTheSameCrystalInACellThatLammpsReads) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 120);
  Configuration strained = glass;
  for (const Mat3& d : {Mat3{{Vec3{1, 0, 0}, Vec3{1.7, 1, 0}, Vec3{-0.8, 2.3, 1}}},
                        Mat3{{Vec3{1, 0.9, 0}, Vec3{0, 1, -0.7}, Vec3{0.6, 0, 1}}}}) {
    strained.box = Box(glass.box.cell() * d);
    strained.positions = glass.positions;
    for (Vec3& r : strained.positions) r = r * d;
    const Configuration small = with_small_tilt(strained);
    const Mat3& h = small.box.cell();
    EXPECT_TRUE(small.box.lower_triangular());
    EXPECT_LE(std::abs(h[1].x), 0.5 * h[0].x * (1 + 1e-12));
    EXPECT_LE(std::abs(h[2].x), 0.5 * h[0].x * (1 + 1e-12));
    EXPECT_LE(std::abs(h[2].y), 0.5 * h[1].y * (1 + 1e-12));
    EXPECT_NEAR(small.box.volume(), strained.box.volume(), 1e-9);
    const auto energy = [&](const Configuration& c) {
      return force_field->evaluator(c)->evaluate(c.box, c.positions).energy;
    };
    EXPECT_NEAR(energy(small), energy(strained), 1e-8 * std::abs(energy(strained)));
  }
}

}  // namespace
}  // namespace glasscape
