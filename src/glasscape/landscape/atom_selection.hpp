#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// The atoms that a list names, as ascending indices.
///
/// The list is comma-separated; each part is `all`, an id (`305`), a range of ids (`1-200`, both ends included),
/// an element (`Cu`), or `every:5` (each fifth atom in order of id). An atom named twice counts once.
///
/// Throws Error(usage) naming the part that is not understood, or ids that no atom has.
std::vector<std::size_t> select_atoms(const Configuration& configuration, std::string_view list);

/// A random sample without replacement, ascending. A larger sample with the same seed contains the smaller ones.
/// `size` 0, or not below the number of atoms: all of them.
std::vector<std::size_t> sample_atoms(const Configuration& configuration, std::vector<std::size_t> atoms,
                                      std::size_t size, std::uint64_t seed);

}  // namespace glasscape
