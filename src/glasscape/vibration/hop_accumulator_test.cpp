// p_hop against the definition taken literally, on walks with planted jumps.
#include "glasscape/vibration/hop_accumulator.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

using Walk = std::vector<std::vector<Vec3>>;  // [sample][atom]

Vec3 mean(const Walk& walk, std::size_t atom, std::size_t from, std::size_t to) {
  Vec3 sum;
  for (std::size_t s = from; s < to; ++s) sum += walk[s][atom];
  return sum * (1.0 / static_cast<double>(to - from));
}

double spread(const Walk& walk, std::size_t atom, std::size_t from, std::size_t to, const Vec3& about) {
  double sum = 0;
  for (std::size_t s = from; s < to; ++s) sum += norm2(walk[s][atom] - about);
  return sum / static_cast<double>(to - from);
}

double p_hop(const Walk& walk, std::size_t atom, std::size_t t, std::size_t m) {
  const Vec3 a = mean(walk, atom, t - m, t), b = mean(walk, atom, t, t + m);
  return std::sqrt(spread(walk, atom, t - m, t, b) * spread(walk, atom, t, t + m, a));
}

// Vibration of 0.2 Å about places that atom k leaves k times, far from the origin and slowly drifting.
Walk planted(std::size_t atoms, std::size_t samples, std::size_t between) {
  Walk walk(samples, std::vector<Vec3>(atoms));
  CounterRng rng(3, 1);
  for (std::size_t i = 0; i < atoms; ++i) {
    Vec3 place{300.0 + static_cast<double>(i), -200, 5};
    std::size_t jumps = 0;
    for (std::size_t s = 0; s < samples; ++s) {
      if (s > 0 && s % between == 0 && jumps < i) {
        place += 2.0 * rng.unit_vector();
        ++jumps;
      }
      place.x += 1e-3;
      walk[s][i] = place + 0.2 * Vec3{rng.normal(), rng.normal(), rng.normal()};
    }
  }
  return walk;
}

TEST(HopAccumulator, IsTheDefinition) {
  const std::size_t atoms = 4, samples = 403, m = 12;
  const double threshold = 1.0;
  const Walk walk = planted(atoms, samples, 100);
  HopAccumulator accumulator(atoms, m, threshold);
  for (const auto& positions : walk) accumulator.add(positions);
  const auto hops = accumulator.hops();
  for (std::size_t i = 0; i < atoms; ++i) {
    double largest = 0, of_first = 0;
    std::int64_t count = 0, first = -1;
    bool above = false;
    for (std::size_t t = m; t + m <= samples; ++t) {
      const double p = p_hop(walk, i, t, m);
      largest = std::max(largest, p);
      if (p > threshold && !above) ++count;
      above = p > threshold;
      if (above && count == 1 && p > of_first) {
        of_first = p;
        first = static_cast<std::int64_t>(t);
      }
    }
    EXPECT_NEAR(hops[i].largest, largest, 1e-10 * largest) << i;
    EXPECT_EQ(hops[i].count, count) << i;
    EXPECT_EQ(hops[i].first, first) << i;
    // And the definition finds what was planted.
    EXPECT_EQ(count, static_cast<std::int64_t>(i));
    if (i > 0) {
      EXPECT_NEAR(static_cast<double>(first), 100, 1);
    }
  }
}

TEST(HopAccumulator, OfAShiftAtRestIsItsSquare) {
  HopAccumulator accumulator(2, 5, 0.5);
  for (int s = 0; s < 40; ++s) accumulator.add(std::vector<Vec3>{{s < 23 ? 1.0 : 2.5, 0, 7}, {4, 4, 4}});
  const auto hops = accumulator.hops();
  EXPECT_NEAR(hops[0].largest, 2.25, 1e-12);
  EXPECT_EQ(hops[0].count, 1);
  EXPECT_EQ(hops[0].first, 23);
  EXPECT_EQ(hops[1].largest, 0);
  EXPECT_EQ(hops[1].count, 0);
  EXPECT_EQ(hops[1].first, -1);
}

TEST(HopAccumulator, NeedsAWindowOfSamples) {
  HopAccumulator accumulator(1, 3, 1);
  for (int s = 0; s < 5; ++s) accumulator.add(std::vector<Vec3>{{double(s), 0, 0}});
  EXPECT_TRUE(std::isnan(accumulator.hops()[0].largest));
  accumulator.add(std::vector<Vec3>{{5, 0, 0}});
  EXPECT_TRUE(std::isfinite(accumulator.hops()[0].largest));
  EXPECT_THROW(accumulator.add(std::vector<Vec3>(2)), Error);
  EXPECT_THROW(HopAccumulator(1, 1, 1), Error);
  EXPECT_THROW(HopAccumulator(1, 5, 0), Error);
}

}  // namespace
}  // namespace glasscape
