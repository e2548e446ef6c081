#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "glasscape/diffraction/integrate/integrate_images.hpp"

namespace glasscape {

/// A pattern of one azimuth as text: lines with # that say what it is, then radius, intensity and, where it is known,
/// the error, in columns that pyFAI, Dioptas and their like read and write. Bins without pixels are left out.
std::string pattern_xy(const Integration& integration, std::span<const std::string> comments);

/// A pattern as HDF5 with NeXus attributes: /entry/data with I (azimuth, radius), errors, pixels, the axes `q` or
/// `two_theta`, and `azimuth` [degrees]; the axis of |Q| is always there as `q` [1/Å]. Equal patterns give equal bytes.
/// Written atomically; throws Error(engine) if the disk refuses.
void write_pattern_h5(const std::filesystem::path& path, const Integration& integration);

/// Reads a pattern that write_pattern_h5 wrote.
///
/// Errors   Error(input) for another file, data sets that are missing or of other sizes, axes that do not grow
AzimuthalPattern read_pattern_h5(const std::filesystem::path& path);

}  // namespace glasscape
