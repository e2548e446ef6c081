#include "glasscape/structure/voronoi_network/voronoi_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <numeric>
#include <set>

#include "glasscape/core/error.hpp"
#include "glasscape/neighbors/voronoi.hpp"
#include "glasscape/structure/structure_fixture.hpp"
#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"
#include "glasscape/structure/voronoi_network/network_summary.hpp"

namespace glasscape {
namespace {

std::map<std::string, Field> run(const Configuration& c, const VoronoiNetworkOptions& options = {}) {
  return test::by_name(voronoi_network(c, options, {.threads = 2}));
}

// An image of an atom: index and cell.
using Site = std::array<int, 4>;

struct Parents {
  std::vector<std::size_t> parent;
  explicit Parents(std::size_t n) : parent(n) { std::iota(parent.begin(), parent.end(), 0U); }
  std::size_t root(std::size_t i) { return parent[i] == i ? i : parent[i] = root(parent[i]); }
  void join(std::size_t a, std::size_t b) { parent[root(a)] = root(b); }
};

// The definition with sets: which images of atoms each polyhedron holds, and for all pairs of polyhedra and images how
// many they have in common.
struct Naive {
  std::vector<double> neighbors, center, polyhedra, cluster, linked;
  std::array<std::size_t, 5> pairs{};  // ordered: sharing 1, 2, 3, more atoms; volume

  Naive(const Configuration& c, const std::set<std::array<int, 4>>& classes, std::size_t shared) {
    const std::size_t n = c.size();
    std::vector<std::vector<Neighbor>> around(n);
    for_each_voronoi_cell(c.view(), {}, {.threads = 1}, [&](std::uint32_t i, const VoronoiCell& cell) {
      for (const VoronoiFace& face : cell.faces) around[i].push_back(face.neighbor);
    });
    const Field index = voronoi_fields(c, {}, {})[2];
    center.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      std::array<int, 4> own{};
      for (std::size_t k = 0; k < 4; ++k) own[k] = static_cast<int>(index.at(i, k));
      center[i] = classes.count(own) > 0 ? 1 : 0;
    }
    std::vector<std::set<Site>> holds(n);
    neighbors.resize(n);
    polyhedra.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      if (center[i] == 1) holds[i].insert({static_cast<int>(i), 0, 0, 0});
      for (const Neighbor& nb : around[i]) {
        neighbors[i] += center[nb.index];
        if (center[i] == 1) holds[i].insert({static_cast<int>(nb.index), nb.shift.x, nb.shift.y, nb.shift.z});
      }
      for (const Site& site : holds[i]) ++polyhedra[static_cast<std::size_t>(site[0])];
    }
    Parents by_atoms(n), by_centres(n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        if (center[i] == 0 || center[j] == 0) continue;
        for (const Neighbor& nb : around[i]) {
          if (nb.index == j) by_centres.join(i, j);
        }
        for (int x = -3; x <= 3; ++x) {
          for (int y = -3; y <= 3; ++y) {
            for (int z = -3; z <= 3; ++z) {
              std::size_t common = 0;
              for (const Site& s : holds[j]) common += holds[i].count({s[0], s[1] + x, s[2] + y, s[3] + z});
              if (common >= shared) by_atoms.join(i, j);
              if (common == 0 || (i == j && x == 0 && y == 0 && z == 0)) continue;
              const Site other{static_cast<int>(j), x, y, z};
              ++pairs[holds[i].count(other) > 0 ? 4 : std::min<std::size_t>(common, 4) - 1];
            }
          }
        }
      }
    }
    cluster.resize(n);
    linked.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      std::set<std::size_t> atoms, members;
      if (center[i] == 0) continue;
      for (std::size_t j = 0; j < n; ++j) {
        if (center[j] == 0) continue;
        if (by_atoms.root(i) == by_atoms.root(j)) {
          for (const Site& s : holds[j]) atoms.insert(static_cast<std::size_t>(s[0]));
        }
        if (by_centres.root(i) == by_centres.root(j)) members.insert(j);
      }
      for (const Site& s : holds[i]) {
        double &a = cluster[static_cast<std::size_t>(s[0])], &b = linked[static_cast<std::size_t>(s[0])];
        a = std::max(a, static_cast<double>(atoms.size()));
        b = std::max(b, static_cast<double>(members.size()));
      }
    }
  }
};

