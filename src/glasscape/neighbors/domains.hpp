#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {

/// Connected sets of atoms of one kind.
struct Domains {
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  struct Domain {
    int kind = 0;
    std::size_t size = 0;                            ///< atoms
    std::array<bool, 3> spans{false, false, false};  ///< it meets its own image along this cell vector
  };
  std::vector<Domain> domains;    ///< largest first; equally large ones in order of their first atom
  std::vector<std::uint32_t> of;  ///< index of each atom's domain, or none
};

/// Domains of atoms of equal kind that are linked by bonds of the list; atoms with a negative kind are in none.
///
/// A domain spans the box along a cell vector where a closed path within it leads to another image of an atom; the
/// images of bonds are followed, so that this is exact for any box and cutoff.
///
/// Cost     O(pairs)
Domains find_domains(const NeighborList& neighbors, std::span<const int> kind);

}  // namespace glasscape
