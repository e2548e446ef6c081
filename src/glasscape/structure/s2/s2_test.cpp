#include "glasscape/structure/s2/s2.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/structure/s2/entropy_integral.hpp"
#include "glasscape/structure/s2/smeared_histogram.hpp"

namespace glasscape {
namespace {

Configuration random_gas(std::size_t n, const Mat3& cell, std::size_t species, std::uint64_t seed) {
  CounterRng rng(seed, 9);
  Configuration c;
  c.box = Box(cell, {1, -2, 3});
  c.species.assign(species, {"A", 1});
  for (std::size_t i = 0; i < n; ++i) {
    const double a = rng.uniform(), b = rng.uniform(), s = rng.uniform();
    c.positions.push_back(c.box.cartesian({a, b, s}));
    c.types.push_back(static_cast<std::int32_t>(i % species));
    c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return c;
}

double mean(const Field& field) {
  return std::accumulate(field.values().begin(), field.values().end(), 0.0) / static_cast<double>(field.atoms());
}

// The definition: every image, whole Gaussians, logarithm and all.
double oracle(const Configuration& c, std::size_t i, const S2Options& o, int images) {
  const auto bins = static_cast<int>(std::ceil(o.cutoff / o.dr * (1 - 1e-12)));
  const double dr = o.cutoff / bins;
  double total = 0;
  for (std::size_t species = 0; species < c.species.size(); ++species) {
    const double density = static_cast<double>(c.counts()[species]) / c.box.volume();
    if (density == 0) continue;
    std::vector<double> g(static_cast<std::size_t>(bins));
    for (std::size_t j = 0; j < c.size(); ++j) {
      if (static_cast<std::size_t>(c.types[j]) != species) continue;
      for (int x = -images; x <= images; ++x) {
        for (int y = -images; y <= images; ++y) {
          for (int z = -images; z <= images; ++z) {
            if (i == j && x == 0 && y == 0 && z == 0) continue;
            const double d =
                norm(c.positions[j] - c.positions[i] + Vec3{double(x), double(y), double(z)} * c.box.cell());
            for (int k = 0; k < bins; ++k) {
              const double r = (k + 0.5) * dr;
              g[static_cast<std::size_t>(k)] +=
                  std::exp(-std::pow((r - d) / o.smearing, 2) / 2) /
                  (std::sqrt(2 * std::numbers::pi) * o.smearing * 4 * std::numbers::pi * r * r * density);
            }
          }
        }
      }
    }
    for (int k = 0; k < bins; ++k) {
      const double r = (k + 0.5) * dr, value = g[static_cast<std::size_t>(k)];
      total += density * (value > 0 ? value * std::log(value) - value + 1 : 1) * r * r * dr;
    }
  }
  return -2 * std::numbers::pi * total;
}

TEST(S2, AgreesWithTheDefinition) {
  const Mat3 tilted{{Vec3{6, 0, 0}, Vec3{1.5, 6.5, 0}, Vec3{-1, 0.7, 5.5}}};
  const Configuration c = random_gas(25, tilted, 2, 3);
  for (const S2Options& o :
       {S2Options{.cutoff = 7.3, .smearing = 0.2, .dr = 0.02}, S2Options{.cutoff = 4, .smearing = 0.1, .dr = 0.05},
        S2Options{.cutoff = 5, .smearing = 0.5, .dr = 0.5}}) {
    const Field field = s2(c, o, {.threads = 2})[0];
    for (const std::size_t i : {0U, 7U, 24U}) {
      EXPECT_NEAR(field.at(i), oracle(c, i, o, 3), 2e-8);
    }
  }
}

TEST(S2, RandomGasHasTheKnownBias) {
  // methods: −rc/(8√π σ) per species to leading order; corrections lower the magnitude by about 4 % at 5,000 atoms.
  const double side = std::cbrt(5000 * 16.0);
  const double leading = -11.2 / (8 * std::sqrt(std::numbers::pi) * 0.2);
  for (const std::size_t species : {1U, 2U}) {
    const Configuration c = random_gas(5000, Mat3::diagonal(side, side, side), species, 5);
    const double ratio = mean(s2(c, {}, {})[0]) / (leading * static_cast<double>(species));
    EXPECT_NEAR(ratio, 0.96, 0.02) << species;
  }
}

TEST(S2, AbsentSpeciesAddNothing) {
  Configuration c = random_gas(40, Mat3::diagonal(9, 9, 9), 1, 8);
  const Field one = s2(c, {.cutoff = 5}, {})[0];
  c.species.push_back({"B", 1});
  const Field two = s2(c, {.cutoff = 5}, {})[0];
  for (std::size_t i = 0; i < c.size(); ++i) EXPECT_EQ(one.at(i), two.at(i));
}

TEST(S2, SpeciesBlindIsThatOfOneSpecies) {
  Configuration c = random_gas(40, Mat3::diagonal(9, 9, 9), 2, 8);
  const Field blind = s2(c, {.cutoff = 5, .by_species = false}, {})[0], resolved = s2(c, {.cutoff = 5}, {})[0];
  c.types.assign(c.size(), 0);
  c.species.pop_back();
  const Field one = s2(c, {.cutoff = 5}, {})[0];
  for (std::size_t i = 0; i < c.size(); ++i) {
    EXPECT_NEAR(blind.at(i), one.at(i), 1e-12);
    EXPECT_GT(std::abs(blind.at(i) - resolved.at(i)), 0.1);
    EXPECT_NEAR(blind.at(i), oracle(c, i, {.cutoff = 5}, 3), 2e-8);
  }
}

TEST(S2, FallsWithOrder) {
  Configuration crystal = random_gas(0, Mat3::diagonal(16, 16, 16), 1, 1);
  for (int k = 0; k < 64; ++k) {
    for (const Vec3& s : {Vec3{0, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0.5, 0, 0.5}, Vec3{0, 0.5, 0.5}}) {
      crystal.positions.push_back((s + Vec3{double(k / 16), double(k / 4 % 4), double(k % 4)}) * 4.0);
      crystal.types.push_back(0);
      crystal.ids.push_back(static_cast<std::int64_t>(crystal.ids.size()) + 1);
    }
  }
  Configuration shaken = crystal;
  CounterRng rng(2, 2);
  for (Vec3& r : shaken.positions) r += 0.3 * Vec3{rng.normal(), rng.normal(), rng.normal()};
  EXPECT_LT(mean(s2(crystal, {}, {})[0]), mean(s2(shaken, {}, {})[0]) - 1);
}

TEST(EntropyIntegral, IsTheSumWithLogarithms) {
  constexpr std::size_t bins = 203;
  const double width = 0.05, density = 0.03;
  const EntropyIntegral integral(width, bins);
  CounterRng rng(4, 1);
  for (std::size_t k = 0; k < bins; ++k) {
    std::vector<double> counts(bins, -1e-9);  // less than nothing counts as nothing
    counts[k] = std::pow(10, -28 + 31 * rng.uniform());
    double expected = 0;
    for (std::size_t b = 0; b < bins; ++b) {
      const double r = (static_cast<double>(b) + 0.5) * width;
      const double g = std::max(0.0, counts[b]) / (4 * std::numbers::pi * density * r * r);
      expected += (g > 0 ? g * std::log(g) - g + 1 : 1) * r * r * width;
    }
    EXPECT_NEAR(integral(counts, density), expected, 1e-13 * std::abs(expected)) << counts[k];
  }
}

TEST(SmearedHistogram, IsTheSumOfGaussians) {
  for (const auto& [width, sigma] : {std::pair{0.02, 0.2}, {0.02, 0.021}, {0.05, 0.1}, {0.2, 0.2}, {0.01, 0.37}}) {
    const auto bins = static_cast<std::size_t>(std::ceil(10 / width));
    const double end = width * static_cast<double>(bins);
    SmearedHistogram h(width, bins, sigma);
    h.add(1);
    h.clear();
    const std::vector<double> centres{0, 0.3 * sigma,       2,           2.013,          2.01999,
                                      5, end - 0.1 * width, end + sigma, end + 3 * sigma};
    for (const double r : centres) h.add(r);
    h.add(1e6);
    h.add(1e300);
    const auto values = h.values();
    ASSERT_EQ(values.size(), bins);
    const double height = 1 / (sigma * std::sqrt(2 * std::numbers::pi));
    for (std::size_t k = 0; k < bins; ++k) {
      double sum = 0;
      for (const double r : centres) {
        sum += height * std::exp(-std::pow(((static_cast<double>(k) + 0.5) * width - r) / sigma, 2) / 2);
      }
      EXPECT_NEAR(values[k], sum, 4e-9 * height) << width << " " << sigma << " " << k;
    }
  }
}

TEST(SmearedHistogram, LeavesOutWhatEndsBeyondItsEnd) {
  SmearedHistogram h(0.02, 500, 0.2);
  h.add(12);
  h.add(1e6);
  for (const double v : h.values()) EXPECT_EQ(v, 0);
}

TEST(S2, RefusesWhatHasNoMeaning) {
  Configuration c = random_gas(10, Mat3::diagonal(9, 9, 9), 1, 8);
  EXPECT_THROW(s2(c, {.smearing = 0.01}, {}), Error);
  c.box = Box(c.box.cell(), {}, {true, true, false});
  EXPECT_THROW(s2(c, {}, {}), Error);
}

}  // namespace
}  // namespace glasscape
