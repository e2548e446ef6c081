#include "glasscape/structure/voronoi_network/voronoi_network.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <set>
#include <tuple>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/voronoi/face_counts.hpp"

namespace glasscape {
namespace {

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

// One polyhedron that an atom belongs to: the image of the atom, seen from the centre.
struct Membership {
  std::uint32_t polyhedron;
  Shift shift;
};

// Two polyhedra of which the second is an image, written so that the same pair has the same form.
struct Pair {
  std::uint32_t a, b;
  std::array<int, 3> shift;
  friend auto operator<=>(const Pair&, const Pair&) = default;
};

Pair canonical(const Membership& p, const Membership& q) {
  // The image of q's centre, seen from p's, for which both hold the same image of the atom.
  std::array<int, 3> shift{p.shift.x - q.shift.x, p.shift.y - q.shift.y, p.shift.z - q.shift.z};
  std::array<int, 3> back{-shift[0], -shift[1], -shift[2]};
  if (p.polyhedron > q.polyhedron || (p.polyhedron == q.polyhedron && shift < back)) {
    return {q.polyhedron, p.polyhedron, back};
  }
  return {p.polyhedron, q.polyhedron, shift};
}

Link link_of(const Pair& pair) {
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
      for (std::size_t k = 1; k < of_atom.size(); ++k) links.push_back(link_of(canonical(of_atom[0], of_atom[k])));
    }
    return links;
  }
  std::vector<Pair> pairs;  // once for each shared atom
  for (const auto& of_atom : memberships) {
    for (std::size_t k = 1; k < of_atom.size(); ++k) {
      for (std::size_t l = 0; l < k; ++l) {
        const Pair pair = canonical(of_atom[k], of_atom[l]);
        if (pair.a != pair.b || pair.shift != std::array<int, 3>{}) pairs.push_back(pair);
      }
    }
  }
  std::sort(pairs.begin(), pairs.end());
  for (std::size_t first = 0, last = 0; first < pairs.size(); first = last) {
    while (last < pairs.size() && pairs[last] == pairs[first]) ++last;
    if (last - first >= static_cast<std::size_t>(shared)) links.push_back(link_of(pairs[first]));
  }
  return links;
}

}  // namespace

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
  std::vector<std::vector<Membership>> memberships(n);
  std::vector<Link> linked;
  for (std::uint32_t p = 0; p < network.centers.size(); ++p) {
    const std::uint32_t center = network.centers[p];
    memberships[center].push_back({p, {}});
    for (const Neighbor& neighbor : network.neighbors[center]) {
      memberships[neighbor.index].push_back({p, neighbor.shift});
      const std::uint32_t other = polyhedron_of[neighbor.index];
      if (other != Clusters::none) linked.push_back({p, other, neighbor.shift});
    }
  }
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

Descriptor voronoi_network_descriptor() {
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
  const std::string open = "; NaN where the cell reaches an open end of the box";
  return make_descriptor(
      "voronoi_network", "Network of polyhedra of chosen Voronoi classes (icosahedra): neighbours, clusters, sizes",
      "Soklaski et al., PRB 87, 184203 (2013), doi:10.1103/PhysRevB.87.184203; counts per atom: our definition",
      {{"network_neighbors", "1", 1, "neighbours that are centres of a polyhedron" + open},
       {"network_center", "1", 1, "1 for the centre of a polyhedron, else 0" + open},
       {"network_polyhedra", "1", 1, "polyhedra that the atom belongs to" + open},
       {"network_cluster_size", "1", 1, "atoms of its cluster of polyhedra that share atoms, 0 outside" + open},
       {"network_linked_size", "1", 1, "polyhedra of its cluster that is linked by the centres, 0 outside" + open}},
      table, voronoi_network);
}

}  // namespace glasscape
