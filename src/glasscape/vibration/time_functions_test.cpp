#include "glasscape/vibration/time_functions.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

const Mat3 leaning{Vec3{20, 0, 0}, Vec3{4, 21, 0}, Vec3{-3, 5, 19}};

std::vector<Vec3> random_places(const Box& box, std::size_t atoms) {
  CounterRng rng(5, 1);
  std::vector<Vec3> places;
  for (std::size_t i = 0; i < atoms; ++i) {
    places.push_back(box.cartesian({rng.uniform(), rng.uniform(), rng.uniform()}));
  }
  return places;
}

std::vector<double> times(std::size_t frames, double step = 0.5) {
  std::vector<double> t;
  for (std::size_t k = 0; k < frames; ++k) t.push_back(step * static_cast<double>(k));
  return t;
}

// All atoms have the same speed in random directions: u = vt, so that MSD = v²t², α2 = −2/5, F_s = sin(kvt)/(kvt).
TEST(TimeFunctions, OfFlightAreKnown) {
  const Box box(leaning);
  const std::size_t atoms = 4000;
  const double v = 0.3;
  const auto start = random_places(box, atoms);
  std::vector<Vec3> velocity;
  CounterRng rng(6, 1);
  for (std::size_t i = 0; i < atoms; i += 2) {
    velocity.push_back(v * rng.unit_vector());
    velocity.push_back(-1.0 * velocity.back());  // no drift
  }
  TimeFunctionAccumulator functions(std::vector<std::int32_t>(atoms, 0), 1, std::vector<double>(atoms, 63.5), times(11),
                                    {.wave_number = 1.5, .overlap_length = 0.8, .spacing = "linear"});
  for (int k = 0; k < 11; ++k) {
    auto r = start;
    for (std::size_t i = 0; i < atoms; ++i) r[i] = box.wrap(r[i] + 0.5 * k * velocity[i]).position;
    functions.add(box, r);
  }
  const TimeFunctions result = functions.result();
  ASSERT_EQ(result.time.size(), 10u);
  const SpeciesDynamics& all = result.species[0];
  for (std::size_t k = 0; k < 10; ++k) {
    const double t = 0.5 * double(k + 1), x = 1.5 * v * t;
    EXPECT_EQ(result.origins[k], 11 - (k + 1));
    EXPECT_NEAR(result.time[k], t, 1e-12);
    EXPECT_NEAR(all.msd.value[k], v * v * t * t, 1e-9);
    EXPECT_NEAR(all.non_gaussian.value[k], -0.4, 1e-9);
    EXPECT_NEAR(all.scattering.value[k], std::sin(x) / x, 1e-9);
    EXPECT_EQ(all.overlap.value[k], v * t < 0.8 ? 1 : 0);
    EXPECT_NEAR(all.msd.error[k], 0, 1e-9);
  }
  // The overlap falls from 1 at 2.5 ps to 0 at 3 ps: 1/e by interpolation in ln t.
  EXPECT_NEAR(all.overlap_time.value, std::exp(std::log(2.5) + (1 - std::exp(-1.0)) * std::log(3.0 / 2.5)), 1e-9);
}

