#include "glasscape/mechanics/elastic_constants.hpp"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>

#include "glasscape/core/unit.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "mechanics_fixture.hpp"

namespace glasscape {
namespace {

using namespace testing;

Configuration fcc(int n, double a, const char* element) {
  Configuration c;
  c.box = Box::orthorhombic(n * a, n * a, n * a);
  c.species = {{element, 1}};
  for (int k = 0; k < n * n * n; ++k) {
    const Vec3 corner{1.0 * (k % n), 1.0 * (k / n % n), 1.0 * (k / n / n)};
    for (const Vec3& site : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}}) {
      c.positions.push_back((corner + site) * a);
      c.types.push_back(0);
      c.ids.push_back(static_cast<std::int64_t>(c.size()));
    }
  }
  return c;
}

// Second derivatives of the energy per volume of a crystal without inner freedom: at zero pressure they are both the
// Born and the relaxed constants.
TEST(ElasticConstants, OfAnFccCrystalAreCurvaturesOfTheEnergy) {
  const auto force_field = open_potential("ka-lj-smooth");
  Configuration crystal = fcc(4, 1.56, "A");
  crystal = relax(crystal, force_field, {.box = "free", .force_tolerance = 1e-9}).configuration;
  const ElasticConstants c = elastic_constants(force_field, crystal, {});
  const auto energy = [&](const Mat3& d) {
    Configuration moved = crystal;
    moved.box = Box(crystal.box.cell() * d);
    for (Vec3& r : moved.positions) r = r * d;
    return force_field->evaluator(moved)->evaluate(moved.box, moved.positions).energy;
  };
  const double e = 1e-3, scale = constants::GPa_per_eV_A3 / crystal.box.volume() / (e * e);
  const double rest = energy(Mat3::identity());
  const auto curvature = [&](const Mat3& strain) {
    return (energy(Mat3::identity() + strain) + energy(Mat3::identity() - strain) - 2 * rest) * scale;
  };
  const double c11 = curvature(Mat3::diagonal(e, 0, 0)),
               c44 = curvature({{Vec3{}, Vec3{0, 0, e / 2}, Vec3{0, e / 2, 0}}});
  const double both = curvature(Mat3::diagonal(e, e, 0));  // 2 C11 + 2 C12
  const double c12 = both / 2 - c11;
  for (const Mat6* m : {&c.born, &c.relaxed}) {
    const IsotropicModuli mean = isotropic(*m);
    EXPECT_NEAR(mean.c11, c11, 1e-4 * c11);
    EXPECT_NEAR(mean.c12, c12, 2e-4 * c12);
    EXPECT_NEAR(mean.c44, c44, 1e-4 * c44);
    EXPECT_NEAR((*m)[0][3], 0, 1e-3);
    EXPECT_NEAR((*m)[2][2], (*m)[0][0], 1e-3);
  }
}

// LAMMPS, same potential, P = 0, strain 5e-4 (one sample, one-sided differences): relaxed 167.5, 113.0, 26.6; affine
// 204.8, 114.1, 45.3 GPa. Central differences differ from one-sided ones by up to a percent at that strain.
TEST(ElasticConstants, OfAMetallicGlassAgreeWithLammps) {
  REQUIRE_KIM_MODELS();
  const auto file = std::filesystem::path(GLASSCAPE_SHARED_DATA) / "glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the shared data set is not on this machine";
  const auto force_field = open_potential(mendelev_2009);
  const Configuration glass =
      relax(read_configuration(file, {.elements = {"Cu", "Zr"}}), force_field, {.box = "free"}).configuration;
  const ElasticConstants c = elastic_constants(force_field, glass, {.threads = 2});
  EXPECT_TRUE(c.converged);
  EXPECT_LT(c.asymmetry, 0.3);
  const IsotropicModuli relaxed = isotropic(c.relaxed), born = isotropic(c.born);
  EXPECT_NEAR(relaxed.c11, 167.5, 1.7);
  EXPECT_NEAR(relaxed.c12, 113.0, 1.2);
  EXPECT_NEAR(relaxed.c44, 26.6, 0.6);
  EXPECT_NEAR(born.c11, 204.8, 1.0);
  EXPECT_NEAR(born.c12, 114.1, 0.6);
  EXPECT_NEAR(born.c44, 45.3, 0.3);
  EXPECT_NEAR(relaxed.bulk, 131, 1.3);
  EXPECT_NEAR(relaxed.poisson, 0.40, 0.01);
}

TEST(YoungsModuli, FollowFromTheConstants) {
  // An isotropic solid: E = 9BG/(3B + G) in every direction.
  const double bulk = 130, shear = 27;
  Mat6 c{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) c[i][j] = bulk - 2 * shear / 3;
    c[i][i] = bulk + 4 * shear / 3;
    c[i + 3][i + 3] = shear;
  }
  for (const double e : youngs_moduli(c)) EXPECT_NEAR(e, 9 * bulk * shear / (3 * bulk + shear), 1e-10);
  // A tetragonal one, from the compliances: E_z = C33 − 2 C13²/(C11 + C12).
  c[2][2] = 100;
  c[0][2] = c[2][0] = c[1][2] = c[2][1] = 60;
  EXPECT_NEAR(youngs_moduli(c)[2], 100 - 2 * 60.0 * 60.0 / (c[0][0] + c[0][1]), 1e-10);
  EXPECT_NEAR(youngs_moduli(c)[0], youngs_moduli(c)[1], 1e-10);
  EXPECT_TRUE(std::isnan(youngs_moduli({})[0]));
}

TEST(ElasticConstants, RelaxationOnlySoftens) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 150);
  const ElasticConstants c = elastic_constants(force_field, glass, {});
  for (std::size_t i = 0; i < 6; ++i) EXPECT_LT(c.relaxed[i][i], c.born[i][i]);
  EXPECT_LT(c.asymmetry, 0.01 * c.relaxed[0][0]);
}

}  // namespace
}  // namespace glasscape
