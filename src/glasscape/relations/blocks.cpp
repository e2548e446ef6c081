#include "glasscape/relations/blocks.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape {

SpatialBlocks spatial_blocks(const ConfigurationView& view, double edge) {
  SpatialBlocks result;
  const Vec3 heights = view.box.heights();
  for (std::size_t k = 0; k < 3; ++k) {
    result.along[k] = static_cast<std::size_t>(std::clamp(std::floor(heights[k] / edge * (1 + 1e-12)), 2.0, 8.0));
  }
  result.of.reserve(view.size());
  for (const Vec3& position : view.positions) {
    const Vec3 s = view.box.fractional(view.box.wrap(position).position);
    std::size_t block = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto n = static_cast<double>(result.along[k]);
      block = block * result.along[k] + static_cast<std::size_t>(std::clamp(std::floor(s[k] * n), 0.0, n - 1));
    }
    result.of.push_back(static_cast<std::uint32_t>(block));
  }
  return result;
}

}  // namespace glasscape
