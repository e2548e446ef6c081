// Paths on surfaces whose saddles are known, and of a glass against saddles that ARTn found.
#include "glasscape/landscape/neb.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"
#include "glasscape/landscape/minimise.hpp"
#include "glasscape/landscape/relax.hpp"
#include "glasscape/landscape/saddle_search.hpp"
#include "glasscape/landscape/system_surface.hpp"
#include "test_crystals.hpp"
#include "test_surfaces.hpp"

namespace glasscape {
namespace {

using namespace testing;

NebResult band(EnergySurface& surface, const std::vector<double>& a, const std::vector<double>& b,
               const NebOptions& options) {
  EnergySurface* const one[] = {&surface};
  const std::vector<double> ends[] = {a, b};
  return nudged_elastic_band(one, ends, options);
}

TEST(Neb, FindsTheSaddleOfADoubleWellAlongItsCurvedPath) {
  for (const std::int64_t images : {1, 4, 9}) {
    DoubleWell surface(30, 0.7);
    const NebResult r = band(surface, surface.on_path(-1), surface.on_path(1),
                             {.images = images, .force_tolerance = 1e-6, .band_tolerance = 1e-4});
    ASSERT_EQ(r.status, NebStatus::converged) << images;
    EXPECT_NEAR(r.barrier, 0.7, 1e-9);
    EXPECT_NEAR(r.reverse_barrier, 0.7, 1e-9);
    for (const double x : r.path[r.highest]) EXPECT_NEAR(x, 0, 1e-5);
    EXPECT_LT(r.residual, 1e-6);
    EXPECT_EQ(r.evaluations, surface.evaluations());
  }
}

TEST(Neb, KnowsForwardFromReverseInATiltedWell) {
  const double height = 0.5, tilt = 0.2;
  DoubleWell surface(10, height, tilt);
  // Roots of 4a x(x² − 1) + b = 0.
  const auto root = [&](double x) {
    for (int k = 0; k < 50; ++k) x -= (4 * height * x * (x * x - 1) + tilt) / (4 * height * (3 * x * x - 1));
    return x;
  };
  const auto energy = [&](double x) { return height * (x * x - 1) * (x * x - 1) + tilt * x; };
  const double left = root(-1), middle = root(0.1), right = root(1);
  const NebResult r = band(surface, surface.on_path(left), surface.on_path(right), {.force_tolerance = 1e-6});
  ASSERT_EQ(r.status, NebStatus::converged);
  EXPECT_NEAR(r.barrier, energy(middle) - energy(left), 1e-9);
  EXPECT_NEAR(r.reverse_barrier, energy(middle) - energy(right), 1e-9);
  for (std::size_t k = 1; k < r.distance.size(); ++k) EXPECT_GT(r.distance[k], r.distance[k - 1]);
}

TEST(Neb, FindsTheHighestSaddleOfTheMuellerBrownSurface) {
  MullerBrown surface(0.01);
  std::vector<double> a{-0.558, 1.442}, b{0.623, 0.028};
  ASSERT_TRUE(minimise(surface, a, {.force_tolerance = 1e-9}).converged());
  ASSERT_TRUE(minimise(surface, b, {.force_tolerance = 1e-9}).converged());
  const NebResult r = band(surface, a, b, {.images = 15, .force_tolerance = 1e-7, .band_tolerance = 1e-3});
  ASSERT_EQ(r.status, NebStatus::converged);
  EXPECT_NEAR(r.path[r.highest][0], -0.822, 1e-3);
  EXPECT_NEAR(r.path[r.highest][1], 0.624, 1e-3);
  // E(saddle) − E(minimum) of the published surface: −40.665 + 146.700 (Müller & Brown 1979).
  EXPECT_NEAR(r.barrier, 1.06035, 1e-4);
  // The path passes the third minimum near (−0.050, 0.467).
  const auto nearest = std::min_element(r.path.begin(), r.path.end(), [](const auto& p, const auto& q) {
    return std::hypot(p[0] + 0.050, p[1] - 0.467) < std::hypot(q[0] + 0.050, q[1] - 0.467);
  });
  EXPECT_LT(std::hypot((*nearest)[0] + 0.050, (*nearest)[1] - 0.467), 0.15);
}

TEST(Neb, SaysWhereThereIsNoBarrier) {
  Quadratic surface({1, 2, 3});
  const NebResult r = band(surface, {0, 0, 0}, {1, 0.5, 0}, {});
  EXPECT_EQ(r.status, NebStatus::no_barrier);
  EXPECT_EQ(r.highest, r.path.size() - 1);
}

TEST(Neb, StopsAtItsLimitsAndRefusesNonsense) {
  DoubleWell surface(5, 0.7);
  const auto a = surface.on_path(-1), b = surface.on_path(1);
  EXPECT_EQ(band(surface, a, b, {.force_tolerance = 1e-12, .max_iterations = 3}).status, NebStatus::budget);
  EXPECT_THROW(band(surface, a, b, {.images = 0}), Error);
  EXPECT_THROW(band(surface, a, {1, 2}, {}), Error);
  EnergySurface* const two[] = {&surface, &surface};
  const std::vector<double> ends[] = {a, b};
  EXPECT_THROW(nudged_elastic_band(two, ends, {.images = 3}), Error);
  EXPECT_THROW(nudged_elastic_band(two, std::span(ends, 1), {.images = 2}), Error);
}

// Cu64Zr36, 500 atoms, quenched by MD.
Configuration small_glass(const std::shared_ptr<const ForceField>& potential) {
  const auto file = std::filesystem::path(GLASSCAPE_SOURCE_DIR) / "src/glasscape/landscape/reference/glass-500.xyz";
  return relax(read_configuration(file), potential, {.force_tolerance = 1e-7}).configuration;
}

double furthest(std::span<const double> a, std::span<const double> b) {
  std::vector<double> d(a.begin(), a.end());
  add_scaled(-1, b, d);
  remove_mean_triple(d);
  return largest_triple(d);
}

// The saddles of connected events (ARTn, whole system) again. A straight line between the minima of a glass often leads
// to another, lower saddle; so the band starts from a line bent through a point near ARTn's saddle, which every atom
// that takes part misses by 0.2 Å in a random direction, and has to find a saddle and its energy by itself.
TEST(Neb, MeetsTheSaddlesOfARTnInAMetallicGlass) {
  REQUIRE_KIM_MODELS();
  const auto potential = open_potential(mendelev_2009);
  const Configuration glass = small_glass(potential);
  SystemSurface surface(potential, glass);
  const std::vector<double> start = surface.initial();
  std::vector<double> forces(start.size());
  const double energy = surface.energy_and_forces(start, forces);
  std::vector<std::unique_ptr<SystemSurface>> own;
  std::vector<EnergySurface*> images;
  for (int k = 0; k < 9; ++k) {
    own.push_back(std::make_unique<SystemSurface>(potential, glass));
    images.push_back(own.back().get());
  }
  int connected = 0, met = 0;
  for (std::size_t attempt = 0; attempt < 400 && connected < 22; ++attempt) {
    CounterRng rng(77, attempt);
    std::vector<double> kick(start.size(), 0);
    const Vec3 u = rng.unit_vector();
    for (std::size_t c = 0; c < 3; ++c) kick[3 * (attempt * 37 % 500) + c] = 0.1 * u[c];
    surface.reset();
    const Saddle saddle = find_saddle(surface, start, energy, kick, {.refine_force = 1e-3});
    if (saddle.status != SaddleStatus::success || saddle.residual > 5e-3) continue;
    std::vector<std::vector<double>> sides(2, saddle.x);
    for (std::size_t s = 0; s < 2; ++s) {
      const double sign = s == 0 ? -1 : 1;
      add_scaled(sign * 0.15 / largest_triple(saddle.mode), saddle.mode, sides[s]);
      ASSERT_TRUE(minimise(surface, sides[s], {.force_tolerance = 1e-4}).converged());
    }
    const bool back = furthest(sides[0], start) < 0.05;
    if (!back && furthest(sides[1], start) > 0.05) continue;
    const std::vector<double>& end = back ? sides[1] : sides[0];
    if (furthest(end, start) < 0.1) continue;
    std::vector<double> near = saddle.x;
    for (std::size_t i = 0; i < 500; ++i) {
      const double moved = std::hypot(near[3 * i] - start[3 * i], near[3 * i + 1] - start[3 * i + 1],
                                      near[3 * i + 2] - start[3 * i + 2]);
      const Vec3 v = rng.unit_vector();
      for (std::size_t c = 0; c < 3 && moved > 0.1; ++c) near[3 * i + c] += 0.2 * v[c];
    }
    const std::vector<double> points[] = {start, near, end};
    const NebResult r = nudged_elastic_band(images, points, {.force_tolerance = 2e-3});
    ++connected;
    // Of the 22, one band finds its way to another saddle, or gets lost among minima.
    if (!r.converged() || furthest(r.path[r.highest], saddle.x) > 0.1) continue;
    ++met;
    EXPECT_NEAR(r.barrier, saddle.energy - energy, 1e-3) << attempt;
  }
  EXPECT_EQ(connected, 22);
  EXPECT_GE(met, 20);
}

}  // namespace
}  // namespace glasscape
