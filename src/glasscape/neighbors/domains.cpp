#include "glasscape/neighbors/domains.hpp"

#include <algorithm>
#include <numeric>

namespace glasscape {

Domains find_domains(const NeighborList& neighbors, std::span<const int> kind) {
  const std::size_t n = kind.size();
  Domains result;
  result.of.assign(n, Domains::none);
  std::vector<std::array<int, 3>> image(n);  // of an atom, seen from the first atom of its domain
  std::vector<std::uint32_t> queue;
  for (std::size_t first = 0; first < n; ++first) {
    if (kind[first] < 0 || result.of[first] != Domains::none) continue;
    const auto label = static_cast<std::uint32_t>(result.domains.size());
    Domains::Domain domain{.kind = kind[first]};
    result.of[first] = label;
    image[first] = {0, 0, 0};
    queue.assign(1, static_cast<std::uint32_t>(first));
    while (!queue.empty()) {
      const std::uint32_t i = queue.back();
      queue.pop_back();
      ++domain.size;
      for (const Neighbor& neighbor : neighbors.of(i)) {
        const std::uint32_t j = neighbor.index;
        if (kind[j] != domain.kind) continue;
        const std::array<int, 3> there{image[i][0] + neighbor.shift.x, image[i][1] + neighbor.shift.y,
                                       image[i][2] + neighbor.shift.z};
        if (result.of[j] == Domains::none) {
          result.of[j] = label;
          image[j] = there;
          queue.push_back(j);
        } else {
          for (std::size_t a = 0; a < 3; ++a) domain.spans[a] = domain.spans[a] || there[a] != image[j][a];
        }
      }
    }
    result.domains.push_back(domain);
  }
  std::vector<std::uint32_t> order(result.domains.size()), rank(result.domains.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return result.domains[a].size > result.domains[b].size; });
  std::vector<Domains::Domain> sorted;
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    rank[order[k]] = k;
    sorted.push_back(result.domains[order[k]]);
  }
  result.domains = std::move(sorted);
  for (std::uint32_t& label : result.of) label = label == Domains::none ? label : rank[label];
  return result;
}

}  // namespace glasscape
