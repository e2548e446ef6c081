#include "glasscape/statistics/serial.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

double gauss(CounterRng& rng) {
  return std::sqrt(-2 * std::log(1 - rng.uniform())) * std::cos(2 * std::acos(-1.0) * rng.uniform());
}

// x_{i+1} = φ x_i + noise: τ = (1 + φ)/(2(1 − φ)), variance 1.
std::vector<double> autoregressive(double phi, std::size_t n, std::uint32_t stream) {
  CounterRng rng(7, 1, stream);
  std::vector<double> x{gauss(rng)};
  while (x.size() < n) x.push_back(phi * x.back() + std::sqrt(1 - phi * phi) * gauss(rng));
  return x;
}

TEST(Serial, FindsTheTimeOfAnAutoregressiveSeries) {
  EXPECT_NEAR(autocorrelation_time(autoregressive(0.8, 200000, 0)), 4.5, 0.25);
  EXPECT_NEAR(autocorrelation_time(autoregressive(0.0, 200000, 1)), 0.5, 0.02);
}

// The error of the mean over many series is their spread about the true mean; without τ it would be three times less.
TEST(Serial, ErrorsOfMeanAndSlopeAreTheirSpread) {
  constexpr int series = 300;
  constexpr std::size_t n = 2000;
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<double>(i);
  double mean2 = 0, mean_error2 = 0, slope2 = 0, slope_error2 = 0;
  for (int k = 0; k < series; ++k) {
    const auto y = autoregressive(0.8, n, 10 + static_cast<std::uint32_t>(k));
    const SerialMean m = serial_mean(y);
    const SerialLine l = serial_line(x, y);
    mean2 += m.mean * m.mean;
    mean_error2 += m.error * m.error;
    slope2 += l.slope * l.slope;
    slope_error2 += l.slope_error * l.slope_error;
  }
  EXPECT_NEAR(std::sqrt(mean_error2 / mean2), 1, 0.15);
  EXPECT_NEAR(std::sqrt(slope_error2 / slope2), 1, 0.15);
}

TEST(Serial, KeepsAStraightLine) {
  std::vector<double> x, y;
  for (int i = 0; i < 20; ++i) {
    x.push_back(0.1 * i);
    y.push_back(3 - 2 * x.back());
  }
  const SerialLine line = serial_line(x, y);
  EXPECT_NEAR(line.slope, -2, 1e-12);
  EXPECT_NEAR(line.at(0), 3, 1e-12);
  EXPECT_NEAR(line.slope_error, 0, 1e-12);
}

TEST(Serial, IsUndefinedForFewValues) {
  const std::vector<double> few{1, 2, 3};
  EXPECT_TRUE(std::isnan(autocorrelation_time(few)));
  EXPECT_EQ(serial_mean(few).mean, 2);
  EXPECT_TRUE(std::isnan(serial_mean(few).error));
  EXPECT_TRUE(std::isnan(serial_mean({}).mean));
  EXPECT_TRUE(std::isnan(serial_line(few, few).slope));
  const std::vector<double> same(10, 1.0);
  EXPECT_TRUE(std::isnan(serial_line(same, same).slope));
}

}  // namespace
}  // namespace glasscape
