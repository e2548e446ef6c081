#include "glasscape/structure/voronoi_network/network_summary.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "glasscape/core/suggest.hpp"
#include "glasscape/structure/voronoi_network/polyhedron_pairs.hpp"

namespace glasscape {
namespace {

NetworkSummary::Part part_of(const Clusters& clusters, std::size_t polyhedra) {
  NetworkSummary::Part part{.clusters = clusters.sizes.size(),
                            .largest = clusters.sizes.empty() ? 0 : clusters.sizes.front(),
                            .ratio = std::numeric_limits<double>::quiet_NaN()};
  if (polyhedra > 0) part.ratio = static_cast<double>(part.largest) / static_cast<double>(polyhedra);
  for (const auto& spans : clusters.spanning) {
    for (std::size_t k = 0; k < 3; ++k) part.spans[k] = part.spans[k] || spans[k];
  }
  for (auto size = clusters.sizes.rbegin(); size != clusters.sizes.rend(); ++size) {
    if (part.sizes.empty() || part.sizes.back()[0] != *size) part.sizes.push_back({*size, 0});
    ++part.sizes.back()[1];
  }
  return part;
}

nlohmann::json part_json(const NetworkSummary::Part& p) {
  return {{"clusters", p.clusters},
          {"largest", p.largest},
          {"ratio", std::isfinite(p.ratio) ? nlohmann::json(p.ratio) : nlohmann::json()},
          {"spanning", p.spans},
          {"sizes", p.sizes}};
}

}  // namespace

SharedPairs shared_pairs(const VoronoiNetwork& network) {
  using namespace detail;
  const auto memberships = memberships_of(network);
  std::vector<PolyhedronPair> linked;
  for (std::uint32_t p = 0; p < network.centers.size(); ++p) {
    for (const Neighbor& n : network.neighbors[network.centers[p]]) {
      const auto own = std::lower_bound(network.centers.begin(), network.centers.end(), n.index);
      if (own == network.centers.end() || *own != n.index) continue;
      const auto q = static_cast<std::uint32_t>(own - network.centers.begin());
      linked.push_back(canonical({p, n.shift}, {q, {}}));
    }
  }
  std::sort(linked.begin(), linked.end());
  linked.erase(std::unique(linked.begin(), linked.end()), linked.end());
  SharedPairs counts{.volume = linked.size()};
  for_each_shared_pair(memberships, [&](const PolyhedronPair& pair, std::size_t shared) {
    if (std::binary_search(linked.begin(), linked.end(), pair)) return;
    ++(shared == 1 ? counts.vertex : shared == 2 ? counts.edge : shared == 3 ? counts.face : counts.more);
  });
  return counts;
}

NetworkSummary summarise(const VoronoiNetwork& network, std::size_t largest) {
  NetworkSummary s{.atoms = network.bounded.size(), .polyhedra = network.centers.size()};
  s.sharing = part_of(network.sharing, s.polyhedra);
  s.linked = part_of(network.linked, s.polyhedra);
  s.pairs = shared_pairs(network);
  std::vector<std::uint32_t> order(network.sharing_atoms.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return network.sharing_atoms[a] > network.sharing_atoms[b];
  });
  order.resize(std::min(order.size(), largest));
  std::vector<double> rank_of(network.sharing_atoms.size(), 0);
  for (std::size_t k = 0; k < order.size(); ++k) {
    rank_of[order[k]] = static_cast<double>(k + 1);
    s.largest_atoms.push_back(network.sharing_atoms[order[k]]);
  }
  s.rank.assign(s.atoms, 0);
  for (std::size_t i = 0; i < s.atoms; ++i) {
    if (!network.holds[i].empty()) ++s.held;
    if (network.bounded[i] == 0) {
      ++s.undefined;
      s.rank[i] = std::numeric_limits<double>::quiet_NaN();
      continue;
    }
    for (const std::uint32_t p : network.holds[i]) {
      const double rank = rank_of[network.sharing.of[p]];
      if (rank > 0 && (s.rank[i] == 0 || rank < s.rank[i])) s.rank[i] = rank;
    }
  }
  return s;
}

std::vector<Field> network_fields(const VoronoiNetwork& network, const NetworkSummary& summary,
                                  const std::vector<std::string>& classes) {
  std::vector<double> center;
  for (const double rank : summary.rank) center.push_back(std::isnan(rank) ? rank : 0);
  for (const std::uint32_t i : network.centers) center[i] = 1;
  const std::string origin = fmt::format("network of {}", join(classes));
  std::vector<Field> fields;
  fields.emplace_back("network_rank", Unit("1"), summary.rank, 1, origin);
  fields.emplace_back("network_center", Unit("1"), std::move(center), 1, origin);
  return fields;
}

nlohmann::json to_json(const NetworkSummary& s) {
  return {{"atoms", s.atoms},
          {"undefined", s.undefined},
          {"polyhedra", s.polyhedra},
          {"held", s.held},
          {"sharing", part_json(s.sharing)},
          {"linked", part_json(s.linked)},
          {"largest_atoms", s.largest_atoms},
          {"pairs",
           {{"vertex", s.pairs.vertex},
            {"edge", s.pairs.edge},
            {"face", s.pairs.face},
            {"four_or_more", s.pairs.more},
            {"volume", s.pairs.volume}}}};
}

std::string network_header() {
  return "frame,timestep,atoms,polyhedra,held,clusters,largest_polyhedra,ratio,spans_x,spans_y,spans_z,largest_atoms,"
         "atoms_of_the_largest,linked_clusters,linked_largest,linked_ratio,linked_spans_x,linked_spans_y,linked_spans_"
         "z,"
         "pairs_vertex,pairs_edge,pairs_face,pairs_four_or_more,pairs_volume\n";
}

std::string network_row(std::size_t frame, std::int64_t timestep, const NetworkSummary& s) {
  const auto part = [](const NetworkSummary::Part& p) {
    return fmt::format("{},{},{:.6g},{:d},{:d},{:d}", p.clusters, p.largest, p.ratio, p.spans[0], p.spans[1],
                       p.spans[2]);
  };
  const std::size_t all = std::accumulate(s.largest_atoms.begin(), s.largest_atoms.end(), std::size_t{0});
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", frame, timestep, s.atoms, s.polyhedra, s.held,
                     part(s.sharing), s.largest_atoms.empty() ? 0 : s.largest_atoms.front(), all, part(s.linked),
                     s.pairs.vertex, s.pairs.edge, s.pairs.face, s.pairs.more, s.pairs.volume);
}

}  // namespace glasscape
