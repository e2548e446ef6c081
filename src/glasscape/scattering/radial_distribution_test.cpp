#include "glasscape/scattering/radial_distribution.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/scattering/extrema.hpp"
#include "glasscape/scattering/troughs.hpp"

namespace glasscape {
namespace {

Configuration random_gas(std::size_t n, const Mat3& cell, std::size_t species, std::uint64_t seed) {
  CounterRng rng(seed, 3);
  Configuration c;
  c.box = Box(cell, {-3, 1, 2});
  c.species.assign(species, {"A", 1});
  for (std::size_t i = 0; i < n; ++i) {
    const double a = 3 * rng.uniform() - 1, b = rng.uniform(), s = rng.uniform();
    c.positions.push_back(c.box.cartesian({a, b, s}));
    c.types.push_back(static_cast<std::int32_t>(i % species));
    c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return c;
}

RadialDistribution of(const Configuration& c, double rmax, double dr, int threads = 2) {
  RadialDistribution rdf({.rmax = rmax, .dr = dr}, c.species.size());
  rdf.add(c.view(), {.threads = threads});
  return rdf;
}

const Mat3 tilted{{Vec3{7, 0, 0}, Vec3{2.2, 8, 0}, Vec3{-3.1, 2.7, 6}}};

TEST(RadialDistribution, CountsEveryPairOfImages) {
  const Configuration c = random_gas(40, tilted, 2, 5);
  const double rmax = 11.5, dr = 0.23;  // more than one and a half times the smallest height
  const RadialDistribution rdf = of(c, rmax, dr);
  std::vector<std::uint64_t> expected(rdf.bins() * 4, 0);
  for (std::size_t i = 0; i < c.size(); ++i) {
    for (std::size_t j = 0; j < c.size(); ++j) {
      for (int image = 0; image < 2197; ++image) {
        const Vec3 shift{double(image / 169 - 6), double(image / 13 % 13 - 6), double(image % 13 - 6)};
        const double d = norm(c.positions[j] - c.positions[i] + shift * c.box.cell());
        if (d == 0 || d >= rmax) continue;
        const auto k = static_cast<std::size_t>(d / rdf.width());
        ++expected[static_cast<std::size_t>(c.types[i] * 2 + c.types[j]) * rdf.bins() + k];
      }
    }
  }
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b) {
      for (std::size_t k = 0; k < rdf.bins(); ++k)
        EXPECT_EQ(rdf.pairs(a, b, k), expected[(2 * a + b) * rdf.bins() + k]);
    }
  }
}

TEST(RadialDistribution, CesiumChlorideShells) {
  Configuration c;
  c.box = Box::orthorhombic(3.2, 3.2, 3.2);
  c.species = {{"Cu", 1}, {"Zr", 1}};
  c.ids = {1, 2};
  c.types = {0, 1};
  c.positions = {{0.1, 0.2, 0.3}, {1.7, 1.8, 1.9}};
  const RadialDistribution rdf = of(c, 8, 0.01);
  const auto shell = [&](std::size_t a, std::size_t b, double r) {
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k < rdf.bins(); ++k) {
      if (std::abs(rdf.radius(k) - r) < 0.02) sum += rdf.pairs(a, b, k);
    }
    return sum;
  };
  EXPECT_EQ(shell(0, 1, 3.2 * std::sqrt(3) / 2), 8U);
  EXPECT_EQ(shell(1, 0, 3.2 * std::sqrt(11) / 2), 24U);
  EXPECT_EQ(shell(0, 0, 3.2), 6U);
  EXPECT_EQ(shell(0, 0, 3.2 * std::sqrt(2)), 12U);
  EXPECT_EQ(shell(1, 1, 3.2 * std::sqrt(3)), 8U);
  EXPECT_EQ(shell(1, 1, 6.4), 6U);
}

