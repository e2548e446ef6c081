#include "glasscape/neighbors/domains.hpp"

#include <gtest/gtest.h>

#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

Configuration lattice(int n, double a = 3) {
  Configuration c;
  c.box = Box::orthorhombic(n * a, n * a, n * a);
  c.species = {{"Cu", 63.5}};
  for (int z = 0; z < n; ++z)
    for (int y = 0; y < n; ++y)
      for (int x = 0; x < n; ++x) c.positions.push_back({x * a, y * a, z * a});
  c.types.assign(c.positions.size(), 0);
  return c;
}

TEST(Domains, RodsAndSheetsSpanTheDirectionsTheyRunIn) {
  const int n = 6;
  const Configuration c = lattice(n);
  const NeighborList neighbors(c.view(), 3.1);
  std::vector<int> kind(c.size(), -1);
  const auto at = [&](int x, int y, int z) -> int& { return kind[static_cast<std::size_t>(x + n * (y + n * z))]; };
  for (int x = 0; x < n; ++x) at(x, 0, 0) = 0;  // a rod through the box
  for (int x = 1; x < n; ++x) at(x, 2, 0) = 0;  // one with a gap
  for (int y = 0; y < n; ++y)
    for (int z = 0; z < n; ++z) at(2, y, z) = z == 3 ? 7 : at(2, y, z);  // a rod along y of another kind
  at(5, 5, 3) = 0;
  const Domains found = find_domains(neighbors, kind);
  ASSERT_EQ(found.domains.size(), 4U);
  EXPECT_EQ(found.domains[0].size, 6U);
  EXPECT_EQ(found.domains[0].spans, (std::array<bool, 3>{true, false, false}));
  EXPECT_EQ(found.domains[1].kind, 7);
  EXPECT_EQ(found.domains[1].spans, (std::array<bool, 3>{false, true, false}));
  EXPECT_EQ(found.domains[2].size, 5U);
  EXPECT_EQ(found.domains[2].spans, (std::array<bool, 3>{false, false, false}));
  EXPECT_EQ(found.domains[3].size, 1U);
  EXPECT_EQ(found.of[0], 0U);
  EXPECT_EQ(found.of[1 + 6], Domains::none);
}

// Against labels that spread until nothing changes.
TEST(Domains, AgreeWithSpreadingLabels) {
  Configuration c = lattice(8);
  CounterRng rng(3, 1);
  for (Vec3& r : c.positions) r += Vec3{rng.uniform(), rng.uniform(), rng.uniform()};
  const NeighborList neighbors(c.view(), 3.4);
  std::vector<int> kind(c.size());
  for (int& k : kind) k = rng.uniform() < 0.1 ? -1 : rng.uniform() < 0.3 ? 1 : 0;
  const Domains found = find_domains(neighbors, kind);
  std::vector<std::size_t> label(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) label[i] = i;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < c.size(); ++i) {
      for (const Neighbor& b : neighbors.of(i)) {
        if (kind[i] < 0 || kind[b.index] != kind[i] || label[b.index] >= label[i]) continue;
        label[i] = label[b.index];
        changed = true;
      }
    }
  }
  std::vector<std::size_t> sizes(c.size(), 0);
  for (std::size_t i = 0; i < c.size(); ++i) ++sizes[label[i]];
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (kind[i] < 0) {
      EXPECT_EQ(found.of[i], Domains::none);
      continue;
    }
    EXPECT_EQ(found.of[i], found.of[label[i]]);
    EXPECT_EQ(found.domains[found.of[i]].size, sizes[label[i]]);
    EXPECT_EQ(found.domains[found.of[i]].kind, kind[i]);
  }
  for (std::size_t d = 1; d < found.domains.size(); ++d) EXPECT_GE(found.domains[d - 1].size, found.domains[d].size);
}

TEST(Domains, ASingleAtomThatIsItsOwnNeighbourSpans) {
  const Configuration c = lattice(1);
  const Domains found = find_domains(NeighborList(c.view(), 3.1), std::vector<int>{0});
  EXPECT_EQ(found.domains.at(0).spans, (std::array<bool, 3>{true, true, true}));
}

}  // namespace
}  // namespace glasscape
