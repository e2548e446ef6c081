#include "glasscape/dynamics/time_dependence/time_dependence.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/md/md_fixture.hpp"

namespace glasscape {
namespace {

// A crystal at 300 K: atoms stay in their places, nearly Gaussian, and F_s is that of their mean squared displacement.
TEST(IsothermalDynamics, OfACrystalIsThatOfGaussianVibrations) {
  REQUIRE_KIM_MODELS();
  const Configuration crystal = testing::copper(5);
  IsothermalOptions run;
  run.potential = testing::mendelev_2009;
  run.temperature = 300;
  run.time = 4;
  run.equilibration = 1;
  run.sample_interval = 0.05;
  const TimeDependence result = isothermal_dynamics(crystal, run, {.lags = 20}, {.threads = 1});
  EXPECT_EQ(result.frames, 80u);
  EXPECT_NEAR(result.peak_distance, 3.63909 / std::sqrt(2.0), 0.01);
  EXPECT_NEAR(result.wave_number, 2 * M_PI / result.peak_distance, 1e-9);
  EXPECT_NEAR(result.overlap_length, 0.3 * result.peak_distance, 1e-9);
  EXPECT_EQ(result.species, (std::vector<std::string>{"all", "Cu"}));
  const SpeciesDynamics& d = result.functions.species[0];
  for (std::size_t k = 0; k < result.functions.time.size(); ++k) {
    EXPECT_LT(std::abs(d.non_gaussian.value[k]), 0.1);
    const double gaussian = std::exp(-std::pow(result.wave_number, 2) * d.msd.value[k] / 6);
    EXPECT_NEAR(d.scattering.value[k], gaussian, 2e-3);
    EXPECT_GT(d.overlap.value[k], 0.99);
  }
  // Twice the vibrational amplitude of copper at 300 K, some 0.02 Å² by the Debye–Waller factor.
  EXPECT_GT(d.msd.value.back(), 0.02);
  EXPECT_LT(d.msd.value.back(), 0.08);
  EXPECT_TRUE(std::isnan(d.scattering_time.value));
}

TEST(IsothermalDynamics, RefuseWhatIsNotKnown) {
  REQUIRE_KIM_MODELS();
  Configuration crystal = testing::copper(5);
  EXPECT_THROW(isothermal_dynamics(crystal, {}, {}, {}), Error) << "no potential";
  IsothermalOptions run;
  run.potential = testing::mendelev_2009;
  run.time = 0.1;
  EXPECT_THROW(isothermal_dynamics(crystal, run, {}, {}), Error) << "no two samples";
}

}  // namespace
}  // namespace glasscape
