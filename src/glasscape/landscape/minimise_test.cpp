#include "glasscape/landscape/minimise.hpp"

#include <atomic>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "glasscape/landscape/lanczos.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"
#include "test_surfaces.hpp"

namespace glasscape {
namespace {

using testing::DoubleWell;
using testing::MullerBrown;
using testing::Quadratic;

TEST(Minimise, ConvergesOnAQuadraticOfCondition1e4) {
  std::vector<double> k;
  for (int i = 0; i < 200; ++i) k.push_back(1e-2 * std::pow(1e4, i / 199.0));
  Quadratic surface(k);
  std::vector<double> x(200, 1.0);
  const auto result = minimise(surface, x, {.force_tolerance = 1e-9, .max_step = 10});
  EXPECT_EQ(result.status, MinimiseStatus::converged);
  EXPECT_LE(result.residual, 1e-9);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_LE(std::abs(x[i]), 1e-9 / k[i] * 1.0000001);
  EXPECT_LT(result.evaluations, 3000);
  EXPECT_EQ(result.evaluations, surface.evaluations());
}

TEST(Minimise, FindsTheMullerBrownMinima) {
  MullerBrown surface;
  const auto minimum_from = [&](double a, double b) {
    std::vector<double> x{a, b};
    EXPECT_TRUE(minimise(surface, x, {.force_tolerance = 1e-8, .max_step = 0.05}).converged());
    return x;
  };
  const auto first = minimum_from(-0.8, 1.2);
  EXPECT_NEAR(first[0], -0.55822, 1e-5);
  EXPECT_NEAR(first[1], 1.44173, 1e-5);
  const auto second = minimum_from(0.5, 0.1);
  EXPECT_NEAR(second[0], 0.62350, 1e-5);
  EXPECT_NEAR(second[1], 0.02804, 1e-5);
}

TEST(Minimise, FallsToTheSideItStartsOnFromBesideASaddle) {
  DoubleWell surface(40, 1.0);
  for (const double side : {-1.0, 1.0}) {
    std::vector<double> x = surface.on_path(1e-6 * side);
    const auto result = minimise(surface, x, {.force_tolerance = 1e-8});
    ASSERT_TRUE(result.converged());
    EXPECT_NEAR(x[0], side, 1e-8);
    EXPECT_NEAR(result.energy, 0, 1e-14);
    EXPECT_LT(result.evaluations, 100);
  }
}

TEST(Minimise, ReportsWhyItStops) {
  Quadratic surface({1, 10});
  std::vector<double> x{5, 5};
  EXPECT_EQ(minimise(surface, x, {.force_tolerance = 1e-8, .max_evaluations = 3}).status, MinimiseStatus::budget);
  const std::atomic<bool> stop{true};
  EXPECT_EQ(minimise(surface, x, {}, RunContext{.stop = &stop}).status, MinimiseStatus::stopped);
  x[0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(minimise(surface, x, {}).status, MinimiseStatus::diverged);
}

TEST(Minimise, SaysSoWhenTheToleranceIsBelowRounding) {
  MullerBrown surface;
  std::vector<double> x{-0.8, 1.2};
  const auto result = minimise(surface, x, {.force_tolerance = 1e-18, .max_evaluations = 5000});
  EXPECT_TRUE(result.status == MinimiseStatus::stalled || result.status == MinimiseStatus::budget);
  EXPECT_LT(result.residual, 1e-8);
}

TEST(Lanczos, FindsTheLowestEigenvalueOfAKnownMatrix) {
  std::vector<double> k{-0.7, -0.2};
  for (int i = 0; i < 98; ++i) k.push_back(0.05 + 0.3 * i);
  Quadratic surface(k);
  const std::vector<double> x(100, 0.3), start(100, 1.0);
  std::vector<double> forces(100);
  surface.energy_and_forces(x, forces);
  const auto mode = lowest_mode(surface, x, forces, start, {.max_vectors = 60, .relative_tolerance = 1e-8});
  EXPECT_NEAR(mode.value, -0.7, 1e-7);
  EXPECT_NEAR(std::abs(mode.vector[0]), 1, 1e-6);
  EXPECT_NEAR(norm(mode.vector), 1, 1e-12);
  const auto second = lowest_mode(surface, x, forces, start, {.max_vectors = 60, .relative_tolerance = 1e-8},
                                  std::vector<std::vector<double>>{mode.vector});
  EXPECT_NEAR(second.value, -0.2, 1e-7);
  EXPECT_NEAR(dot(mode.vector, second.vector), 0, 1e-10);
  EXPECT_NEAR(curvature_along(surface, x, second.vector, 1e-3), -0.2, 1e-7);
}

TEST(Lanczos, CostsLittleWhenStartedFromTheAnswer) {
  Quadratic surface({-0.5, 1, 2, 3, 4, 5});
  const std::vector<double> x(6, 0.0), forces(6, 0.0), start{1, 1e-6, 0, 0, 0, 0};
  EXPECT_LE(lowest_mode(surface, x, forces, start, {}).products, 2);
}

TEST(LbfgsMemory, RefusesNegativeCurvature) {
  LbfgsMemory memory(3, 1.0);
  EXPECT_FALSE(memory.add(std::vector<double>{1, 0}, std::vector<double>{0.5, 0}));  // force grows along the step
  EXPECT_TRUE(memory.empty());
  EXPECT_TRUE(memory.add(std::vector<double>{1, 0}, std::vector<double>{-4, 0}));
  std::vector<double> direction(2);
  memory.apply(std::vector<double>{4, 0}, direction);
  EXPECT_NEAR(direction[0], 1, 1e-14);  // the Newton step along a direction that is known
}

}  // namespace
}  // namespace glasscape
