#include "glasscape/structure/s2/s2.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
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

// The definition: every image, whole Gaussians (or cut at 6σ, to the bin), logarithm and all.
double oracle(const Configuration& c, std::size_t i, const S2Options& o, int images, bool cut) {
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
            if (cut && d >= o.cutoff + 6 * o.smearing) continue;
            for (int k = 0; k < bins; ++k) {
              const double r = (k + 0.5) * dr;
              if (cut && std::abs(std::floor(d / dr) - k) > std::ceil(6 * o.smearing / dr)) continue;
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
      EXPECT_NEAR(field.at(i), oracle(c, i, o, 3, true), 1e-10);
      EXPECT_NEAR(field.at(i), oracle(c, i, o, 3, false), 1e-6);
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
    EXPECT_NEAR(blind.at(i), oracle(c, i, {.cutoff = 5}, 3, true), 1e-10);
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

TEST(SmearedHistogram, HoldsWholeGaussians) {
  SmearedHistogram h(0.02, 500, 0.2, 4);
  for (const double r : {2.0, 2.013, 5.0, 5.01}) h.add(r);
  double sum = 0;
  for (const double v : h.values()) sum += 0.02 * v;
  // The cut is to the bin, so a little more than what lies within 4σ.
  EXPECT_GT(sum, 4 * std::erf(4 / std::sqrt(2)));
  EXPECT_LT(sum, 4 * std::erf(4.15 / std::sqrt(2)));
  // Beyond the end only the tail is added, and nothing at all further out.
  h.clear();
  h.add(10.1);
  EXPECT_NEAR(h.values()[499], std::exp(-std::pow(0.11 / 0.2, 2) / 2) / (0.2 * std::sqrt(2 * std::numbers::pi)), 1e-12);
  h.clear();
  h.add(1e6);
  h.add(12);
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
