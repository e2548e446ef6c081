#include "glasscape/landscape/saddle_search.hpp"

#include <atomic>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/rng.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"
#include "glasscape/landscape/minimise.hpp"
#include "test_surfaces.hpp"

namespace glasscape {
namespace {

using testing::DoubleWell;
using testing::MullerBrown;

// A kick of length 0.1 in a random direction that leans towards the given one.
std::vector<double> kick_towards(const std::vector<double>& towards, std::uint64_t seed) {
  CounterRng rng(seed, 1);
  std::vector<double> kick(towards.size());
  for (std::size_t i = 0; i < kick.size(); ++i)
    kick[i] = towards[i] + 0.3 * rng.normal() / std::sqrt(static_cast<double>(kick.size()));
  scale(0.1 / norm(kick), kick);
  return kick;
}

// The search and the check, as a caller does them.
Saddle checked(EnergySurface& surface, const std::vector<double>& minimum, double energy,
               const std::vector<double>& kick, const SaddleOptions& options) {
  Saddle saddle = find_saddle(surface, minimum, energy, kick, options);
  if (saddle.status == SaddleStatus::success) check_saddle(saddle, surface, minimum, energy, options);
  return saddle;
}

TEST(FindSaddle, DoubleWellWithManyQuadraticDirections) {
  const double height = 0.8;
  DoubleWell surface(200, height);
  const std::vector<double> minimum = surface.on_path(-1);
  std::vector<double> towards(surface.dimension(), 0.0);
  towards[0] = 1;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Saddle saddle = checked(surface, minimum, 0, kick_towards(towards, seed), {.refine_force = 1e-5});
    ASSERT_EQ(saddle.status, SaddleStatus::success) << seed << ' ' << to_string(saddle.status);
    EXPECT_NEAR(saddle.energy, height, 1e-8);
    EXPECT_NEAR(saddle.curvature, -4 * height, 1e-3);
    EXPECT_GT(saddle.second_curvature, 0.9);  // the softest quadratic direction has stiffness 1
    EXPECT_NEAR(norm(saddle.x), 0, 1e-4);
    EXPECT_NEAR(std::abs(saddle.mode[0]), 1, 1e-3);
    EXPECT_GT(saddle.mode[0], 0);
    EXPECT_LE(saddle.residual, 1e-5);
  }
}

TEST(FindSaddle, CountsEveryEvaluationOnce) {
  DoubleWell surface(50, 0.8);
  std::vector<double> towards(surface.dimension(), 0.0);
  towards[0] = 1;
  const Saddle saddle = checked(surface, surface.on_path(-1), 0, kick_towards(towards, 3), {});
  EXPECT_EQ(saddle.evaluations.total(), surface.evaluations());
}

TEST(FindSaddle, BothSidesOfADoubleWellSaddleAreItsMinima) {
  DoubleWell surface(60, 0.8, 0.1);
  std::vector<double> minimum = surface.on_path(-1);
  ASSERT_TRUE(minimise(surface, minimum, {.force_tolerance = 1e-9}).converged());
  std::vector<double> f(surface.dimension());
  const double e0 = surface.energy_and_forces(minimum, f);
  std::vector<double> towards(surface.dimension(), 0.0);
  towards[0] = 1;
  const Saddle saddle = find_saddle(surface, minimum, e0, kick_towards(towards, 5), {});
  ASSERT_EQ(saddle.status, SaddleStatus::success);
  std::vector<double> back = saddle.x;
  add_scaled(-0.1, saddle.mode, back);
  ASSERT_TRUE(minimise(surface, back, {.force_tolerance = 1e-8}).converged());
  add_scaled(-1, minimum, back);
  EXPECT_LT(norm(back), 1e-6);
}

TEST(FindSaddle, MullerBrown) {
  // Scaled so that curvatures are those of a metal (some eV/Å²); saddle energies −40.665 and −72.249 before scaling.
  const double unit = 0.01;
  MullerBrown surface(unit);
  std::vector<double> minimum{-0.05, 0.467};
  ASSERT_TRUE(minimise(surface, minimum, {.force_tolerance = 1e-10}).converged());
  std::vector<double> f(2);
  const double e0 = surface.energy_and_forces(minimum, f);
  const SaddleOptions options{.step = 0.05, .basin_relaxations = 2, .max_push = 0.1, .refine_force = 1e-7};
  const Saddle right = checked(surface, minimum, e0, std::vector<double>{0.04, -0.03}, options);
  ASSERT_EQ(right.status, SaddleStatus::success) << to_string(right.status);
  EXPECT_NEAR(right.x[0], 0.21249, 1e-4);
  EXPECT_NEAR(right.x[1], 0.29299, 1e-4);
  EXPECT_NEAR(right.energy, -72.2489 * unit, 1e-5);
  const Saddle left = checked(surface, minimum, e0, std::vector<double>{-0.045, 0.02}, options);
  ASSERT_EQ(left.status, SaddleStatus::success) << to_string(left.status);
  EXPECT_NEAR(left.x[0], -0.82200, 1e-4);
  EXPECT_NEAR(left.x[1], 0.62431, 1e-4);
  EXPECT_NEAR(left.energy, -40.6648 * unit, 1e-5);
  EXPECT_LT(left.curvature, 0);
  EXPECT_GT(left.second_curvature, 0);
}

TEST(FindSaddle, SaysWhyItFails) {
  // A single well has no saddle.
  const testing::Quadratic bowl_model(std::vector<double>(20, 2.0));
  testing::Quadratic bowl = bowl_model;
  const std::vector<double> origin(20, 0.0);
  std::vector<double> kick(20, 0.0);
  kick[0] = 0.1;
  EXPECT_EQ(find_saddle(bowl, origin, 0, kick, {.energy_ceiling = 1e9}).status, SaddleStatus::no_negative_curvature);
  EXPECT_EQ(find_saddle(bowl, origin, 0, kick, {.energy_ceiling = 2}).status, SaddleStatus::energy_ceiling);
  EXPECT_EQ(find_saddle(bowl, origin, 0, kick, {.max_evaluations = 20}).status, SaddleStatus::not_converged);
  const std::atomic<bool> stop{true};
  EXPECT_EQ(find_saddle(bowl, origin, 0, kick, {}, RunContext{.stop = &stop}).status, SaddleStatus::stopped);
}

TEST(FindSaddle, RecordsTheWayUp) {
  DoubleWell surface(60, 0.8);
  std::vector<double> towards(surface.dimension(), 0.0);
  towards[0] = 1;
  std::vector<PathPoint> path;
  const std::vector<double> minimum = surface.on_path(-1);
  const Saddle saddle = find_saddle(surface, minimum, 0, kick_towards(towards, 2), {}, {}, &path);
  ASSERT_EQ(saddle.status, SaddleStatus::success);
  ASSERT_GT(path.size(), 3U);
  double before = -1.5;
  for (const PathPoint& point : path) {
    std::vector<double> forces(surface.dimension());
    EXPECT_NEAR(surface.energy_and_forces(point.x, forces), point.energy, 1e-12);
    EXPECT_GT(point.x[0], before);  // pushed on and on
    before = point.x[0];
  }
}

TEST(FindSaddle, FollowsTheSoftModeFromAKickThatHardlyPointsThere) {
  DoubleWell surface(60, 0.8);
  const std::vector<double> minimum = surface.on_path(-1);
  std::vector<double> towards(surface.dimension(), 0.0);
  towards[0] = 0.4;  // the softest directions of the quadratic ones are nearly as soft as the way out
  towards[5] = towards[9] = 1;
  const Saddle saddle =
      checked(surface, minimum, 0, kick_towards(towards, 4), {.soft_start = true, .soft_vectors = 61});
  ASSERT_EQ(saddle.status, SaddleStatus::success) << to_string(saddle.status);
  EXPECT_NEAR(saddle.energy, 0.8, 1e-4);
}

TEST(FindSaddle, GivesUpADisplacementThatSpreads) {
  DoubleWell surface(300, 0.8);
  std::vector<double> towards(surface.dimension(), 0.0);
  towards[0] = 1;
  const Saddle saddle =
      find_saddle(surface, surface.on_path(-1), 0, kick_towards(towards, 1), {.max_participation = 1});
  EXPECT_EQ(saddle.status, SaddleStatus::delocalised) << to_string(saddle.status);
}

TEST(RefineSaddle, ComesBackToASaddleFromBesideIt) {
  DoubleWell surface(80, 0.8);
  Saddle near;
  near.x = surface.on_path(0.08);
  for (std::size_t i = 0; i < near.x.size(); ++i) near.x[i] += 0.01 * std::sin(static_cast<double>(i));
  near.mode.assign(near.x.size(), 0.0);
  near.mode[0] = 1;
  near.curvature = -3;
  const Saddle saddle = refine_saddle(surface, surface.on_path(-1), 0, near, {.refine_force = 1e-6});
  ASSERT_EQ(saddle.status, SaddleStatus::success) << to_string(saddle.status);
  EXPECT_NEAR(saddle.energy, 0.8, 1e-9);
  EXPECT_EQ(saddle.evaluations.total(), surface.evaluations());
}

TEST(RefineSaddle, SaysWhereThereIsNoSaddle) {
  testing::Quadratic bowl(std::vector<double>(20, 2.0));
  Saddle near;
  near.x.assign(20, 0.1);
  near.mode.assign(20, 0.0);
  near.mode[3] = 1;
  near.curvature = -0.5;  // what a smaller region promised
  const std::vector<double> origin(20, 0.0);
  EXPECT_EQ(refine_saddle(bowl, origin, 0, near, {}).status, SaddleStatus::curvature_lost);
}

/// Two independent double wells: x = y = 0 is a point of index 2.
class TwoWells : public EnergySurface {
 public:
  [[nodiscard]] std::size_t dimension() const override { return 2; }

 protected:
  double evaluate(std::span<const double> r, std::span<double> f) override {
    double e = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      const double w = r[i] * r[i] - 1;
      e += (i == 0 ? 1.0 : 0.8) * w * w;
      f[i] = -(i == 0 ? 4.0 : 3.2) * r[i] * w;
    }
    return e;
  }
};

TEST(FindSaddle, RecognisesAPointOfHigherIndex) {
  TwoWells surface;
  // By symmetry the push along x from (−1, 0) stays on y = 0, which is a ridge.
  const Saddle saddle =
      checked(surface, std::vector<double>{-1, 0}, 0, std::vector<double>{0.1, 0}, {.basin_relaxations = 0});
  EXPECT_EQ(saddle.status, SaddleStatus::higher_index) << to_string(saddle.status);
  EXPECT_LT(saddle.second_curvature, 0);
}

}  // namespace
}  // namespace glasscape