TEST(RadialDistribution, IdealGasIsFlat) {
  const Configuration c = random_gas(4000, Mat3::diagonal(30, 31, 29), 2, 8);
  const RadialDistribution rdf = of(c, 14, 0.1);
  for (const auto& [a, b] : {std::pair<std::size_t, std::size_t>{0, 0}, {0, 1}, {1, 1}}) {
    const auto g = rdf.partial(a, b);
    double chi2 = 0, terms = 0;
    for (std::size_t k = 5; k < rdf.bins(); ++k) {
      // Unordered pairs are what is counted independently.
      const double n = a == b ? rdf.expected_pairs(a, b, k) / 2 : rdf.expected_pairs(a, b, k);
      // N_b/V also for like species, so that an atom does not meet itself: (N − 1)/N is expected below half the box.
      const double expected = a == b ? 1 - 1 / 2000.0 : 1;
      chi2 += (g[k] - expected) * (g[k] - expected) * n;
      ++terms;
    }
    EXPECT_NEAR(chi2 / terms, 1, 5 * std::sqrt(2 / terms)) << a << b;
  }
}

TEST(RadialDistribution, TotalIsTheWeightedSumOfPartials) {
  Configuration c = random_gas(300, tilted * 2.0, 3, 4);
  for (auto& type : c.types) type = type == 2 ? 1 : type;
  c.types[0] = 2;
  const RadialDistribution rdf = of(c, 9, 0.3);
  const auto total = rdf.total();
  const auto counts = c.counts();
  for (std::size_t k = 0; k < rdf.bins(); ++k) {
    double sum = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) {
        sum += static_cast<double>(counts[a] * counts[b]) / 9e4 * rdf.partial(a, b)[k];
      }
    }
    EXPECT_NEAR(total[k], sum, 1e-12);
  }
}

TEST(RadialDistribution, ReplicationAndThreadsChangeNothing) {
  const Configuration c = random_gas(50, tilted, 2, 6);
  Configuration twice = c;
  twice.box = Box({{2.0 * tilted[0], tilted[1], tilted[2]}}, c.box.origin());
  for (std::size_t i = 0; i < c.size(); ++i) {
    twice.positions.push_back(c.positions[i] + tilted[0]);
    twice.types.push_back(c.types[i]);
    twice.ids.push_back(twice.ids.back() + 1);
  }
  const auto one = of(c, 10, 0.2, 1), two = of(c, 10, 0.2, 2), big = of(twice, 10, 0.2);
  for (std::size_t k = 0; k < one.bins(); ++k) {
    EXPECT_EQ(one.pairs(0, 1, k), two.pairs(0, 1, k));
    EXPECT_NEAR(static_cast<double>(big.pairs(0, 1, k)), 2.0 * static_cast<double>(one.pairs(0, 1, k)), 2.0);
  }
}

TEST(RadialDistribution, FramesAreAveraged) {
  const Configuration a = random_gas(60, tilted, 1, 1);
  Configuration b = random_gas(60, tilted * 1.2, 1, 2);
  RadialDistribution both({.rmax = 6, .dr = 0.5}, 1);
  both.add(a.view());
  both.add(b.view());
  const auto ga = of(a, 6, 0.5), gb = of(b, 6, 0.5);
  for (std::size_t k = 0; k < both.bins(); ++k) {
    const double wa = 1 / a.box.volume(), wb = 1 / b.box.volume();
    EXPECT_NEAR(both.total()[k], (wa * ga.total()[k] + wb * gb.total()[k]) / (wa + wb), 1e-12);
  }
  b.species.push_back({"B", 1});
  EXPECT_THROW(both.add(b.view()), Error);
}

TEST(RadialDistribution, RefusesWhatHasNoMeaning) {
  Configuration c = random_gas(10, tilted, 1, 1);
  EXPECT_THROW(RadialDistribution({.rmax = 0}, 1), Error);
  EXPECT_THROW(RadialDistribution({.rmax = 5, .dr = 1e-9}, 1), Error);
  c.box = Box(tilted, {}, {true, false, true});
  EXPECT_THROW(of(c, 5, 0.1), Error);
}