void expect_equal(const Field& field, const std::vector<double>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(field.at(i), expected[i]) << field.name() << " " << i;
}

// Ranks follow the sizes in atoms, and sums over clusters are those over polyhedra.
void expect_summary(const VoronoiNetwork& network, const Naive& naive) {
  const NetworkSummary all = summarise(network, 1000), two = summarise(network, 2);
  EXPECT_EQ(static_cast<double>(all.polyhedra), std::accumulate(naive.center.begin(), naive.center.end(), 0.0));
  EXPECT_TRUE(std::is_sorted(all.largest_atoms.rbegin(), all.largest_atoms.rend()));
  std::size_t sum = 0;
  for (const auto& [size, clusters] : all.sharing.sizes) sum += size * clusters;
  EXPECT_EQ(sum, all.polyhedra);
  EXPECT_LE(two.largest_atoms.size(), 2U);
  for (std::size_t i = 0; i < naive.cluster.size(); ++i) {
    // An atom of several clusters counts in the largest.
    const double atoms = all.rank[i] == 0 ? 0 : static_cast<double>(all.largest_atoms.at(std::size_t(all.rank[i]) - 1));
    EXPECT_EQ(atoms, naive.cluster[i]);
    EXPECT_EQ(two.rank[i], all.rank[i] <= 2 ? all.rank[i] : 0);
  }
}

// The classes that `centers` randomly chosen atoms have.
std::set<std::array<int, 4>> some_classes(const Configuration& c, std::size_t centers) {
  const Field index = voronoi_fields(c, {}, {})[2];
  std::set<std::array<int, 4>> classes;
  for (std::size_t i = 0; i < centers; ++i) {
    classes.insert({static_cast<int>(index.at(7 * i, 0)), static_cast<int>(index.at(7 * i, 1)),
                    static_cast<int>(index.at(7 * i, 2)), static_cast<int>(index.at(7 * i, 3))});
  }
  return classes;
}

std::vector<std::string> texts(const std::set<std::array<int, 4>>& classes) {
  std::vector<std::string> result;
  for (const auto& k : classes) {
    result.push_back(std::to_string(k[0]) + "-" + std::to_string(k[1]) + "-" + std::to_string(k[2]) + "-" +
                     std::to_string(k[3]));
  }
  return result;
}

TEST(VoronoiNetwork, AgreesWithUnionFind) {
  // Small enough that polyhedra meet their own images, and large enough for several clusters.
  for (const auto& [atoms, side, centers] : {std::tuple{30UL, 8.0, 3UL}, {150UL, 14.0, 4UL}, {300UL, 18.0, 6UL}}) {
    const Configuration c = test::random_atoms(atoms, side, 11 + atoms);
    const auto classes = some_classes(c, centers);
    for (const std::int64_t shared : {1, 2, 3, 5}) {
      const Naive naive(c, classes, static_cast<std::size_t>(shared));
      const auto fields = run(c, {.classes = texts(classes), .shared = shared});
      const VoronoiNetwork network = find_voronoi_network(c, {.classes = texts(classes), .shared = shared}, {});
      const SharedPairs pairs = shared_pairs(network);
      EXPECT_EQ((std::array<std::size_t, 5>{2 * pairs.vertex, 2 * pairs.edge, 2 * pairs.face, 2 * pairs.more,
                                            2 * pairs.volume}),
                naive.pairs);
      expect_summary(network, naive);
      expect_equal(fields.at("network_center"), naive.center);
      expect_equal(fields.at("network_neighbors"), naive.neighbors);
      expect_equal(fields.at("network_polyhedra"), naive.polyhedra);
      expect_equal(fields.at("network_cluster_size"), naive.cluster);
      expect_equal(fields.at("network_linked_size"), naive.linked);
    }
  }
}

