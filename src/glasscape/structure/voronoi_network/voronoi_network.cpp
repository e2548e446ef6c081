#include "glasscape/structure/voronoi_network/voronoi_network.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <set>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/voronoi/face_counts.hpp"
#include "glasscape/structure/voronoi_network/polyhedron_pairs.hpp"

namespace glasscape {
namespace {

using detail::Membership;
using detail::PolyhedronPair;
using Index = std::array<int, 4>;

Index parse_class(const std::string& text) {
  const auto refuse = [&] {
    return usage_error("voronoi_network: classes", fmt::format("'{}' is no Voronoi index", text),
                       "four numbers of faces n3-n4-n5-n6, for example 0-0-12-0", "join several with plus signs");
  };
  std::string_view rest = text;
  if (rest.starts_with('<') && rest.ends_with('>')) rest = rest.substr(1, rest.size() - 2);
  Index index{};
  for (std::size_t k = 0; k < 4; ++k) {
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), index[k]);
    if (error != std::errc{} || index[k] < 0) throw refuse();
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (k == 3) break;
    if (rest.empty() || (rest.front() != '-' && rest.front() != ',')) throw refuse();
    rest.remove_prefix(1);
  }
  if (!rest.empty()) throw refuse();
  return index;
}

std::set<Index> parse_classes(const std::vector<std::string>& texts) {
  std::set<Index> classes;
  for (const std::string& text : texts) classes.insert(parse_class(text));
  if (classes.empty())
    throw usage_error("voronoi_network: classes", "none is given", "one or more, for example 0-0-12-0");
  return classes;
}

Link link_of(const PolyhedronPair& pair) {
  return {pair.a,
          pair.b,
          {static_cast<std::int16_t>(pair.shift[0]), static_cast<std::int16_t>(pair.shift[1]),
           static_cast<std::int16_t>(pair.shift[2])}};
}

std::vector<Link> sharing_links(const std::vector<std::vector<Membership>>& memberships, std::int64_t shared) {
  std::vector<Link> links;
  if (shared == 1) {
    // All polyhedra of one atom hang together, so that a chain will do.
    for (const auto& of_atom : memberships) {
      for (std::size_t k = 1; k < of_atom.size(); ++k)
        links.push_back(link_of(detail::canonical(of_atom[0], of_atom[k])));
    }
    return links;
  }
  detail::for_each_shared_pair(memberships, [&](const PolyhedronPair& pair, std::size_t atoms) {
    if (atoms >= static_cast<std::size_t>(shared)) links.push_back(link_of(pair));
  });
  return links;
}

}  // namespace

std::vector<std::vector<Membership>> detail::memberships_of(const VoronoiNetwork& network) {
  std::vector<std::vector<Membership>> memberships(network.bounded.size());
  for (std::uint32_t p = 0; p < network.centers.size(); ++p) {
    memberships[network.centers[p]].push_back({p, {}});
    for (const Neighbor& neighbor : network.neighbors[network.centers[p]]) {
      memberships[neighbor.index].push_back({p, neighbor.shift});
    }
  }
  return memberships;
}

VoronoiNetwork find_voronoi_network(const Configuration& configuration, const VoronoiNetworkOptions& options,
                                    const RunContext& context) {
  const std::set<Index> classes = parse_classes(options.classes);
  const VoronoiOptions faces{
      .area_threshold = options.area_threshold, .edge_threshold = options.edge_threshold, .radii = options.radii};
  const std::size_t n = configuration.size();
  VoronoiNetwork network;
  network.bounded.assign(n, 0);
  network.neighbors.resize(n);
  network.holds.resize(n);
  std::vector<std::uint8_t> is_center(n, 0);
  for_each_voronoi_cell(configuration.view(), options.radii, context, [&](std::uint32_t atom, const VoronoiCell& cell) {
    if (!cell.bounded) return;
    network.bounded[atom] = 1;
    Index index{};
    for (const VoronoiFace& face : cell.faces) {
      const int edges = counted_edges(cell, face, faces);
      if (edges == 0) continue;
      network.neighbors[atom].push_back(face.neighbor);
      if (edges <= 6) ++index[static_cast<std::size_t>(edges) - 3];
    }
    is_center[atom] = classes.contains(index) ? 1 : 0;
  });
  std::vector<std::uint32_t> polyhedron_of(n, Clusters::none);
  for (std::uint32_t i = 0; i < n; ++i) {
    if (is_center[i] == 0) continue;
    polyhedron_of[i] = static_cast<std::uint32_t>(network.centers.size());
    network.centers.push_back(i);
  }
  std::vector<Link> linked;
  for (std::uint32_t p = 0; p < network.centers.size(); ++p) {
    for (const Neighbor& neighbor : network.neighbors[network.centers[p]]) {
      const std::uint32_t other = polyhedron_of[neighbor.index];
      if (other != Clusters::none) linked.push_back({p, other, neighbor.shift});
    }
  }
  const auto memberships = detail::memberships_of(network);
  network.linked = find_clusters(network.centers.size(), linked);
  network.sharing = find_clusters(network.centers.size(), sharing_links(memberships, options.shared));
  network.sharing_atoms.assign(network.sharing.sizes.size(), 0);
  std::vector<std::uint32_t> clusters;
  for (std::size_t i = 0; i < n; ++i) {
    clusters.clear();
    for (const Membership& m : memberships[i]) {
      network.holds[i].push_back(m.polyhedron);
      clusters.push_back(network.sharing.of[m.polyhedron]);
    }
    std::sort(clusters.begin(), clusters.end());
    clusters.erase(std::unique(clusters.begin(), clusters.end()), clusters.end());
    for (const std::uint32_t cluster : clusters) ++network.sharing_atoms[cluster];
  }
  return network;
}

