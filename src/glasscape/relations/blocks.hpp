#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// The box divided into equal parallelepipeds, and in which of them each atom lies.
struct SpatialBlocks {
  std::array<std::size_t, 3> along{};  ///< blocks along each cell vector
  std::vector<std::uint32_t> of;       ///< block of each atom

  [[nodiscard]] std::size_t count() const noexcept { return along[0] * along[1] * along[2]; }
};

/// Blocks at least `edge` Å wide, but 2 to 8 along each direction: a small box gets narrower blocks rather than none,
/// and 512 blocks are enough for any error estimate. Atoms outside a non-periodic box count to the nearest block.
SpatialBlocks spatial_blocks(const ConfigurationView& view, double edge);

}  // namespace glasscape
