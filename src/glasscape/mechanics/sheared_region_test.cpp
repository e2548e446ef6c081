#include "glasscape/mechanics/sheared_region.hpp"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/mechanics/local_yield_stress.hpp"
#include "mechanics_fixture.hpp"

namespace glasscape {
namespace {

using namespace testing;

const ShearOrientation tilted{{0.8, 0.6, 0}, {-0.36, 0.48, 0.8}};

// σ_sn of the periodic glass under the same affine strain, from its virial.
double bulk_stress(const ForceField& force_field, Configuration c, const ShearOrientation& o, double strain) {
  const Mat3 d = Mat3::identity() + strain * outer(o.n, o.s);
  c.box = Box(c.box.cell() * d, {}, c.box.periodic());
  for (Vec3& r : c.positions) r = r * d;
  const Evaluation e = force_field.evaluator(c)->evaluate(c.box, c.positions);
  return -dot(o.s, e.virial * o.n) / c.box.volume() * constants::GPa_per_eV_A3;
}

// In a crystal every ball has the stress of the whole, at any affine strain.
TEST(ShearedRegion, HasTheStressOfAHomogeneousSolid) {
  REQUIRE_KIM_MODELS();
  const auto force_field = open_potential(mendelev_2009);
  Configuration crystal;
  const double a = 3.63909;
  crystal.box = Box::orthorhombic(4 * a, 4 * a, 4 * a);
  crystal.species = {{"Cu", 63.546}};
  for (int k = 0; k < 64; ++k) {
    const Vec3 corner{1.0 * (k % 4), 1.0 * (k / 4 % 4), 1.0 * (k / 16)};
    for (const Vec3& site : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}}) {
      crystal.positions.push_back((corner + site) * a);
      crystal.types.push_back(0);
      crystal.ids.push_back(static_cast<std::int64_t>(crystal.size()));
    }
  }
  ShearedRegion region(force_field, crystal, 7, {.radius = 6});
  EXPECT_GT(region.atoms(), 60U);
  for (const double strain : {0.0, 0.03, 0.15}) {
    for (const ShearOrientation& o : {tilted, ShearOrientation{{1, 0, 0}, {0, 1, 0}}}) {
      EXPECT_NEAR(region.affine_stress(o, strain), bulk_stress(*force_field, crystal, o, strain), 2e-4) << strain;
    }
  }
}

// Balls so small that each holds one atom hold every atom once.
TEST(ShearedRegion, HasTheStressOfTheGlassOnAverage) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 100);
  double exact = 0;
  for (std::size_t i = 0; i < glass.size(); ++i) {
    exact += ShearedRegion(force_field, glass, i, {.radius = 0.1}).affine_stress(tilted, 0.02);
  }
  EXPECT_NEAR(exact / 100, bulk_stress(*force_field, glass, tilted, 0.02), 1e-3);
}

// Cu64Zr36 of 500 atoms, quenched by MD.
Configuration quenched_glass(const std::shared_ptr<const ForceField>& force_field) {
  const auto file = std::filesystem::path(GLASSCAPE_SOURCE_DIR) / "src/glasscape/landscape/reference/glass-500.xyz";
  return relax(read_configuration(file), force_field, {.force_tolerance = 1e-6}).configuration;
}

TEST(ShearedRegion, YieldsWhereAScanInTenTimesSmallerStepsDoes) {
  REQUIRE_KIM_MODELS();
  const auto force_field = open_potential(mendelev_2009);
  const Configuration glass = quenched_glass(force_field);
  int yields = 0;
  for (const std::size_t centre : {std::size_t{3}, std::size_t{200}, std::size_t{410}}) {
    RegionYieldOptions options{.radius = 9.0, .strain_step = 4e-3, .refinement = 10};
    ShearedRegion coarse(force_field, glass, centre, options);
    options.strain_step = 4e-4;
    options.refinement = 1;
    ShearedRegion fine(force_field, glass, centre, options);
    for (const ShearOrientation& o : {ShearOrientation{{1, 0, 0}, {0, 1, 0}}, tilted}) {
      const RegionYield a = coarse.yield(o), b = fine.yield(o);
      ASSERT_EQ(a.yielded, b.yielded);
      if (!a.yielded) continue;
      ++yields;
      EXPECT_NEAR(a.stress_start, b.stress_start, 1e-6 * std::abs(b.stress_start) + 1e-6);
      EXPECT_LE(std::abs(a.strain - b.strain), 4.001e-4);
      EXPECT_NEAR(a.stress_yield, b.stress_yield, 0.02 * std::abs(b.stress_yield));
      EXPECT_GT(a.stress_yield, a.stress_start);
    }
  }
  EXPECT_GE(yields, 3);
}

TEST(LocalYieldStress, OrientationsAndTheirAlignment) {
  const ShearOrientation xy{{1, 0, 0}, {0, 1, 0}};
  EXPECT_EQ(shear_orientations("axes").size(), 6U);
  EXPECT_EQ(shear_orientations("planes").size(), 12U);
  EXPECT_EQ(shear_orientations("fine").size(), 24U);
  for (const ShearOrientation& o : shear_orientations("fine")) {
    EXPECT_NEAR(dot(o.s, o.n), 0, 1e-15);
    EXPECT_NEAR(norm(o.s) * norm(o.n), 1, 1e-14);
    EXPECT_NEAR(alignment(o, o), 1, 1e-14);
  }
  for (int k = 0; k < 8; ++k) {
    EXPECT_NEAR(alignment(shear_orientations("fine")[static_cast<std::size_t>(k)], xy), std::cos(M_PI * k / 4), 1e-14);
  }
  EXPECT_NEAR(alignment({{0, 1, 0}, {1, 0, 0}}, xy), 1, 1e-15);
  EXPECT_NEAR(alignment({{-1, 0, 0}, {0, 1, 0}}, xy), -1, 1e-15);
}

TEST(LocalYieldStress, IsNaNWhereNotSampledAndTheSameOnAnyNumberOfThreads) {
  REQUIRE_KIM_MODELS();
  const Configuration glass = quenched_glass(open_potential(mendelev_2009));
  LocalYieldOptions options;
  options.potential = mendelev_2009;
  options.atoms = "3,77,120";
  options.radius = 7.0;
  options.strain_step = 4e-3;
  options.orientations = "axes";
  const auto one = local_yield_stress(glass, options, {.threads = 1});
  const auto two = local_yield_stress(glass, options, {.threads = 2});
  int defined = 0;
  for (std::size_t f = 0; f < 2; ++f) {
    for (std::size_t i = 0; i < glass.size(); ++i) {
      const double v = one[f].at(i);
      if (std::isnan(v)) {
        EXPECT_TRUE(std::isnan(two[f].at(i)));
        continue;
      }
      ++defined;
      EXPECT_EQ(v, two[f].at(i));
      EXPECT_GT(v, 0);
      EXPECT_LE(one[1].at(i), std::isnan(one[0].at(i)) ? v : one[0].at(i));
      EXPECT_TRUE(glass.ids[i] == 3 || glass.ids[i] == 77 || glass.ids[i] == 120);
    }
  }
  EXPECT_GE(defined, 2);
  options.radius = 10;
  EXPECT_THROW(local_yield_stress(glass, options, {}), Error);
  options.radius = 7;
  Configuration rattled = glass;
  rattled.positions[5].x += 0.05;
  EXPECT_THROW(local_yield_stress(rattled, options, {}), Error);
}

}  // namespace
}  // namespace glasscape
