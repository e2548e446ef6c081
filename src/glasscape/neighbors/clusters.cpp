#include "glasscape/neighbors/clusters.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace glasscape {
namespace {

// Both directions of every link, in rows.
struct Graph {
  std::vector<std::size_t> first;
  std::vector<std::pair<std::uint32_t, std::array<int, 3>>> ends;

  Graph(std::size_t nodes, std::span<const Link> links, std::span<const std::uint8_t> included) : first(nodes + 1) {
    const auto takes_part = [&](const Link& link) {
      if (link.a >= nodes || link.b >= nodes) throw std::invalid_argument("find_clusters: a link of no node");
      return included.empty() || (included[link.a] != 0 && included[link.b] != 0);
    };
    for (const Link& link : links) {
      if (!takes_part(link)) continue;
      ++first[link.a + 1];
      ++first[link.b + 1];
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    ends.resize(first[nodes]);
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for (const Link& link : links) {
      if (!takes_part(link)) continue;
      const std::array<int, 3> there{link.shift.x, link.shift.y, link.shift.z};
      ends[next[link.a]++] = {link.b, there};
      ends[next[link.b]++] = {link.a, {-there[0], -there[1], -there[2]}};
    }
  }
};

}  // namespace

Clusters find_clusters(std::size_t nodes, std::span<const Link> links, std::span<const std::uint8_t> included) {
  if (!included.empty() && included.size() != nodes) throw std::invalid_argument("find_clusters: length of included");
  const Graph graph(nodes, links, included);
  Clusters found;
  found.of.assign(nodes, Clusters::none);
  std::vector<std::array<int, 3>> image(nodes);  // of a node, seen from the first node of its cluster
  std::vector<std::uint32_t> queue;
  for (std::size_t start = 0; start < nodes; ++start) {
    if (found.of[start] != Clusters::none || (!included.empty() && included[start] == 0)) continue;
    const auto label = static_cast<std::uint32_t>(found.sizes.size());
    std::size_t size = 0;
    std::array<bool, 3> spans{};
    found.of[start] = label;
    queue.assign(1, static_cast<std::uint32_t>(start));
    while (!queue.empty()) {
      const std::uint32_t i = queue.back();
      queue.pop_back();
      ++size;
      for (std::size_t k = graph.first[i]; k < graph.first[i + 1]; ++k) {
        const auto& [j, shift] = graph.ends[k];
        const std::array<int, 3> there{image[i][0] + shift[0], image[i][1] + shift[1], image[i][2] + shift[2]};
        if (found.of[j] == Clusters::none) {
          found.of[j] = label;
          image[j] = there;
          queue.push_back(j);
        } else {
          for (std::size_t a = 0; a < 3; ++a) spans[a] = spans[a] || there[a] != image[j][a];
        }
      }
    }
    found.sizes.push_back(size);
    found.spanning.push_back(spans);
  }
  std::vector<std::uint32_t> order(found.sizes.size()), rank(order.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return found.sizes[a] > found.sizes[b]; });
  Clusters sorted{.of = std::move(found.of), .sizes = {}, .spanning = {}};
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    rank[order[k]] = k;
    sorted.sizes.push_back(found.sizes[order[k]]);
    sorted.spanning.push_back(found.spanning[order[k]]);
  }
  for (std::uint32_t& label : sorted.of) label = label == Clusters::none ? label : rank[label];
  return sorted;
}

}  // namespace glasscape
