#include "glasscape/deformation/displacement/displacement.hpp"

#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/deformation/deformation_fixture.hpp"
#include "glasscape/deformation/displacement/affine_map.hpp"

namespace glasscape {
namespace {

using namespace test;

TEST(Displacement, OfAnAffineMapIsAllAffine) {
  const Configuration before = random_cell(50, 4);
  Configuration after = before;
  map_affinely(after, strong);
  for (Vec3& r : after.positions) r += Vec3{3, -20, 7};
  for (const char* affine : {"auto", "cell", "fit"}) {
    const PairResult result = displacement(Reference(before), after, {.affine = affine}, {});
    EXPECT_EQ(result.fields.at(0).name(), "nonaffine_length");
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_LT(result.fields.at(0).at(i), 1e-12) << affine;
    const AffineMap map = macroscopic_map(before, after, affine);
    for (std::size_t a = 0; a < 3; ++a) EXPECT_LT(norm(map.f[a] - strong[a]), 1e-13) << affine;
  }
}

TEST(Displacement, OfOneAtomLeavesTheMeanOut) {
  const Configuration before = random_cell(50, 4);
  Configuration after = before;
  after.positions[7] += Vec3{1, 0, 0};
  for (Vec3& r : after.positions) r += Vec3{0, 0, 40};
  const PairResult result = displacement(Reference(before), after, {}, {});
  EXPECT_NEAR(result.fields.at(3).at(7, 0), 1 - 1.0 / 50, 1e-12);
  EXPECT_NEAR(result.fields.at(3).at(8, 0), -1.0 / 50, 1e-12);
  EXPECT_NEAR(result.fields.at(1).at(7, 0), 1 - 1.0 / 50, 1e-12);
  EXPECT_NEAR(result.fields.at(2).at(7), 1 - 1.0 / 50, 1e-12);
}

TEST(Displacement, OfAnOpenClusterIsFitted) {
  Configuration before = random_cell(50, 4);
  before.box = Box(before.box.cell(), before.box.origin(), {true, true, false});
  Configuration after = before;
  map_affinely(after, strong);
  after.box = before.box;  // an open direction says nothing about strain
  EXPECT_LT(displacement(Reference(before), after, {}, {}).fields.at(0).at(3), 1e-12);
  Configuration flat = before;
  for (Vec3& r : flat.positions) r.z = 0;
  EXPECT_THROW(displacement(Reference(flat), flat, {}, {}), Error);
}

}  // namespace
}  // namespace glasscape
