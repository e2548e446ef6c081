#include <algorithm>
#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/deformation/compare/compare_pair.hpp"
#include "glasscape/deformation/deformation_fixture.hpp"
#include "glasscape/deformation/reference/ovito_reference.hpp"
#include "glasscape/deformation/strain/local_strain.hpp"
#include "glasscape/deformation/strain/strain_measures.hpp"
#include "glasscape/io/configuration_io.hpp"

namespace glasscape {
namespace {

using namespace test;

template <class Result>
const Field& field(const Result& result, const std::string& name) {
  return *std::find_if(result.fields.begin(), result.fields.end(), [&](const Field& f) { return f.name() == name; });
}

TEST(StrainMeasures, OfSimpleShear) {
  const double gamma = 0.3;
  const Mat3 e = green_lagrange({{Vec3{1, gamma, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}});
  EXPECT_NEAR(e[0].y, gamma / 2, 1e-16);
  EXPECT_NEAR(e[1].y, gamma * gamma / 2, 1e-16);
  EXPECT_NEAR(von_mises_shear(e), std::sqrt(gamma * gamma / 4 + std::pow(gamma, 4) / 12), 1e-15);
  EXPECT_NEAR(effective_strain(e), 2 / std::sqrt(3.0) * von_mises_shear(e), 1e-15);
  // Below the rounding of FᵀF, which is 1 + 1e-18.
  const Mat3 tiny = green_lagrange({{Vec3{1, 1e-9, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}});
  EXPECT_NEAR(von_mises_shear(tiny), 5e-10, 1e-24);
}

TEST(RotationOf, IsTheRotationOfAnyStretchedBody) {
  const Mat3 stretch{{Vec3{1.3, 0.2, -0.1}, Vec3{0.2, 0.8, 0.15}, Vec3{-0.1, 0.15, 1.1}}};
  const Vec3 axis{0.3, -0.5, 0.8};
  for (const double angle : {0.0, 1e-9, 0.01, 1.0, 2.0, 3.0, std::numbers::pi - 1e-7, std::numbers::pi}) {
    const Rotation found = rotation_of(rotation_matrix(axis, angle) * stretch);
    EXPECT_NEAR(found.angle, angle, 1e-14) << angle;
    const Vec3 expected = axis * (angle / norm(axis));
    const double sign = angle == std::numbers::pi && dot(found.vector, axis) < 0 ? -1 : 1;
    EXPECT_LT(norm(sign * found.vector - expected), 1e-13) << angle;
  }
  EXPECT_TRUE(std::isnan(rotation_of(Mat3::diagonal(1, 1, -1)).angle));
  EXPECT_TRUE(std::isnan(rotation_of(Mat3::diagonal(1, NAN, 1)).angle));
}

TEST(LocalStrain, FindsAPlantedGradient) {
  const Configuration before = random_cell(80, 5);
  Configuration after = before;
  map_affinely(after, strong);
  const PairResult result = local_strain(Reference(before), after, {.cutoff = 4.0}, {});
  const Mat3 e = green_lagrange(strong);
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (std::size_t k = 0; k < 9; ++k) {
      EXPECT_NEAR(field(result, "deformation_gradient").at(i, k), strong[k / 3][k % 3], 1e-12);
    }
    EXPECT_NEAR(field(result, "green_lagrange").at(i, 0), e[0].x, 1e-12);
    EXPECT_NEAR(field(result, "green_lagrange").at(i, 3), e[1].z, 1e-12);
    EXPECT_NEAR(field(result, "green_lagrange").at(i, 4), e[0].z, 1e-12);
    EXPECT_NEAR(field(result, "green_lagrange").at(i, 5), e[0].y, 1e-12);
    EXPECT_NEAR(field(result, "shear_strain").at(i), von_mises_shear(e), 1e-12);
    EXPECT_NEAR(field(result, "volumetric_strain").at(i), trace(e) / 3, 1e-12);
    EXPECT_NEAR(field(result, "volume_change").at(i), determinant(strong) - 1, 1e-12);
  }
}

TEST(LocalStrain, OfARigidRotationIsZeroAndHasItsAngle) {
  const Configuration before = random_cell(60, 8);
  Configuration after = before;
  const Vec3 axis{1, 2, -1};
  map_affinely(after, rotation_matrix(axis, 0.7));
  const PairResult result = local_strain(Reference(before), after, {.cutoff = 4.5}, {});
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_NEAR(field(result, "shear_strain").at(i), 0, 1e-12);
    EXPECT_NEAR(field(result, "volumetric_strain").at(i), 0, 1e-12);
    EXPECT_NEAR(field(result, "rotation_angle").at(i), 0.7, 1e-12);
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(field(result, "rotation").at(i, c), 0.7 * axis[c] / norm(axis), 1e-12);
    }
  }
}

TEST(LocalStrain, OfAnIsolatedAtomIsNaN) {
  Configuration c = random_cell(30, 1);
  c.box = Box(Mat3::diagonal(100, 100, 100), {}, {false, false, false});
  c.positions[4] = {90, 90, 90};
  const PairResult result = local_strain(Reference(c), c, {.cutoff = 5}, {});
  for (const Field& f : result.fields) EXPECT_TRUE(std::isnan(f.at(4))) << f.name();
  EXPECT_NEAR(field(result, "shear_strain").at(3), 0, 1e-12);
}

// The pair of reference/make_reference.py.
TEST(LocalStrain, AgreesWithOtherProgramsOnAGlass) {
  const std::filesystem::path path =
      std::filesystem::path(GLASSCAPE_SHARED_DATA) / "glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the shared glass is not on this machine";
  const Configuration before = read_configuration(path, {.elements = {"Cu", "Zr"}});
  const double half = 21.4963, side = 2 * half, wave = 2 * std::numbers::pi / side;
  Configuration after = before;
  after.box = Box(Mat3{{Vec3{1.02 * side, 0, 0}, Vec3{0.3 * side, 0.98 * side, 0}, Vec3{0, -0.1 * side, side}}},
                  {-half, -half, -half});
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Vec3& x = before.positions[i];
    const auto id = static_cast<double>(before.ids[i]);
    const Vec3 u{std::sin(wave * x.y) + 0.35 * std::sin(12.9898 * id),
                 0.5 * std::sin(wave * x.z) + 0.35 * std::sin(78.233 * id),
                 0.7 * std::cos(wave * x.x) + 0.35 * std::sin(37.719 * id)};
    after.positions[i] = after.box.cartesian(before.box.fractional(x)) + u;
  }
  wrap(after);
  std::reverse(after.positions.begin(), after.positions.end());
  std::reverse(after.ids.begin(), after.ids.end());
  std::reverse(after.types.begin(), after.types.end());
  const auto requests = {parse_pair_request("d2min:cutoff=3.8,convention=sum"),
                         parse_pair_request("strain:cutoff=3.8")};
  const Configuration result = compare_pair(before, after, requests, {}, {}).current;
  for (const auto& atom : reference::ovito_strain) {
    const auto i =
        static_cast<std::size_t>(std::find(before.ids.begin(), before.ids.end(), atom.id) - before.ids.begin());
    EXPECT_NEAR(field(result, "d2min").at(i), atom.d2min_sum, 1e-8) << atom.id;
    EXPECT_NEAR(field(result, "d2min").at(i), atom.matscipy_d2min_sum, 1e-8) << atom.id;
    EXPECT_NEAR(field(result, "shear_strain").at(i), atom.shear, 1e-8) << atom.id;
    EXPECT_NEAR(field(result, "volumetric_strain").at(i), atom.volumetric, 1e-8) << atom.id;
    for (std::size_t k = 0; k < 9; ++k) {
      EXPECT_NEAR(field(result, "deformation_gradient").at(i, k), atom.gradient[k], 1e-8) << atom.id;
    }
  }
}

}  // namespace
}  // namespace glasscape
