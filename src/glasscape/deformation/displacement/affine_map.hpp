#pragma once

#include <string>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// The macroscopic map x = F·X + t between two configurations.
struct AffineMap {
  Mat3 f = Mat3::identity();
  Vec3 shift;  ///< Å
};

/// F of the cells or of the atoms, and the shift that leaves no mean displacement.
///
///   cell  each cell vector of the reference becomes that of the current configuration: h' = F·h
///   fit   least squares over all atoms
///   none  F = I
///   auto  cell where all directions are periodic, else fit (open cell vectors only bound the atoms)
///
/// Input    configurations of the same atoms in the same order, unwrapped
/// Errors   Error(input) where a fit is asked of atoms that do not span three dimensions
/// Cost     O(N)
AffineMap macroscopic_map(const Configuration& reference, const Configuration& current, const std::string& how);

}  // namespace glasscape
