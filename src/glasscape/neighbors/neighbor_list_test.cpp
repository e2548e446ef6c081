#include "glasscape/neighbors/neighbor_list.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <set>
#include <tuple>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {
namespace {

using Directed = std::set<std::tuple<std::uint32_t, std::uint32_t, int, int, int>>;

Configuration random_atoms(const Box& box, std::size_t n, std::uint64_t seed, double spread = 1) {
  CounterRng rng(seed, 1);
  Configuration c;
  c.box = box;
  c.species = {{"A", 1}};
  for (std::size_t i = 0; i < n; ++i) {
    const auto draw = [&](bool periodic) { return periodic ? (rng.uniform() - 0.5) * spread + 0.5 : rng.uniform(); };
    const auto& p = box.periodic();
    const double a = draw(p[0]), b = draw(p[1]), s = draw(p[2]);
    c.positions.push_back(box.cartesian({a, b, s}));
    c.types.push_back(0);
    c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return c;
}

// Every image within `images` cells, straight from the definition.
Directed oracle(const ConfigurationView& view, double cutoff, int images) {
  Directed pairs;
  const auto reach = [&](int k) { return view.box.periodic()[k] ? images : 0; };
  for (std::uint32_t i = 0; i < view.size(); ++i) {
    for (std::uint32_t j = 0; j < view.size(); ++j) {
      for (int x = -reach(0); x <= reach(0); ++x) {
        for (int y = -reach(1); y <= reach(1); ++y) {
          for (int z = -reach(2); z <= reach(2); ++z) {
            if (i == j && x == 0 && y == 0 && z == 0) continue;
            const Vec3 d = view.positions[j] - view.positions[i] + double(x) * view.box.cell()[0] +
                           double(y) * view.box.cell()[1] + double(z) * view.box.cell()[2];
            if (norm2(d) < cutoff * cutoff) pairs.insert({i, j, x, y, z});
          }
        }
      }
    }
  }
  return pairs;
}

Directed listed(const NeighborList& list) {
  Directed pairs;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    for (const Neighbor& n : list.of(i)) pairs.insert({i, n.index, n.shift.x, n.shift.y, n.shift.z});
  }
  return pairs;
}

struct Case {
  const char* name;
  Mat3 cell;
  std::array<bool, 3> periodic;
  double cutoff;
  double spread;
};

class AgainstOracle : public testing::TestWithParam<Case> {};

TEST_P(AgainstOracle, ListsTheSamePairs) {
  const Case& p = GetParam();
  const auto c = random_atoms(Box(p.cell, {-1, 2, 0.5}, p.periodic), 60, 7, p.spread);
  const NeighborList list(c.view(), p.cutoff);
  const auto expected = oracle(c.view(), p.cutoff, 6);
  EXPECT_EQ(listed(list), expected);
  EXPECT_EQ(list.pairs(), expected.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (const Neighbor& n : list.of(i)) EXPECT_LT(norm(bond(c.view(), i, n)), p.cutoff);
  }
}

TEST_P(AgainstOracle, SweepVisitsEachUnorderedPairOnce) {
  const Case& p = GetParam();
  const auto c = random_atoms(Box(p.cell, {-1, 2, 0.5}, p.periodic), 60, 7, p.spread);
  const auto expected = oracle(c.view(), p.cutoff, 6);
  for (const int subdivision : {1, 2, 3, 5}) {
    const CellGrid grid(c.view(), p.cutoff, subdivision);
    Directed both;
    std::size_t visits = 0;
    for (std::uint32_t slot = 0; slot < grid.size(); ++slot) {
      grid.pairs(slot, [&](std::uint32_t other, const Image& image, double d2) {
        ++visits;
        const auto i = grid.atom(slot), j = grid.atom(other);
        const Shift s = grid.shift(slot, other, image);
        EXPECT_NEAR(norm2(bond(c.view(), i, {j, s})), d2, 1e-11);
        EXPECT_NEAR(norm2(grid.bond(slot, other, image)), d2, 1e-11);
        both.insert({i, j, s.x, s.y, s.z});
        both.insert({j, i, -s.x, -s.y, -s.z});
      });
    }
    EXPECT_EQ(both, expected) << subdivision;
    EXPECT_EQ(2 * visits, expected.size()) << subdivision;
  }
}

const Mat3 tilted{{Vec3{9, 0, 0}, Vec3{4.2, 8, 0}, Vec3{-3.1, 2.7, 10}}};
INSTANTIATE_TEST_SUITE_P(Boxes, AgainstOracle,
                         testing::Values(Case{"ortho", Mat3::diagonal(12, 10, 14), {true, true, true}, 3.0, 1},
                                         Case{"above_half", Mat3::diagonal(6, 7, 8), {true, true, true}, 5.5, 1},
                                         Case{"above_box", Mat3::diagonal(5, 6, 5), {true, true, true}, 8.1, 1},
                                         Case{"tilted", tilted, {true, true, true}, 4.5, 1},
                                         Case{"unwrapped", tilted, {true, true, true}, 3.5, 4},
                                         Case{"slab", tilted, {true, true, false}, 6.5, 1},
                                         Case{"cluster", Mat3::diagonal(9, 9, 9), {false, false, false}, 20.0, 1}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(NeighborList, FccShellCounts) {
  // 32 atoms of fcc in a 2×2×2 cell: shells of 12, 6, 24, 12 at a·sqrt(k/2), reached with cutoffs above half the box.
  Configuration c;
  const double a = 4;
  c.box = Box::orthorhombic(2 * a, 2 * a, 2 * a);
  c.species = {{"A", 1}};
  for (int x = 0; x < 4; ++x) {
    for (int y = 0; y < 4; ++y) {
      for (int z = 0; z < 4; ++z) {
        if ((x + y + z) % 2 == 0) c.positions.push_back({x * a / 2, y * a / 2, z * a / 2});
      }
    }
  }
  c.types.assign(c.size(), 0);
  const std::pair<double, std::size_t> shells[] = {{0.75, 12}, {1.1, 18}, {1.3, 42}, {1.5, 54}};
  for (const auto& [cutoff, count] : shells) {
    const NeighborList list(c.view(), cutoff * a);
    for (std::size_t i = 0; i < list.size(); ++i) EXPECT_EQ(list.of(i).size(), count);
  }
}

TEST(NeighborList, RefusesCutoffsThatMeanNothing) {
  const auto c = random_atoms(Box::orthorhombic(5, 5, 5), 4, 1);
  for (const double cutoff : {0.0, -1.0, std::nan(""), double{HUGE_VAL}})
    EXPECT_THROW(NeighborList(c.view(), cutoff), Error);
}

}  // namespace
}  // namespace glasscape
