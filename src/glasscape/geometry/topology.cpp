#include "glasscape/geometry/topology.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

BondGraph::BondGraph(const Topology& topology, std::size_t atoms) : first_(atoms + 1, 0) {
  for (const BondedPair& bond : topology.bonds) {
    ++first_[bond.a + 1];
    ++first_[bond.b + 1];
  }
  for (std::size_t i = 0; i < atoms; ++i) first_[i + 1] += first_[i];
  neighbours_.resize(first_.back());
  auto next = first_;
  for (const BondedPair& bond : topology.bonds) {
    neighbours_[next[bond.a]++] = bond.b;
    neighbours_[next[bond.b]++] = bond.a;
  }
  for (std::size_t i = 0; i < atoms; ++i) {
    std::sort(neighbours_.begin() + static_cast<std::ptrdiff_t>(first_[i]),
              neighbours_.begin() + static_cast<std::ptrdiff_t>(first_[i + 1]));
  }
}

std::vector<std::uint32_t> BondGraph::within(std::size_t atom, int bonds) const {
  std::vector<std::uint32_t> found{static_cast<std::uint32_t>(atom)};
  std::size_t begin = 0;
  for (int shell = 0; shell < bonds; ++shell) {
    const std::size_t end = found.size();
    for (; begin < end; ++begin) {
      for (const auto next : of(found[begin])) {
        if (std::find(found.begin(), found.end(), next) == found.end()) found.push_back(next);
      }
    }
  }
  found.erase(found.begin());
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::uint32_t> BondGraph::path(std::uint32_t from, std::uint32_t to) const {
  // Breadth first from the end, so that the way back is the way there.
  std::vector<std::uint32_t> queue{to};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> toward{{to, to}};  // atom, the next one on its way
  const auto known = [&](std::uint32_t atom) {
    return std::find_if(toward.begin(), toward.end(), [&](const auto& step) { return step.first == atom; });
  };
  for (std::size_t k = 0; k < queue.size() && known(from) == toward.end(); ++k) {
    for (const auto next : of(queue[k])) {
      if (known(next) != toward.end()) continue;
      toward.emplace_back(next, queue[k]);
      queue.push_back(next);
    }
  }
  if (known(from) == toward.end()) return {};
  std::vector<std::uint32_t> atoms{from};
  while (atoms.back() != to) atoms.push_back(known(atoms.back())->second);
  return atoms;
}

std::vector<std::vector<std::uint32_t>> molecules_of(const BondGraph& graph) {
  std::vector<std::vector<std::uint32_t>> molecules;
  std::vector<char> seen(graph.size(), 0);
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (seen[i]) continue;
    std::vector<std::uint32_t> atoms{i};
    seen[i] = 1;
    for (std::size_t k = 0; k < atoms.size(); ++k) {
      for (const auto j : graph.of(atoms[k])) {
        if (seen[j]) continue;
        seen[j] = 1;
        atoms.push_back(j);
      }
    }
    std::sort(atoms.begin(), atoms.end());
    molecules.push_back(std::move(atoms));
  }
  return molecules;
}

std::vector<std::int64_t> molecule_ids(const Configuration& c) {
  if (!c.molecules.empty() || !c.topology) return c.molecules;
  std::vector<std::int64_t> ids(c.size());
  const auto molecules = molecules_of(BondGraph(*c.topology, c.size()));
  for (std::size_t m = 0; m < molecules.size(); ++m) {
    for (const auto i : molecules[m]) ids[i] = static_cast<std::int64_t>(m + 1);
  }
  return ids;
}

Vec3 bond_vector(const Box& box, const Vec3& a, const Vec3& b) {
  Vec3 d = b - a;
  const Vec3 s = d * box.inverse_cell();
  for (std::size_t k = 0; k < 3; ++k) {
    if (box.periodic()[k]) d -= std::round(s[k]) * box.cell()[k];
  }
  return d;
}

std::vector<Vec3> whole_molecules(const Configuration& configuration, const BondGraph& graph) {
  std::vector<Vec3> positions = configuration.positions;
  std::vector<char> placed(positions.size(), 0);
  std::vector<std::uint32_t> queue;
  for (std::uint32_t i = 0; i < positions.size(); ++i) {
    if (placed[i]) continue;
    placed[i] = 1;
    queue.assign(1, i);
    for (std::size_t k = 0; k < queue.size(); ++k) {
      const auto here = queue[k];
      for (const auto next : graph.of(here)) {
        if (placed[next]) continue;
        placed[next] = 1;
        const Vec3 d = positions[next] - positions[here];
        const Vec3 nearest = bond_vector(configuration.box, positions[here], positions[next]);
        // Unwrapped atoms keep their digits.
        if (norm2(d - nearest) > 1e-12) positions[next] = positions[here] + nearest;
        queue.push_back(next);
      }
    }
  }
  return positions;
}

void validate_topology(const Topology& topology, const Configuration& c, std::string_view where) {
  const auto check = [&](const char* what, std::size_t row, std::int32_t type, std::int32_t types,
                         std::initializer_list<std::uint32_t> atoms) {
    if (type < 0 || type >= types) {
      throw input_error(std::string(where), fmt::format("{} {} has type {}", what, row + 1, type + 1),
                        fmt::format("types 1 to {}", types));
    }
    for (auto a = atoms.begin(); a != atoms.end(); ++a) {
      if (*a >= c.size()) {
        throw input_error(std::string(where), fmt::format("{} {} has an atom that does not exist", what, row + 1));
      }
      if (std::find(std::next(a), atoms.end(), *a) != atoms.end()) {
        throw input_error(std::string(where), fmt::format("{} {} has atom {} twice", what, row + 1, c.ids[*a]));
      }
    }
  };
  for (std::size_t k = 0; k < topology.bonds.size(); ++k) {
    const BondedPair& b = topology.bonds[k];
    check("bond", k, b.type, topology.bond_types, {b.a, b.b});
  }
  for (std::size_t k = 0; k < topology.angles.size(); ++k) {
    const BondedAngle& a = topology.angles[k];
    check("angle", k, a.type, topology.angle_types, {a.a, a.b, a.c});
  }
}

}  // namespace glasscape
