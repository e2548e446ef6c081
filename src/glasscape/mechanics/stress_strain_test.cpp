#include "glasscape/mechanics/stress_strain.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/mechanics/creep_curve.hpp"

namespace glasscape {
namespace {

double gauss(CounterRng& rng) {
  return std::sqrt(-2 * std::log(1 - rng.uniform())) * std::cos(2 * std::acos(-1.0) * rng.uniform());
}

struct Curve {
  std::vector<double> strain, stress;
};

// Elastic with modulus 50 up to 0.04, then slope 10 to 0.06, then flat at 2.2; noise of this amplitude.
Curve curve(double noise, std::uint32_t stream, double intercept = 0) {
  Curve c;
  CounterRng rng(3, 2, stream);
  for (int i = 0; i <= 1000; ++i) {
    const double e = 2e-4 * i;
    const double s = e < 0.04 ? 50 * e : e < 0.06 ? 2 + 10 * (e - 0.04) : 2.2;
    c.strain.push_back(e);
    c.stress.push_back(s + intercept + noise * gauss(rng));
  }
  return c;
}

// The offset line 50(ε − 0.002) meets 2 + 10(ε − 0.04) at ε = 1.7/40.
constexpr double yield_strain = 0.0425, yield_stress = 2.025;

TEST(StressStrain, ReadsAnExactCurve) {
  const Curve c = curve(0, 0);
  const StressStrainSummary s = analyse_stress_strain(c.strain, c.stress, {.smoothing = 0});
  EXPECT_NEAR(s.modulus.value, 50, 1e-10);
  EXPECT_NEAR(s.zero_strain, 0, 1e-12);
  EXPECT_NEAR(s.yield_strain, yield_strain, 1e-10);
  EXPECT_NEAR(s.yield_stress.value, yield_stress, 1e-9);
  EXPECT_NEAR(s.maximum_stress.value, 2.2, 1e-12);
  EXPECT_NEAR(s.flow_stress.value, 2.2, 1e-12);
  EXPECT_NEAR(s.flow_from, 0.2 * 2 / 3, 1e-12);
}

// A stress at zero strain moves the origin of the line, not the modulus or the plastic strain at yield.
TEST(StressStrain, AllowsForAStressAtTheStart) {
  const Curve c = curve(0, 0, 0.3);
  const StressStrainSummary s = analyse_stress_strain(c.strain, c.stress, {.smoothing = 0});
  EXPECT_NEAR(s.modulus.value, 50, 1e-10);
  EXPECT_NEAR(s.zero_strain, -0.006, 1e-10);
  EXPECT_NEAR(s.yield_strain, yield_strain, 1e-10);
  EXPECT_NEAR(s.yield_stress.value, yield_stress + 0.3, 1e-9);
}

TEST(StressStrain, SmoothingKeepsStraightLines) {
  const Curve c = curve(0, 0);
  const StressStrainSummary s = analyse_stress_strain(c.strain, c.stress, {.smoothing = 0.002});
  EXPECT_NEAR(s.yield_stress.value, yield_stress, 1e-9);
}

TEST(StressStrain, ErrorsCoverTheTruth) {
  constexpr int samples = 200;
  int modulus = 0, yield = 0, flow = 0;
  double bias = 0;
  for (std::uint32_t k = 0; k < samples; ++k) {
    const Curve c = curve(0.05, k + 1);
    const StressStrainSummary s = analyse_stress_strain(c.strain, c.stress, {.fit_to = 0.02, .smoothing = 0.004});
    modulus += std::abs(s.modulus.value - 50) < 2 * s.modulus.error ? 1 : 0;
    yield += std::abs(s.yield_stress.value - yield_stress) < 2 * s.yield_stress.error ? 1 : 0;
    flow += std::abs(s.flow_stress.value - 2.2) < 2 * s.flow_stress.error ? 1 : 0;
    bias += s.yield_stress.value - yield_stress;
  }
  // Two standard errors: 95 %.
  EXPECT_GE(modulus, 0.90 * samples);
  EXPECT_GE(flow, 0.90 * samples);
  EXPECT_GE(yield, 0.80 * samples);
  EXPECT_LT(std::abs(bias / samples), 0.05);
}

// A dip of noise in the elastic part is no yield.
TEST(StressStrain, PassesOverADipBeforeYield) {
  Curve c = curve(0, 0);
  for (int i = 75; i < 80; ++i) c.stress[static_cast<std::size_t>(i)] = 0.5;
  const StressStrainSummary s = analyse_stress_strain(c.strain, c.stress, {.smoothing = 0});
  EXPECT_NEAR(s.yield_strain, yield_strain, 1e-10);
}

TEST(StressStrain, SaysWhyThereIsNoYield) {
  Curve c;
  for (int i = 0; i <= 100; ++i) {
    c.strain.push_back(1e-3 * i);
    c.stress.push_back(5e-2 * i);
  }
  StressStrainSummary s = analyse_stress_strain(c.strain, c.stress, {});
  EXPECT_NEAR(s.modulus.value, 50, 1e-9);
  EXPECT_TRUE(std::isnan(s.yield_stress.value));
  EXPECT_NE(s.yield_reason.find("still above"), std::string::npos);
  s = analyse_stress_strain(c.strain, c.stress, {.fit_to = 0.005});
  EXPECT_TRUE(std::isnan(s.modulus.value));
  EXPECT_NE(s.modulus_reason.find("at least 8"), std::string::npos);
  for (double& v : c.stress) v = -v;
  s = analyse_stress_strain(c.strain, c.stress, {});
  EXPECT_NE(s.modulus_reason.find("does not grow"), std::string::npos);
  EXPECT_THROW(analyse_stress_strain(c.strain, {}, {}), Error);
}

TEST(CreepCurve, ReadsRateAndRecovery) {
  std::vector<double> time, strain, later, left;
  for (int i = 0; i <= 1000; ++i) {
    time.push_back(5 + 0.1 * i);
    strain.push_back(0.02 + 1e-4 * 0.1 * i);
    later.push_back(110 + 0.1 * i);
    left.push_back(i < 300 ? 0.02 : 0.008);
  }
  const CreepSummary s = analyse_creep({time, strain}, {later, left}, 0.5);
  EXPECT_NEAR(s.rate.value, 1e-4, 1e-15);
  EXPECT_NEAR(s.loading_strain.value, 0.02 + 1e-4 * 2.5, 1e-12);
  EXPECT_NEAR(s.final_strain.value, 0.03 - 1e-4 * 2.5, 1e-12);
  EXPECT_NEAR(s.residual_strain.value, 0.008, 1e-12);
  EXPECT_NEAR(s.recovered_strain.value, s.final_strain.value - 0.008, 1e-12);
  const CreepSummary open = analyse_creep({time, strain}, {}, 0.5);
  EXPECT_TRUE(std::isnan(open.residual_strain.value));
}

}  // namespace
}  // namespace glasscape