TEST(Extrema, AreFoundThroughCountingNoise) {
  // g = 1 + A exp(−r/4) cos(2π(r − 2.7)/2.4) beyond the core: extrema nearly at 2.7 + 1.2 n, pulled in by the decay.
  CounterRng rng(12, 1);
  const double width = 0.02, density = 0.06, atoms = 5000;
  std::vector<double> g, expected;
  for (int k = 0; k < 650; ++k) {
    const double r = (k + 0.5) * width;
    const double mean = r < 2 ? 0 : 1 + 2 * std::exp(-(r - 2.7) / 3) * std::cos(2 * std::numbers::pi * (r - 2.7) / 2.4);
    const double n = atoms / 2 * density * 4 * std::numbers::pi * r * r * width;
    expected.push_back(n);
    g.push_back(std::max(0.0, mean) + std::sqrt(std::max(mean, 0.0) / n) * rng.normal());
  }
  const Extrema found = find_extrema(g, width, 0.07, expected);
  const double pull = std::atan(2.4 / (2 * std::numbers::pi * 3)) * 2.4 / (2 * std::numbers::pi);
  ASSERT_EQ(found.peaks.size(), 5U);
  ASSERT_EQ(found.troughs.size(), 4U);
  for (std::size_t n = 1; n < 4; ++n) {
    EXPECT_NEAR(found.peaks[n].r, 2.7 + 2.4 * static_cast<double>(n) - pull, 0.06);
    EXPECT_NEAR(found.troughs[n].r, 3.9 + 2.4 * static_cast<double>(n) - pull, 0.06);
  }
}

TEST(Extrema, FlatCurvesHaveNone) {
  CounterRng rng(13, 1);
  std::vector<double> g, expected;
  for (int k = 0; k < 500; ++k) {
    expected.push_back(400 + k);
    g.push_back(1 + rng.normal() / std::sqrt(expected.back()));
  }
  EXPECT_LE(find_extrema(g, 0.02, 0.07, expected).peaks.size(), 1U);
}

TEST(Smooth, KeepsConstantsAndIsAGaussian) {
  std::vector<double> flat(50, 2.5), spike(101, 0);
  for (const double v : smooth(flat, 0.02, 0.1)) EXPECT_NEAR(v, 2.5, 1e-14);
  spike[50] = 1 / 0.02;
  const auto s = smooth(spike, 0.02, 0.1);
  EXPECT_NEAR(s[50], 1 / (0.1 * std::sqrt(2 * std::numbers::pi)), 1e-3);
  EXPECT_NEAR(s[55] / s[50], std::exp(-0.5), 1e-12);
}

TEST(Troughs, LieBetweenTheShellsOfACrystal) {
  // fcc of edge 4 Å, shaken: shells at 2.83, 4, 4.9 and 5.66 Å.
  Configuration c;
  c.box = Box::orthorhombic(24, 24, 24);
  c.species = {{"A", 1}, {"B", 1}};
  CounterRng rng(3, 3);
  for (int k = 0; k < 216; ++k) {
    for (const Vec3& s : {Vec3{0, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0.5, 0, 0.5}, Vec3{0, 0.5, 0.5}}) {
      c.positions.push_back((s + Vec3{double(k / 36), double(k / 6 % 6), double(k % 6)}) * 4.0 +
                            0.06 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(static_cast<std::int32_t>(rng.below(2)));
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  const double shells[] = {2.828, 4, 4.899, 5.657};
  for (std::size_t k = 1; k <= 3; ++k) {
    const double r = trough_of_g(c.view(), k, "test", {.threads = 2});
    EXPECT_GT(r, shells[k - 1] + 0.2) << k;
    EXPECT_LT(r, shells[k] - 0.2) << k;
  }
}

TEST(Troughs, OfAGasAreRefused) {
  Configuration c;
  c.box = Box::orthorhombic(20, 20, 20);
  c.species = {{"A", 1}};
  CounterRng rng(3, 4);
  for (int i = 0; i < 300; ++i) {
    c.positions.push_back(20 * Vec3{rng.uniform(), rng.uniform(), rng.uniform()});
    c.types.push_back(0);
    c.ids.push_back(i + 1);
  }
  EXPECT_THROW(trough_of_g(c.view(), 2, "test"), Error);
  EXPECT_THROW(trough_of_g(c.view(), 0, "test"), Error);
  c.box = Box(c.box.cell(), {}, {true, true, false});
  EXPECT_THROW(trough_of_g(c.view(), 1, "test"), Error);
}

}  // namespace
}  // namespace glasscape
