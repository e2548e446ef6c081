#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/forces/eam_kernel.hpp"
#include "glasscape/forces/force_field.hpp"

namespace glasscape::kernel {

/// The atoms that the kernel sees: rows (atoms that move), then frozen atoms, both sorted by place, so that partners
/// lie near each other in memory, then images of both.
struct Layout {
  struct Image {
    std::uint32_t owner;  ///< slot that it copies
    Shift shift;
  };
  std::size_t rows = 0;
  std::vector<std::uint32_t> atom;                 ///< of each slot that is no image
  std::vector<std::uint32_t> row;                  ///< of each row: its place among those that were given
  std::vector<std::array<std::int32_t, 3>> cells;  ///< place in the kernel = position − cells·H
  std::vector<Image> images;                       ///< slots atom.size() ...
  std::vector<Vec3> positions, bins;               ///< of all slots
  std::vector<double> keys;                        ///< see HalfListInput
  std::vector<std::uint8_t> types;
  std::vector<EamKernel::Block> blocks;

  [[nodiscard]] HalfListInput input() const { return {positions, bins, types, keys, rows}; }
};

/// All atoms of a cell, sorted by place, and their images within `range`; blocks are slabs at least `range` thick.
Layout periodic_layout(const Box& box, std::span<const Vec3> positions, std::span<const std::int32_t> types,
                       double range);

/// The atoms of a region.
struct RegionInput {
  const Box& box;
  std::span<const Vec3> positions;  ///< of all atoms of the cell
  std::span<const std::int32_t> types;
  std::span<const std::uint32_t> rows;    ///< atoms that get a row
  std::span<const std::uint32_t> others;  ///< atoms that may be partners, none of them a row
};

/// The rows and those copies of the others that lie within `range` of where the rows are.
Layout region_layout(const RegionInput& input, double range);

/// Those of `among` that have a copy within `distance` of the bounding parallelepiped and of the bounding sphere of the
/// rows, and are no row.
std::vector<std::uint32_t> atoms_around(const Box& box, std::span<const Vec3> positions,
                                        std::span<const std::uint32_t> rows, std::span<const std::uint32_t> among,
                                        double distance);

}  // namespace glasscape::kernel
