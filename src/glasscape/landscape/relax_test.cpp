// Relaxed crystals against static targets computed with LAMMPS (29 Sep 2021), and invariances.
#include "glasscape/landscape/relax.hpp"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>

#include "glasscape/core/rng.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/cell_surface.hpp"
#include "glasscape/landscape/system_surface.hpp"
#include "test_crystals.hpp"

namespace glasscape {
namespace {

using namespace testing;

void rattle(Configuration& configuration, double amplitude, std::uint64_t seed) {
  CounterRng rng(seed, 7);
  for (Vec3& r : configuration.positions) r += amplitude * rng.unit_vector();
}

TEST(Relax, FccCopperLatticeConstantAndEnergy) {
  REQUIRE_KIM_MODELS();
  Configuration crystal = fcc_copper(3, 3.70);
  rattle(crystal, 0.05, 1);
  const auto result = relax(crystal, open_potential(mendelev_2009), {.box = "free", .force_tolerance = 1e-8});
  ASSERT_EQ(result.status, MinimiseStatus::converged);
  EXPECT_NEAR(result.energy / static_cast<double>(crystal.size()), -3.283116, 1e-6);
  for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(result.configuration.box.cell()[a][a] / 3, 3.63909, 1e-5);
  EXPECT_LT(result.max_force, 1e-8);
  EXPECT_NEAR(trace(result.stress), 0, 1e-5);
}

TEST(Relax, HcpZirconiumInATriclinicCellAndASkewedStart) {
  REQUIRE_KIM_MODELS();
  for (const char* potential : {mendelev_2009, mendelev_2019}) {
    Configuration crystal = hcp_zirconium(4, 4, 3, 3.25, 5.15);
    const Mat3 skew{{Vec3{1.01, 0, 0}, Vec3{0.02, 0.99, 0}, Vec3{-0.01, 0.015, 1}}};
    for (Vec3& r : crystal.positions) r = r * skew;
    crystal.box = Box(crystal.box.cell() * skew);
    const auto result = relax(crystal, open_potential(potential), {.box = "free", .force_tolerance = 1e-8});
    ASSERT_EQ(result.status, MinimiseStatus::converged);
    EXPECT_NEAR(result.energy / static_cast<double>(crystal.size()), -6.469266, 1e-6);
    const Mat3& h = result.configuration.box.cell();
    EXPECT_NEAR(norm(h[0]) / 4, 3.22030, 1e-5);
    EXPECT_NEAR(norm(h[1]) / 4, 3.22030, 1e-5);
    EXPECT_NEAR(norm(h[2]) / 3, 5.21521, 2e-5);
    EXPECT_NEAR(dot(h[0], h[1]) / norm(h[0]) / norm(h[1]), -0.5, 1e-5);
    EXPECT_NEAR(dot(h[0], h[2]), 0, 1e-3);
  }
}

TEST(Relax, B2CopperZirconium) {
  REQUIRE_KIM_MODELS();
  const std::vector<std::tuple<const char*, double, double>> targets{{mendelev_2009, 3.22857, -5.026226},
                                                                     {mendelev_2019, 3.22512, -5.010242}};
  for (const auto& [potential, a, energy] : targets) {
    // The perfect crystal stays cubic by symmetry although it is elastically unstable.
    const auto result =
        relax(b2_copper_zirconium(4, 3.24), open_potential(potential), {.box = "free", .force_tolerance = 1e-8});
    ASSERT_EQ(result.status, MinimiseStatus::converged);
    EXPECT_NEAR(result.energy / 128, energy, 1e-6);
    EXPECT_NEAR(result.configuration.box.cell()[0].x / 4, a, 1e-5);
  }
}

TEST(Relax, ReachesThePressureAskedFor) {
  REQUIRE_KIM_MODELS();
  const auto result = relax(fcc_copper(3, 3.64), open_potential(mendelev_2009),
                            {.box = "free", .force_tolerance = 1e-8, .pressure = 5});
  ASSERT_EQ(result.status, MinimiseStatus::converged);
  for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(result.stress[a][a], -5, 1e-5);
  EXPECT_LT(result.configuration.box.cell()[0].x, 3 * 3.63909);
}

TEST(Relax, FixedBoxKeepsTheBoxAndReportsItsStress) {
  REQUIRE_KIM_MODELS();
  Configuration crystal = fcc_copper(3, 3.60);
  rattle(crystal, 0.1, 2);
  const auto result = relax(crystal, open_potential(mendelev_2009), {.force_tolerance = 1e-8});
  ASSERT_EQ(result.status, MinimiseStatus::converged);
  EXPECT_EQ(result.configuration.box.cell(), crystal.box.cell());
  EXPECT_LT(trace(result.stress), -1);
  EXPECT_LT(result.energy, result.initial_energy);
}

TEST(Relax, GlassOfAnotherGroupReachesWhatLammpsFinds) {
  REQUIRE_KIM_MODELS();
  const std::filesystem::path file =
      std::filesystem::path(GLASSCAPE_SHARED_DATA) / "glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not on this machine";
  const Configuration glass = read_configuration(file, {.elements = {"Cu", "Zr"}});
  // eV/atom and Å³/atom at zero pressure; LAMMPS stops at a larger force, hence the last digits.
  const std::vector<std::tuple<const char*, double, double>> targets{{mendelev_2009, -4.46632, 15.782},
                                                                     {mendelev_2019, -4.52927, 15.953}};
  for (const auto& [potential, energy, volume] : targets) {
    const auto result = relax(glass, open_potential(potential), {.box = "free"});
    ASSERT_EQ(result.status, MinimiseStatus::converged);
    EXPECT_NEAR(result.energy / 5000, energy, 5e-5);
    EXPECT_NEAR(result.configuration.box.volume() / 5000, volume, 2e-3);
    EXPECT_LE(result.max_force, 1e-6);
  }
}

TEST(CellSurface, ForcesAreTheGradientOfTheEnthalpy) {
  REQUIRE_KIM_MODELS();
  Configuration crystal = hcp_zirconium(3, 3, 2, 3.25, 5.15);
  rattle(crystal, 0.1, 3);
  const auto potential = open_potential(mendelev_2009);
  CellSurface surface(*potential, crystal, CellFreedom::all, 0.02);
  std::vector<double> x = surface.initial(), f(x.size()), unused(x.size());
  CounterRng rng(4, 4);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += 0.05 * rng.normal();
  surface.energy_and_forces(x, f);
  for (std::size_t i : {std::size_t{0}, std::size_t{4}, std::size_t{50}, x.size() - 6, x.size() - 5, x.size() - 4,
                        x.size() - 3, x.size() - 2, x.size() - 1}) {
    const double d = 1e-4, keep = x[i];
    x[i] = keep + d;
    const double up = surface.energy_and_forces(x, unused);
    x[i] = keep - d;
    const double down = surface.energy_and_forces(x, unused);
    x[i] = keep;
    EXPECT_NEAR(f[i], -(up - down) / (2 * d), 2e-6 * std::max(1.0, std::abs(f[i]))) << i;
  }
}

TEST(SystemSurface, ActiveAtomsGiveTheSameForcesAndEnergyDifferences) {
  REQUIRE_KIM_MODELS();
  Configuration crystal = b2_copper_zirconium(6, 3.23);
  rattle(crystal, 0.1, 5);
  const auto potential = open_potential(mendelev_2009);
  const std::vector<std::uint32_t> active{0, 3, 10, 11, 100, 431};
  SystemSurface whole(potential, crystal), part(potential, crystal, active);
  std::vector<double> xw = whole.initial(), xp = part.initial(), fw(xw.size()), fp(xp.size());
  const double w0 = whole.energy_and_forces(xw, fw), p0 = part.energy_and_forces(xp, fp);
  CounterRng rng(6, 6);
  for (std::size_t k = 0; k < active.size(); ++k) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(fp[3 * k + c], fw[3 * active[k] + c], 1e-10);
      xp[3 * k + c] = xw[3 * active[k] + c] += 0.1 * rng.normal();
    }
  }
  EXPECT_NEAR(part.energy_and_forces(xp, fp) - p0, whole.energy_and_forces(xw, fw) - w0, 1e-9);
  for (std::size_t k = 0; k < active.size(); ++k) {
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(fp[3 * k + c], fw[3 * active[k] + c], 1e-10);
  }
  EXPECT_EQ(part.dimension(), 18U);
  EXPECT_EQ(part.translations(), 0U);
}

}  // namespace
}  // namespace glasscape
