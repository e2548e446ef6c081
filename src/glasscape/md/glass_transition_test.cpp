#include "glasscape/md/glass_transition.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

constexpr TemperatureWindow glass{300, 500}, melt{900, 1200};

struct Curve {
  std::vector<double> t, y;
};

// Cooling from 2000 to 50 K with a kink at `kink`; the noise remembers its last value with weight `memory`.
Curve cooling(double kink, double noise, double memory = 0, std::uint64_t seed = 1) {
  CounterRng rng(seed, 0);
  Curve curve;
  double wander = 0;
  for (double t = 2000; t > 50; t -= 1) {
    const double slope = t > kink ? 1.2e-3 : 0.7e-3;
    wander = memory * wander + noise * std::sqrt(1 - memory * memory) * rng.normal();
    curve.t.push_back(t);
    curve.y.push_back(16 + slope * (t - kink) + wander);
  }
  return curve;
}

TEST(GlassTransition, IsExactWithoutNoise) {
  const Curve c = cooling(671.5, 0);
  const auto fit = fit_glass_transition(c.t, c.y, glass, melt);
  EXPECT_NEAR(fit.temperature, 671.5, 1e-8);
  EXPECT_NEAR(fit.uncertainty, 0, 1e-6);
  EXPECT_NEAR(fit.glass_slope, 0.7e-3, 1e-12);
  EXPECT_NEAR(fit.melt_slope, 1.2e-3, 1e-12);
  EXPECT_EQ(fit.reason, "");
}

TEST(GlassTransition, AddingALineChangesNothing) {
  Curve c = cooling(671.5, 0.005);
  const auto before = fit_glass_transition(c.t, c.y, glass, melt);
  for (std::size_t i = 0; i < c.t.size(); ++i) c.y[i] = 3 * (c.y[i] - 2.6e-4 * c.t[i]) + 7;
  const auto after = fit_glass_transition(c.t, c.y, glass, melt);
  EXPECT_NEAR(after.temperature, before.temperature, 1e-6);
  EXPECT_NEAR(after.uncertainty, before.uncertainty, 1e-6);
}

// The quoted standard error must be the scatter of the estimate over many curves, also for correlated noise.
TEST(GlassTransition, UncertaintyIsTheScatter) {
  for (const double memory : {0.0, 0.8}) {
    double sum = 0, square = 0, quoted = 0;
    constexpr int curves = 400;
    for (int k = 0; k < curves; ++k) {
      const Curve c = cooling(671.5, 0.01, memory, static_cast<std::uint64_t>(k));
      const auto fit = fit_glass_transition(c.t, c.y, glass, melt);
      ASSERT_EQ(fit.reason, "");
      sum += fit.temperature - 671.5;
      square += (fit.temperature - 671.5) * (fit.temperature - 671.5);
      quoted += fit.uncertainty;
    }
    const double scatter = std::sqrt(square / curves);
    EXPECT_NEAR(sum / curves, 0, 4 * scatter / std::sqrt(double(curves)));
    EXPECT_NEAR(quoted / curves / scatter, 1, 0.15) << "memory " << memory;
  }
}

TEST(GlassTransition, SaysWhyItIsUndetermined) {
  const Curve c = cooling(671.5, 0.001);
  const auto undetermined = [](const GlassTransition& fit) {
    return std::isnan(fit.temperature) && !fit.reason.empty();
  };
  // No points, part of a window, no kink, and a crossing outside the curve.
  EXPECT_TRUE(undetermined(fit_glass_transition(c.t, c.y, {10, 40}, melt)));
  const std::span<const double> t(c.t), y(c.y);
  EXPECT_TRUE(undetermined(fit_glass_transition(t.first(1550), y.first(1550), glass, melt)));
  const Curve straight = cooling(5000, 0.001);
  EXPECT_TRUE(undetermined(fit_glass_transition(straight.t, straight.y, glass, melt)));
  EXPECT_TRUE(undetermined(fit_glass_transition({}, {}, glass, melt)));
  EXPECT_THROW(fit_glass_transition(t, y.first(3), glass, melt), Error);
  EXPECT_THROW(fit_glass_transition(t, y, melt, glass), Error);
}

}  // namespace
}  // namespace glasscape
