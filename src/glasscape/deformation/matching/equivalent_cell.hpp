#pragma once

#include <span>

#include "glasscape/geometry/box.hpp"

namespace glasscape {

/// A cell of the same lattice of images, and what was needed to find it.
struct EquivalentCell {
  Box box;
  Vec3 drift;              ///< mean change of the fractional coordinates, to be taken off before images are chosen
  bool changed = false;    ///< its vectors are not those of the file
  bool ambiguous = false;  ///< another cell explains the positions about as well
};

/// Of all cells that make the same lattice as `cell`, the one in which `positions` differ least from `before`.
///
/// A program that shears a box may replace a cell vector b by b − a once the tilt is large (a flip), which leaves the
/// images of the atoms where they are but not the correspondence of points to those of the unsheared cell. Tried are
/// the cell whose vectors lie nearest to those before, the cell as it is, and both with one vector added to or taken
/// from another once. Of each the mean squared difference of the fractional coordinates, times the cell, is compared,
/// after the mean shift; each atom takes its nearest image unless `unwrapped`. The nearest cell is kept unless another
/// is better by a factor of two; where any other comes within that factor, the choice is ambiguous (atoms that have
/// lost all memory of their places, for example).
///
/// Input    fractional coordinates of atoms in the cell before, the same atoms' positions [Å] now; any sample of them
///          will do
EquivalentCell equivalent_cell(const Box& before, std::span<const Vec3> fractional_before, const Box& cell,
                               std::span<const Vec3> positions, bool unwrapped);

}  // namespace glasscape
