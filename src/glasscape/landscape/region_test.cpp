#include "glasscape/landscape/region.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/landscape/barrier.hpp"
#include "glasscape/landscape/event_search.hpp"
#include "glasscape/landscape/minimise.hpp"
#include "test_crystals.hpp"

namespace glasscape {
namespace {

using namespace testing;

// A crystal with noise and foreign atoms: nothing is symmetric.
Configuration disordered(int n) {
  Configuration c = fcc_copper(n, 3.7);
  CounterRng rng(9, 4);
  for (std::size_t i = 0; i < c.size(); ++i) {
    c.types[i] = rng.uniform() < 0.3 ? 1 : 0;
    c.positions[i] += Vec3{rng.normal(), rng.normal(), rng.normal()} * 0.15;
  }
  return c;
}

// Energies and forces of the region are those of the whole glass with the other atoms held.
void expect_exact(const Configuration& glass, double radius, std::size_t centre, bool cluster) {
  const auto potential = open_potential(mendelev_2009);
  const RegionCutter cutter(potential, glass);
  const Region region = cutter.cut(glass.positions[centre], radius);
  ASSERT_FALSE(region.whole());
  for (const std::uint32_t i : region.atoms) ASSERT_LT(i, glass.size());
  auto evaluator = potential->evaluator(glass);
  std::vector<Vec3> positions = glass.positions, forces(glass.size());
  const double start = evaluator->energy_and_forces(glass.box, positions, forces);
  std::vector<double> x = region.start, f(x.size());
  const double region_start = region.surface->energy_and_forces(x, f);
  CounterRng rng(2, 2);
  for (int step = 0; step < 4; ++step) {
    for (std::size_t k = 0; k < region.atoms.size(); ++k) {
      for (std::size_t c = 0; c < 3; ++c) {
        const double d = 0.2 * rng.normal();
        x[3 * k + c] += d;
        positions[region.atoms[k]][c] += d;
      }
    }
    const double whole = evaluator->energy_and_forces(glass.box, positions, forces);
    EXPECT_NEAR(region.surface->energy_and_forces(x, f) - region_start, whole - start, 1e-8);
    for (std::size_t k = 0; k < region.atoms.size(); ++k) {
      for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(f[3 * k + c], forces[region.atoms[k]][c], 1e-9);
    }
  }
  // A region costs the same in any glass where it is cut out as a cluster.
  EXPECT_EQ(cluster, region.surface->surroundings() < glass.size());
}

TEST(Region, ForcesAreThoseOfTheWholeGlassInACluster) {
  REQUIRE_KIM_MODELS();
  expect_exact(disordered(12), 5, 17, true);
  expect_exact(disordered(12), 5, 3000, true);
}

TEST(Region, AndWhereTheRegionMeetsItsOwnImages) {
  REQUIRE_KIM_MODELS();
  expect_exact(disordered(5), 8, 17, false);
}

TEST(Region, IsTheWholeGlassWhereThatIsNoMoreWork) {
  REQUIRE_KIM_MODELS();
  const Configuration glass = disordered(4);
  const Region region = RegionCutter(open_potential(mendelev_2009), glass).cut(glass.positions[0], 30);
  EXPECT_TRUE(region.whole());
  EXPECT_EQ(region.atoms.size(), glass.size());
}

TEST(Region, HoldsTheAtomsOfTheSphereAndThoseAskedFor) {
  REQUIRE_KIM_MODELS();
  const Configuration glass = fcc_copper(8, 3.64);
  const RegionCutter cutter(open_potential(mendelev_2009), glass);
  EXPECT_EQ(cutter.cut(glass.positions[5], 0.9 * 3.64).atoms.size(), 13U);  // with its twelve neighbours
  EXPECT_EQ(cutter.cut(glass.positions[5], 1.1 * 3.64).atoms.size(), 19U);
  const std::vector<std::uint32_t> also{5, 1000};
  const Region region = cutter.cut(glass.positions[5], 0.9 * 3.64, also);
  EXPECT_EQ(region.atoms.size(), 14U);
  EXPECT_TRUE(std::is_sorted(region.atoms.begin(), region.atoms.end()));
}

TEST(Region, SaysWhereAnAtomHasLeftWhatItWasCutFor) {
  REQUIRE_KIM_MODELS();
  const Configuration glass = disordered(12);
  const Region region = RegionCutter(open_potential(mendelev_2009), glass).cut(glass.positions[17], 5);
  std::vector<double> x = region.start;
  EXPECT_TRUE(region.holds(x));
  const double out = region.rim - norm(Vec3{x[0], x[1], x[2]} - region.centre);
  const Vec3 way = (Vec3{x[0], x[1], x[2]} - region.centre) * (1 / norm(Vec3{x[0], x[1], x[2]} - region.centre));
  for (std::size_t c = 0; c < 3; ++c) x[c] += 0.99 * out * way[c];
  EXPECT_TRUE(region.holds(x));
  for (std::size_t c = 0; c < 3; ++c) x[c] += 0.02 * out * way[c];
  EXPECT_FALSE(region.holds(x));
}

TEST(EventSearch, RefusesRadiiThatDoNotGrow) {
  REQUIRE_KIM_MODELS();
  const Configuration glass = disordered(4);
  const RegionCutter cutter(open_potential(mendelev_2009), glass);
  EXPECT_THROW(EventSearch(cutter, {.refine_radii = {13, 13}}), Error);
  EXPECT_THROW(EventSearch(cutter, {.refine_radii = {20, 13}}), Error);
  EXPECT_THROW(EventSearch(cutter, {.refine_radii = {}}), Error);
}

TEST(RegionCutter, EvaluatesALargeGlassInPieces) {
  REQUIRE_KIM_MODELS();
  const auto potential = open_potential(mendelev_2009);
  Configuration small = disordered(8);  // 2,048 atoms; replicated to 110,592
  Configuration large;
  const int n = 3, m = 3, k = 6;
  large.species = small.species;
  const Mat3& h = small.box.cell();
  large.box = Box::orthorhombic(n * h[0].x, m * h[1].y, k * h[2].z);
  for (int x = 0; x < n; ++x) {
    for (int y = 0; y < m; ++y) {
      for (int z = 0; z < k; ++z) {
        for (std::size_t i = 0; i < small.size(); ++i) {
          large.positions.push_back(small.positions[i] + Vec3{x * h[0].x, y * h[1].y, z * h[2].z});
          large.types.push_back(small.types[i]);
          large.ids.push_back(static_cast<std::int64_t>(large.positions.size()));
        }
      }
    }
  }
  const auto one = RegionCutter(potential, small).state(), all = RegionCutter(potential, large).state();
  ASSERT_GE(large.size(), 100'000U);
  EXPECT_NEAR(all.energy, n * m * k * one.energy, 1e-6);
  EXPECT_NEAR(all.largest_force, one.largest_force, 1e-9);
}

TEST(Barrier, IsExactWhereTheFalloffHolds) {
  const auto energy = [](std::size_t n) { return 1.5 + 20.0 * (1 / static_cast<double>(n) - 1 / 5e4); };
  const Barrier two = extrapolate_barrier({{560, energy(560)}, {2100, energy(2100)}}, 50'000);
  EXPECT_NEAR(two.value, 1.5, 1e-12);
  EXPECT_GT(two.error, 0);
  EXPECT_TRUE(std::isinf(extrapolate_barrier({{560, 1.6}, {560, 1.6}}, 5000).error));
  // Nothing is left to correct where the region holds all that can move.
  EXPECT_EQ(extrapolate_barrier({{560, 1.6}, {5000, 1.52}}, 5000).value, 1.52);
  EXPECT_TRUE(std::isinf(extrapolate_barrier({{560, 1.6}}, 5000).error));
}

// The same saddle in growing regions and in the whole crystal, by the search itself.
TEST(EventSearch, RegionsGiveTheBarrierOfTheWholeWithinTheErrorTheyState) {
  REQUIRE_KIM_MODELS();
  Configuration crystal = fcc_copper(12, 3.63909);
  crystal.positions.erase(crystal.positions.begin() + 3000);
  crystal.types.pop_back();
  crystal.ids.pop_back();
  const auto potential = open_potential(mendelev_2009);
  {
    SystemSurface surface(potential, crystal);
    std::vector<double> x = surface.initial();
    ASSERT_TRUE(minimise(surface, x, {.force_tolerance = 1e-6}).converged());
    crystal.positions = unflatten(x);
  }
  const Vec3 site = fcc_copper(12, 3.63909).positions[3000];
  std::size_t jumper = 0;
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    if (norm(crystal.positions[i] - site) < norm(crystal.positions[jumper] - site)) jumper = i;
  }
  const RegionCutter cutter(potential, crystal);
  EventSearch grow(cutter, {}), full(cutter, {.region = "full"});
  int pairs = 0;
  for (std::int64_t attempt = 0; attempt < 12 && pairs < 2; ++attempt) {
    const Event in_region = grow.run(jumper, attempt, 3);
    if (in_region.status != SaddleStatus::success) continue;
    const Event in_whole = full.run(jumper, attempt, 3);
    if (in_whole.status != SaddleStatus::success || std::abs(in_whole.barrier - in_region.barrier) > 0.1) continue;
    ++pairs;
    EXPECT_EQ(in_whole.barrier_error, 0);
    EXPECT_TRUE(std::isinf(in_whole.region_radius));
    EXPECT_NEAR(in_region.barrier, in_whole.barrier, 3 * in_region.barrier_error + 1e-3);
    EXPECT_EQ(in_region.connected, in_whole.connected);
    EXPECT_NEAR(in_region.curvature, in_whole.curvature, 0.05);
  }
  EXPECT_GE(pairs, 2);
}

}  // namespace
}  // namespace glasscape
