#include "glasscape/polymer/chains.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"

namespace glasscape {
namespace {

// Bonds without which their atoms would still be joined are found by depth-first search: low[v] is the earliest atom
// that v and what hangs below it reach by a bond other than the one to its parent (Tarjan).
std::vector<BondedPair> open_bonds(const BondGraph& graph) {
  constexpr auto none = std::numeric_limits<std::uint32_t>::max();
  struct Visit {
    std::uint32_t atom, parent;
    std::size_t next;
  };
  std::vector<std::uint32_t> order(graph.size(), none), low(graph.size(), none);
  std::vector<BondedPair> result;
  std::uint32_t count = 0;
  std::vector<Visit> stack;
  for (std::uint32_t root = 0; root < graph.size(); ++root) {
    if (order[root] != none) continue;
    order[root] = low[root] = count++;
    stack.push_back({root, none, 0});
    while (!stack.empty()) {
      Visit& here = stack.back();
      const auto neighbours = graph.of(here.atom);
      if (here.next < neighbours.size()) {
        const auto other = neighbours[here.next++];
        if (other == here.parent) continue;
        if (order[other] != none) {
          low[here.atom] = std::min(low[here.atom], order[other]);
          continue;
        }
        order[other] = low[other] = count++;
        stack.push_back({other, here.atom, 0});
        continue;
      }
      const Visit done = here;
      stack.pop_back();
      if (stack.empty()) continue;
      low[done.parent] = std::min(low[done.parent], low[done.atom]);
      if (low[done.atom] > order[done.parent]) result.push_back({0, done.parent, done.atom});
    }
  }
  return result;
}

// The atom farthest from one, and the first of these.
std::uint32_t farthest(const BondGraph& graph, std::uint32_t from, std::vector<char>& seen) {
  std::vector<std::uint32_t> queue{from};
  std::vector<std::size_t> distance{0};
  seen[from] = 1;
  for (std::size_t k = 0; k < queue.size(); ++k) {
    for (const auto next : graph.of(queue[k])) {
      if (seen[next]) continue;
      seen[next] = 1;
      queue.push_back(next);
      distance.push_back(distance[k] + 1);
    }
  }
  for (const auto atom : queue) seen[atom] = 0;
  const auto first = std::find(distance.begin(), distance.end(), distance.back());
  return queue[static_cast<std::size_t>(first - distance.begin())];
}

double thermal_minus_cosine(const MolecularModel::Angle& angle, double temperature) {
  const double kt = constants::boltzmann * temperature;
  constexpr int steps = 20000;
  double weights = 0, sum = 0;
  for (int k = 0; k < steps; ++k) {
    const double theta = std::numbers::pi * (k + 0.5) / steps, bend = theta - angle.angle;
    const double w = std::sin(theta) * std::exp(-0.5 * angle.stiffness * bend * bend / kt);
    weights += w;
    sum -= w * std::cos(theta);
  }
  return weights > 0 ? sum / weights : -std::cos(angle.angle);
}

}  // namespace

std::vector<Chain> find_chains(const Topology& topology, std::size_t atoms) {
  const BondGraph graph(topology, atoms);
  Topology open{.bonds = open_bonds(graph)}, closed;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const BondedPair& b : open.bonds) pairs.emplace_back(std::min(b.a, b.b), std::max(b.a, b.b));
  std::sort(pairs.begin(), pairs.end());
  for (const BondedPair& b : topology.bonds) {
    if (!std::binary_search(pairs.begin(), pairs.end(), std::pair{std::min(b.a, b.b), std::max(b.a, b.b)})) {
      closed.bonds.push_back(b);
    }
  }
  const BondGraph lines(open, atoms), loops(closed, atoms);
  std::vector<std::size_t> chain_of(atoms, 0);
  std::vector<Chain> chains;
  for (auto& members : molecules_of(graph)) {
    if (members.size() < 2) continue;
    for (const auto i : members) chain_of[i] = chains.size();
    chains.push_back({.atoms = std::move(members), .backbone = {}, .rings = {}});
  }
  std::vector<char> seen(atoms, 0);
  for (const auto& piece : molecules_of(lines)) {
    if (piece.size() < 2) continue;
    const auto end = farthest(lines, farthest(lines, piece.front(), seen), seen);
    const auto start = farthest(lines, end, seen);
    auto way = lines.path(std::min(start, end), std::max(start, end));
    auto& backbone = chains[chain_of[piece.front()]].backbone;
    if (way.size() > backbone.size()) backbone = std::move(way);
  }
  for (auto& ring : molecules_of(loops)) {
    if (ring.size() > 2) chains[chain_of[ring.front()]].rings.push_back(std::move(ring));
  }
  return chains;
}

