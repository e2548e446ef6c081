#include "glasscape/neighbors/clusters.hpp"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

TEST(Clusters, AgreeWithUnionFindOnRandomGraphs) {
  CounterRng rng(3, 1);
  for (int round = 0; round < 50; ++round) {
    const std::size_t n = 1 + rng.below(60);
    std::vector<std::uint8_t> included(n);
    for (auto& flag : included) flag = rng.below(4) != 0 ? 1 : 0;
    std::vector<Link> links;
    for (std::size_t k = 0; k < n / 2; ++k) {
      links.push_back({static_cast<std::uint32_t>(rng.below(n)), static_cast<std::uint32_t>(rng.below(n)), {}});
    }
    std::vector<std::size_t> parent(n);
    std::iota(parent.begin(), parent.end(), 0U);
    const std::function<std::size_t(std::size_t)> root = [&](std::size_t i) {
      return parent[i] == i ? i : parent[i] = root(parent[i]);
    };
    for (const Link& link : links) {
      if (included[link.a] != 0 && included[link.b] != 0) parent[root(link.a)] = root(link.b);
    }
    const Clusters clusters = find_clusters(n, links, included);
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_EQ(clusters.of[i] == Clusters::none, included[i] == 0);
      if (included[i] == 0) continue;
      std::size_t size = 0;
      for (std::size_t j = 0; j < n; ++j) {
        if (included[j] == 0) continue;
        EXPECT_EQ(clusters.of[i] == clusters.of[j], root(i) == root(j));
        size += root(i) == root(j) ? 1 : 0;
      }
      EXPECT_EQ(clusters.sizes[clusters.of[i]], size);
    }
    EXPECT_TRUE(std::is_sorted(clusters.sizes.rbegin(), clusters.sizes.rend()));
  }
}

TEST(Clusters, SeeWhatGoesAroundTheBox) {
  // Three nodes in a row along x, closed around the box; two that only touch across the boundary along y.
  const std::vector<Link> links{{0, 1, {0, 0, 0}}, {1, 2, {0, 0, 0}}, {2, 0, {1, 0, 0}}, {3, 4, {0, 1, 0}}};
  const Clusters clusters = find_clusters(6, links);
  EXPECT_EQ(clusters.sizes, (std::vector<std::size_t>{3, 2, 1}));
  EXPECT_EQ(clusters.spanning[0], (std::array<bool, 3>{true, false, false}));
  EXPECT_EQ(clusters.spanning[1], (std::array<bool, 3>{false, false, false}));
  EXPECT_EQ(clusters.of, (std::vector<std::uint32_t>{0, 0, 0, 1, 1, 2}));
  // A node linked to its own image.
  EXPECT_EQ(find_clusters(1, std::vector<Link>{{0, 0, {0, 0, 1}}}).spanning[0],
            (std::array<bool, 3>{false, false, true}));
}

TEST(Clusters, RefuseLinksOfNoNode) {
  EXPECT_THROW(find_clusters(2, std::vector<Link>{{0, 2, {}}}), std::invalid_argument);
  EXPECT_THROW(find_clusters(2, {}, std::vector<std::uint8_t>{1}), std::invalid_argument);
  EXPECT_TRUE(find_clusters(0, {}).sizes.empty());
}

}  // namespace
}  // namespace glasscape
