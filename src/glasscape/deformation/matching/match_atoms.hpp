#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Marks an atom of the reference that the other configuration does not have.
inline constexpr std::size_t no_atom = std::numeric_limits<std::size_t>::max();

/// For each atom of the reference, where the other configuration keeps the atom of the same id.
///
/// `may_miss`: atoms that only one of them has are allowed (no_atom, or left out).
/// Throws Error(input) that begins with `where` if ids, species names or periodic directions differ, or if no atom is
/// left.
/// Cost     O(N) where the ids stand in the same order, else one hash table
std::vector<std::size_t> match_atoms(const Configuration& reference, const Configuration& current, bool may_miss,
                                     const std::string& where);

}  // namespace glasscape