// Independent Gaussian steps: MSD = 6Dt, α2 = 0, F_s = exp(−k² MSD / 6), 1/e at k²Dt = 1.
TEST(TimeFunctions, OfGaussianDiffusionAreKnown) {
  const Box box(leaning);
  const std::size_t atoms = 3000, frames = 201;
  const double sigma = 0.1, k = 2;
  auto r = random_places(box, atoms);
  std::vector<std::int32_t> types(atoms, 0);
  for (std::size_t i = 0; i < atoms; i += 3) types[i] = 1;
  TimeFunctionAccumulator functions(types, 2, std::vector<double>(atoms, 1), times(frames),
                                    {.wave_number = k, .overlap_length = 0.5, .origins = 50, .lags = 12});
  CounterRng rng(8, 1);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    functions.add(box, r);
    // Species 1 moves twice as far.
    for (std::size_t i = 0; i < atoms; ++i) {
      r[i] += sigma * (types[i] == 1 ? 2 : 1) * Vec3{rng.normal(), rng.normal(), rng.normal()};
      if (i % 7 == 0) r[i] = box.wrap(r[i]).position;  // wrapped or not makes no difference
    }
  }
  const TimeFunctions result = functions.result();
  ASSERT_EQ(result.species.size(), 3u);
  for (const std::size_t s : {1, 2}) {
    const SpeciesDynamics& d = result.species[s];
    const double step = 3 * sigma * sigma * (s == 2 ? 4 : 1);
    int beyond = 0;
    for (std::size_t lag = 0; lag < result.time.size(); ++lag) {
      const double msd = step * result.time[lag] / 0.5;
      EXPECT_GT(d.msd.error[lag], 0);
      EXPECT_LT(d.msd.error[lag], 0.1 * msd);
      beyond += std::abs(d.msd.value[lag] - msd) > 3 * d.msd.error[lag] ? 1 : 0;
      beyond += std::abs(d.non_gaussian.value[lag]) > 3 * d.non_gaussian.error[lag] ? 1 : 0;
      beyond += std::abs(d.scattering.value[lag] - std::exp(-k * k * msd / 6)) > 3 * d.scattering.error[lag] ? 1 : 0;
    }
    // Of 36 numbers three standard errors (of 27 parts) leave out one in three hundred.
    EXPECT_LE(beyond, 2);
    const double expected = 0.5 * 6 / (k * k * step);
    // Linear in ln t between neighbours that are a factor of 1.6 apart.
    EXPECT_NEAR(d.scattering_time.value, expected, 0.12 * expected);
    EXPECT_LT(d.scattering_time.error, 0.1 * expected);
  }
}

// The definitions, written down without any of the machinery; drift, masses, a cell that changes, two species.
TEST(TimeFunctions, AgreeWithTheirDefinition) {
  const std::size_t atoms = 400, frames = 9;
  const Box first(leaning);
  std::vector<std::int32_t> types;
  std::vector<double> masses;
  for (std::size_t i = 0; i < atoms; ++i) {
    types.push_back(i % 4 == 0 ? 1 : 0);
    masses.push_back(types.back() == 1 ? 91.2 : 63.5);
  }
  CounterRng rng(9, 1);
  std::vector<Box> boxes;
  std::vector<std::vector<Vec3>> fractional(frames);  // followed
  for (std::size_t f = 0; f < frames; ++f) {
    boxes.emplace_back((1 + 0.002 * double(f)) * leaning, Vec3{0.1 * double(f), 0, 0});
    for (std::size_t i = 0; i < atoms; ++i) {
      const Vec3 step = 0.01 * Vec3{rng.normal(), rng.normal(), rng.normal()} + Vec3{0.02, 0, 0.01};
      fractional[f].push_back(f == 0 ? Vec3{rng.uniform(), rng.uniform(), rng.uniform()} : fractional[f - 1][i] + step);
    }
  }
  const double k = 2.2, a = 0.6;
  TimeFunctionAccumulator functions(types, 2, masses, times(frames),
                                    {.wave_number = k, .overlap_length = a, .origins = 3, .spacing = "linear"});
  for (std::size_t f = 0; f < frames; ++f) {
    std::vector<Vec3> r;
    for (const Vec3& place : fractional[f]) r.push_back(boxes[f].wrap(boxes[f].cartesian(place)).position);
    functions.add(boxes[f], r, {.threads = 2});
  }
  const TimeFunctions result = functions.result();
  ASSERT_EQ(result.time.size(), 8u);
  for (std::size_t lag = 1; lag < frames; ++lag) {
    for (int s = -1; s < 2; ++s) {
      double n = 0, square = 0, fourth = 0, scattering = 0, overlap = 0;
      std::size_t origins = 0;
      for (std::size_t o = 0; o + lag < frames; o += 3) {
        ++origins;
        Vec3 drift;
        double mass = 0;
        for (std::size_t i = 0; i < atoms; ++i) {
          drift += masses[i] * ((fractional[o + lag][i] - fractional[o][i]) * boxes[o].cell());
          mass += masses[i];
        }
        drift *= 1 / mass;
        for (std::size_t i = 0; i < atoms; ++i) {
          if (s >= 0 && types[i] != s) continue;
          const double u = norm((fractional[o + lag][i] - fractional[o][i]) * boxes[o].cell() - drift);
          n += 1;
          square += u * u;
          fourth += u * u * u * u;
          scattering += std::sin(k * u) / (k * u);
          overlap += u < a ? 1 : 0;
        }
      }
      const SpeciesDynamics& d = result.species[std::size_t(s + 1)];
      EXPECT_EQ(result.origins[lag - 1], origins);
      EXPECT_NEAR(d.msd.value[lag - 1], square / n, 1e-10);
      EXPECT_NEAR(d.non_gaussian.value[lag - 1], 3 * (fourth / n) / (5 * (square / n) * (square / n)) - 1, 1e-9);
      EXPECT_NEAR(d.scattering.value[lag - 1], scattering / n, 1e-10);
      EXPECT_NEAR(d.overlap.value[lag - 1], overlap / n, 1e-12);
    }
  }
}

