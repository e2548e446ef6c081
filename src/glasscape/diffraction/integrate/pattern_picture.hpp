#pragma once

#include <filesystem>
#include <string>

#include "glasscape/scattering/pattern.hpp"

namespace glasscape {

/// Intensity over |Q| (to the right) and azimuth (upwards) as a PNG picture with a colour bar, from the 1 % to the 99 %
/// quantile. Neighbouring bins are averaged where there are more than the picture has pixels.
///
/// Throws Error(usage) for an unknown colour map, Error(engine) if the disk refuses.
void write_pattern_picture(const std::filesystem::path& path, const AzimuthalPattern& pattern,
                           const std::string& colours = "viridis");

}  // namespace glasscape
