#pragma once

#include <filesystem>

#include "glasscape/diffraction/image/image.hpp"
#include "glasscape/scattering/pattern.hpp"

namespace glasscape {

/// A difference of two patterns over |Q| (to the right) and azimuth (upwards) as a PNG picture in the colours of vik,
/// with zero in the middle; the ends are the largest 1 % quantile on either side.
///
/// Throws Error(engine) if the disk refuses.
void write_difference_picture(const std::filesystem::path& path, const AzimuthalPattern& difference);

/// The difference a · first − b · second of two images, as the detector saw them, averaged over squares of pixels. Row
/// 0 is at the bottom. Masked and saturated pixels, and those that are not finite, are grey.
///
/// Throws Error(input) for images of different shapes.
void write_difference_picture(const std::filesystem::path& path, const DetectorImage& first, double a,
                              const DetectorImage& second, double b);

}  // namespace glasscape
