#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {

/// A link from node a to the image of node b that is `shift` cells away. Given once; it holds in both directions.
struct Link {
  std::uint32_t a, b;
  Shift shift;
};

/// Connected sets of nodes of a periodic graph.
struct Clusters {
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  std::vector<std::uint32_t> of;              ///< index of each node's cluster, or none for a node that is left out
  std::vector<std::size_t> sizes;             ///< nodes of each cluster: largest first, equal ones by their first node
  std::vector<std::array<bool, 3>> spanning;  ///< the cluster meets its own image along this cell vector
};

/// Finds what hangs together by links; a node without links is a cluster of its own.
///
/// Nodes are whatever the caller counts: atoms, polyhedra, voids. The shifts are needed only to see which clusters go
/// around the box: a closed path of links that ends in another image spans the cell vectors that it leads along.
///
/// `included` says which nodes take part (empty: all); links of others are ignored.
/// Throws std::invalid_argument if a link names a node that does not exist or the length of `included` is wrong.
/// Cost     O(nodes + links)
Clusters find_clusters(std::size_t nodes, std::span<const Link> links, std::span<const std::uint8_t> included = {});

}  // namespace glasscape