TEST(TimeFunctions, FindThePeakOfAlpha2) {
  // One atom in eight jumps by 2 Å in frame 2, and all have drifted as far apart in frame 6.
  const Box box = Box::orthorhombic(20, 20, 20);
  const auto start = random_places(box, 800);
  TimeFunctionAccumulator functions(std::vector<std::int32_t>(800, 0), 1, std::vector<double>(800, 1), times(7),
                                    {.origins = 1, .spacing = "linear"});
  for (int k = 0; k < 7; ++k) {
    auto r = start;
    for (std::size_t i = 0; i < 800; ++i) {
      const double sign = i < 400 ? 1 : -1;
      r[i] += Vec3{sign * 0.3 * k * k / 4, i % 8 == 0 && k >= 2 ? 2.0 * sign : 0, 0};
    }
    functions.add(box, r);
  }
  const SpeciesDynamics d = functions.result().species[0];
  EXPECT_NEAR(d.peak_time, 1, 1e-12);
  // u⁴ and u² of the jump's frame: one atom in eight with 4.09 Å², the others with 0.09.
  const double square = (4.09 + 7 * 0.09) / 8, fourth = (4.09 * 4.09 + 7 * 0.09 * 0.09) / 8;
  EXPECT_NEAR(d.peak.value, 0.6 * fourth / square / square - 1, 1e-9);
  EXPECT_FALSE(d.peak_at_end);
  EXPECT_TRUE(std::isnan(d.scattering_time.value) || d.scattering_time.value > 0);
}

TEST(TimeFunctions, UseOneOriginWhereFramesAreNotEquallySpaced) {
  const Box box = Box::orthorhombic(20, 20, 20);
  TimeFunctionAccumulator functions(std::vector<std::int32_t>(40, 0), 1, std::vector<double>(40, 1), {0, 1, 3, 10}, {});
  EXPECT_FALSE(functions.equally_spaced());
  for (int k = 0; k < 4; ++k) functions.add(box, random_places(box, 40));
  const TimeFunctions result = functions.result();
  EXPECT_EQ(result.time, (std::vector<double>{1, 3, 10}));
  EXPECT_EQ(result.origins, (std::vector<std::size_t>{1, 1, 1}));
  EXPECT_TRUE(std::isnan(result.species[0].msd.error[0])) << "40 atoms are too few for errors";
  EXPECT_TRUE(std::isnan(result.species[0].non_gaussian.value[0])) << "nothing moves";
}

TEST(TimeFunctions, RefuseWhatCannotBeFollowed) {
  const std::vector<std::int32_t> types(2, 0);
  const std::vector<double> masses(2, 1);
  EXPECT_THROW(TimeFunctionAccumulator(types, 1, masses, {0}, {}), Error);
  EXPECT_THROW(TimeFunctionAccumulator(types, 1, masses, {0, 1, 1}, {}), Error);
  EXPECT_THROW(TimeFunctionAccumulator(types, 1, {1, 0}, {0, 1}, {}), Error);
  EXPECT_THROW(TimeFunctionAccumulator(types, 1, masses, {0, 1}, {.wave_number = 0}), Error);
  const Box box = Box::orthorhombic(10, 10, 10);
  TimeFunctionAccumulator functions(types, 1, masses, {0, 1}, {});
  functions.add(box, std::vector<Vec3>{{1, 1, 1}, {5, 5, 5}});
  EXPECT_THROW(functions.add(box, std::vector<Vec3>{{1, 1, 1}}), Error);
  EXPECT_THROW(functions.add(box, std::vector<Vec3>{{1, 1, 1}, {9.8, 5, 5}}), Error);
}

}  // namespace
}  // namespace glasscape
