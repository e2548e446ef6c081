#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace glasscape {

using Colour = std::array<std::uint8_t, 3>;

/// Six steps of the viridis map, dark for low values, for figures that draw classes.
inline constexpr std::array<const char*, 6> viridis_steps{"#440154", "#414487", "#2a788e",
                                                          "#22a884", "#7ad151", "#fde725"};

/// Names of the colour maps: viridis and cividis for values that grow, vik for values about zero.
std::vector<std::string_view> colour_maps();

/// The colour at u, clamped to [0, 1], interpolated linearly in the table that the report page uses too
/// (web/src/colormap.ts). Throws Error(usage) for an unknown map.
Colour colour(std::string_view map, double u);

}  // namespace glasscape