std::vector<Field> voronoi_network(const Configuration& configuration, const VoronoiNetworkOptions& options,
                                   const RunContext& context) {
  const VoronoiNetwork network = find_voronoi_network(configuration, options, context);
  const std::size_t n = configuration.size();
  std::vector<std::uint8_t> is_center(n, 0);
  for (const std::uint32_t i : network.centers) is_center[i] = 1;
  const std::vector<double> unknown(n, std::numeric_limits<double>::quiet_NaN());
  std::vector<double> neighbors = unknown, center = unknown, polyhedra = unknown, cluster = unknown, linked = unknown;
  for (std::size_t i = 0; i < n; ++i) {
    if (network.bounded[i] == 0) continue;
    std::size_t around = 0, largest = 0, largest_linked = 0;
    for (const Neighbor& neighbor : network.neighbors[i]) around += is_center[neighbor.index];
    for (const std::uint32_t p : network.holds[i]) {
      largest = std::max(largest, network.sharing_atoms[network.sharing.of[p]]);
      largest_linked = std::max(largest_linked, network.linked.sizes[network.linked.of[p]]);
    }
    neighbors[i] = static_cast<double>(around);
    center[i] = is_center[i];
    polyhedra[i] = static_cast<double>(network.holds[i].size());
    cluster[i] = static_cast<double>(largest);
    linked[i] = static_cast<double>(largest_linked);
  }
  std::vector<Field> fields;
  fields.emplace_back("network_neighbors", Unit("1"), std::move(neighbors));
  fields.emplace_back("network_center", Unit("1"), std::move(center));
  fields.emplace_back("network_polyhedra", Unit("1"), std::move(polyhedra));
  fields.emplace_back("network_cluster_size", Unit("1"), std::move(cluster));
  fields.emplace_back("network_linked_size", Unit("1"), std::move(linked));
  return fields;
}

const ParameterTable<VoronoiNetworkOptions>& voronoi_network_parameters() {
  using O = VoronoiNetworkOptions;
  static const ParameterTable<O> table{
      {"classes", &O::classes, Unit("1"), "Voronoi indices n3-n4-n5-n6 of the polyhedra"},
      {"shared", &O::shared, Unit("1"), "polyhedra form a cluster when they share this many atoms", between(1, 64)},
      {"area_threshold",
       &O::area_threshold,
       Unit("1"),
       "faces of at most this fraction of the cell's surface do not count",
       {.low = 0, .high = 1, .high_open = true}},
      {"edge_threshold", &O::edge_threshold, Unit("Å"),
       "edges up to this length do not count, nor faces with fewer than three edges left", at_least(0)},
      {"radii", &O::radii, Unit("Å"), "one radius per species, in their order: radical tessellation; none: plain",
       positive()},
  };
  return table;
}

Descriptor voronoi_network_descriptor() {
  const std::string open = "; NaN where the cell reaches an open end of the box";
  return make_descriptor(
      "voronoi_network", "Network of polyhedra of chosen Voronoi classes (icosahedra): neighbours, clusters, sizes",
      "Soklaski et al., PRB 87, 184203 (2013), doi:10.1103/PhysRevB.87.184203; counts per atom: our definition",
      {{"network_neighbors", "1", 1, "neighbours that are centres of a polyhedron" + open},
       {"network_center", "1", 1, "1 for the centre of a polyhedron, else 0" + open},
       {"network_polyhedra", "1", 1, "polyhedra that the atom belongs to" + open},
       {"network_cluster_size", "1", 1, "atoms of its cluster of polyhedra that share atoms, 0 outside" + open},
       {"network_linked_size", "1", 1, "polyhedra of its cluster that is linked by the centres, 0 outside" + open}},
      voronoi_network_parameters(), voronoi_network);
}

}  // namespace glasscape