TEST(VoronoiNetwork, OfBccHoldsEverythingAndSpansTheBox) {
  const Configuration c = test::crystal(3, test::b2, 3, 0.01);
  const auto fields = run(c, {.classes = {"<0,6,0,8>"}});
  for (std::size_t i = 0; i < c.size(); ++i) {
    EXPECT_EQ(fields.at("network_center").at(i), 1);
    EXPECT_EQ(fields.at("network_neighbors").at(i), 14);
    EXPECT_EQ(fields.at("network_polyhedra").at(i), 15);
    EXPECT_EQ(fields.at("network_cluster_size").at(i), 54);
    EXPECT_EQ(fields.at("network_linked_size").at(i), 54);
  }
  const VoronoiNetwork network = find_voronoi_network(c, {.classes = {"0-6-0-8"}}, {});
  EXPECT_EQ(network.sharing.spanning.at(0), (std::array<bool, 3>{true, true, true}));
  const auto none = run(c);
  for (const auto& [name, field] : none) EXPECT_EQ(field.at(0), 0) << name;
}

TEST(VoronoiNetwork, KeepsDistantPolyhedraApartAndSeesThroughTheBoundary) {
  // Icosahedra in a bcc matrix do not fit; instead, single cells are marked by a class of their own: vacancies change
  // the cells of their neighbours only.
  Configuration c = test::crystal(3, test::b2, 6, 0.005);
  const auto gone = [&](const Vec3& r) {
    for (std::size_t i = 0; i < c.size(); ++i) {
      Vec3 s = (c.positions[i] - r) * c.box.inverse_cell();
      for (std::size_t a = 0; a < 3; ++a) s[a] -= std::round(s[a]);
      if (norm(s * c.box.cell()) > 0.3) continue;
      c.positions.erase(c.positions.begin() + static_cast<std::ptrdiff_t>(i));
      c.types.erase(c.types.begin() + static_cast<std::ptrdiff_t>(i));
      c.ids.pop_back();
      return;
    }
  };
  gone({0, 0, 0});
  const Field index = voronoi_fields(c, {}, {})[2];
  std::set<std::array<int, 4>> classes;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const std::array<int, 4> own{static_cast<int>(index.at(i, 0)), static_cast<int>(index.at(i, 1)),
                                 static_cast<int>(index.at(i, 2)), static_cast<int>(index.at(i, 3))};
    if (own != std::array<int, 4>{0, 6, 0, 8}) classes.insert(own);
  }
  // The 8 + 6 neighbours of the vacancy, on all sides of the box's corner: one cluster.
  const VoronoiNetwork network = find_voronoi_network(c, {.classes = texts(classes)}, {});
  EXPECT_EQ(network.centers.size(), 14U);
  EXPECT_EQ(network.linked.sizes, std::vector<std::size_t>{14});
  EXPECT_EQ(network.linked.spanning.at(0), (std::array<bool, 3>{false, false, false}));
  EXPECT_EQ(network.sharing.sizes, std::vector<std::size_t>{14});
}

TEST(VoronoiNetwork, IsUndefinedAtOpenEnds) {
  Configuration c = test::random_atoms(60, 10, 2);
  c.box = Box(c.box.cell(), c.box.origin(), {true, true, false});
  const auto fields = run(c, {.classes = texts(some_classes(test::random_atoms(60, 10, 2), 5))});
  const Field volume = voronoi_fields(c, {}, {})[0];
  for (const auto& [name, field] : fields) {
    for (std::size_t i = 0; i < c.size(); ++i) EXPECT_EQ(std::isnan(field.at(i)), std::isnan(volume.at(i))) << name;
  }
}

TEST(VoronoiNetwork, RefusesWhatIsNoClass) {
  const Configuration c = test::random_atoms(10, 6, 2);
  for (const char* text : {"ico", "0-0-12", "0-0-12-0-0", "0-0-12-", "0--1-12-0", "0 0 12 0", "<0-0-12-0", ""}) {
    EXPECT_THROW(run(c, {.classes = {text}}), Error) << text;
  }
  EXPECT_THROW(run(c, {.classes = {}}), Error);
  EXPECT_THROW(voronoi_network_descriptor().resolve({{"shared", std::int64_t{0}}}), Error);
}

}  // namespace
}  // namespace glasscape