ChainBlueprint chain_blueprint(const MolecularModel& model, std::size_t monomers, const std::string& where) {
  const auto& unit = model.monomer;
  if (unit.beads.empty()) {
    throw input_error(where, "the force field does not say what a chain repeats", "a table [monomer]",
                      "see docs/potentials.md");
  }
  ChainBlueprint chain;
  chain.topology.bond_types = static_cast<std::int32_t>(model.bonds.size());
  chain.topology.angle_types = static_cast<std::int32_t>(model.angles.size());
  const std::size_t beads = unit.beads.size();
  for (std::size_t m = 0; m < monomers; ++m) {
    for (const auto bead : unit.beads) chain.types.push_back(static_cast<std::int32_t>(bead));
    const auto index = [&](const MolecularModel::Place& p) {
      return static_cast<std::uint32_t>((m + (p.next ? 1 : 0)) * beads + p.bead);
    };
    const auto inside = [&](const auto& places) {
      return m + 1 < monomers || std::none_of(places.begin(), places.end(), [](const auto& p) { return p.next; });
    };
    for (const auto& b : unit.bonds) {
      if (inside(b.at)) {
        chain.topology.bonds.push_back({static_cast<std::int32_t>(b.type), index(b.at[0]), index(b.at[1])});
      }
    }
    for (const auto& a : unit.angles) {
      if (!inside(a.at)) continue;
      chain.topology.angles.push_back(
          {static_cast<std::int32_t>(a.type), index(a.at[0]), index(a.at[1]), index(a.at[2])});
    }
  }
  const std::size_t pieces = molecules_of(BondGraph(chain.topology, chain.types.size())).size();
  if (pieces != 1) {
    throw input_error(where, fmt::format("the bonds of the monomer leave the chain in {} pieces", pieces),
                      "every bead joined to the others, and to the next monomer by a bead with +");
  }
  return chain;
}

ChainDimensions expected_dimensions(const MolecularModel& model, const ChainBlueprint& chain, double temperature) {
  const auto chains = find_chains(chain.topology, chain.types.size());
  ChainDimensions result;
  if (chains.empty() || chains[0].backbone.size() < 2) return result;
  const auto& way = chains[0].backbone;
  std::vector<double> mean;
  for (const auto& angle : model.angles) mean.push_back(thermal_minus_cosine(angle, temperature));
  std::vector<double> length, turn;
  for (std::size_t k = 0; k + 1 < way.size(); ++k) {
    for (const BondedPair& b : chain.topology.bonds) {
      if (std::minmax(b.a, b.b) == std::minmax(way[k], way[k + 1])) {
        length.push_back(model.bonds[static_cast<std::size_t>(b.type)].length);
      }
    }
    double a = 0;
    for (const BondedAngle& angle : chain.topology.angles) {
      if (k + 2 >= way.size() || angle.b != way[k + 1]) continue;
      if (std::minmax(angle.a, angle.c) == std::minmax(way[k], way[k + 2])) {
        a = mean[static_cast<std::size_t>(angle.type)];
      }
    }
    turn.push_back(a);
  }
  const std::size_t bonds = length.size();
  double sum = 0;
  for (std::size_t from = 0; from < bonds; ++from) {
    double r2 = 0;  // of the piece that begins with this bond
    for (std::size_t to = from; to < bonds; ++to) {
      // The new bond with itself and with all before it.
      double with = 0, product = 1;
      for (std::size_t k = to; k > from; --k) {
        product *= turn[k - 1];
        with += length[k - 1] * product;
      }
      r2 += length[to] * (length[to] + 2 * with);
      sum += r2;
    }
    if (from == 0) result.end_to_end2 = r2;
    result.contour += length[from];
  }
  result.gyration2 = sum / static_cast<double>(way.size() * way.size());
  return result;
}

std::vector<ChainDimensions> chain_dimensions(const Configuration& configuration, const std::vector<Chain>& chains) {
  const BondGraph graph(*configuration.topology, configuration.size());
  const std::vector<Vec3> r = whole_molecules(configuration, graph);
  std::vector<ChainDimensions> result;
  for (const Chain& chain : chains) {
    if (chain.backbone.empty()) {
      const double undefined = std::numeric_limits<double>::quiet_NaN();
      result.push_back({undefined, undefined, undefined});
      continue;
    }
    ChainDimensions d;
    Vec3 centre;
    for (const auto i : chain.backbone) centre += r[i] * (1.0 / static_cast<double>(chain.backbone.size()));
    for (std::size_t k = 0; k < chain.backbone.size(); ++k) {
      d.gyration2 += norm2(r[chain.backbone[k]] - centre) / static_cast<double>(chain.backbone.size());
      if (k > 0) d.contour += norm(r[chain.backbone[k]] - r[chain.backbone[k - 1]]);
    }
    d.end_to_end2 = norm2(r[chain.backbone.back()] - r[chain.backbone.front()]);
    result.push_back(d);
  }
  return result;
}

}  // namespace glasscape
