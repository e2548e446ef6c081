#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "glasscape/maps/projected_map.hpp"

namespace glasscape {

/// What the ends of the colour bar stand for.
struct ColourRange {
  double low = 0, high = 1;
};

/// From the 1 % to the 99 % quantile of the values of all maps, so that pictures of several frames can be compared.
/// (0, 1) where there is no value; about a single value where all are equal.
ColourRange colour_range(std::span<const ProjectedMap> maps);

/// The map as a picture of about 600 pixels, the origin at the lower left, with a colour bar whose ends and middle are
/// labelled with numbers. Cells without a value are grey. A cell that is not rectangular is drawn as a rectangle.
///
/// Throws Error(usage) for a range that does not grow, an unknown colour map or an empty map, Error(engine) if the disk
/// refuses. Written atomically.
void write_png(const std::filesystem::path& path, const ProjectedMap& map, const ColourRange& range,
               const std::string& colours = "viridis");

}  // namespace glasscape
