#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <vector>

#include "glasscape/structure/voronoi_network/voronoi_network.hpp"

namespace glasscape::detail {

/// One polyhedron that an atom belongs to: the image of the atom, seen from the centre.
struct Membership {
  std::uint32_t polyhedron;
  Shift shift;
};

/// Two polyhedra of which the second is an image, written so that the same pair has the same form.
struct PolyhedronPair {
  std::uint32_t a, b;
  std::array<int, 3> shift;
  friend auto operator<=>(const PolyhedronPair&, const PolyhedronPair&) = default;
};

inline PolyhedronPair canonical(const Membership& p, const Membership& q) {
  // The image of q's centre, seen from p's, for which both hold the same image of the atom.
  std::array<int, 3> shift{p.shift.x - q.shift.x, p.shift.y - q.shift.y, p.shift.z - q.shift.z};
  std::array<int, 3> back{-shift[0], -shift[1], -shift[2]};
  if (p.polyhedron > q.polyhedron || (p.polyhedron == q.polyhedron && shift < back)) {
    return {q.polyhedron, p.polyhedron, back};
  }
  return {p.polyhedron, q.polyhedron, shift};
}

/// The polyhedra that each atom belongs to, as centre or as neighbour of the centre.
std::vector<std::vector<Membership>> memberships_of(const VoronoiNetwork& network);

/// Calls visit(pair, atoms in common) for each pair of polyhedra that share an atom, in the order of pairs.
template <class Visit>
void for_each_shared_pair(const std::vector<std::vector<Membership>>& memberships, const Visit& visit) {
  std::vector<PolyhedronPair> pairs;  // once for each shared atom
  for (const auto& of_atom : memberships) {
    for (std::size_t k = 1; k < of_atom.size(); ++k) {
      for (std::size_t l = 0; l < k; ++l) {
        const PolyhedronPair pair = canonical(of_atom[k], of_atom[l]);
        if (pair.a != pair.b || pair.shift != std::array<int, 3>{}) pairs.push_back(pair);
      }
    }
  }
  std::sort(pairs.begin(), pairs.end());
  for (std::size_t first = 0, last = 0; first < pairs.size(); first = last) {
    while (last < pairs.size() && pairs[last] == pairs[first]) ++last;
    visit(pairs[first], last - first);
  }
}

}  // namespace glasscape::detail
