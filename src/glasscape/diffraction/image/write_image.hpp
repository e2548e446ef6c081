#pragma once

#include <filesystem>
#include <string>

#include "glasscape/diffraction/image/image.hpp"

namespace glasscape {

/// How the pixels of a written image are stored.
enum class PixelType {
  float32,
  uint32,  ///< rounded to the nearest integer, cut to [0, 2³² − 1]; masked pixels and NaN become 0
};

/// Writes an image as TIFF (.tif, .tiff; deflated strips) or EDF (.edf); the ending of the name decides.
///
/// Equal images give equal bytes: no time is stored. Exposure, wavelength and distance go into the header of an EDF
/// file where they are known; a mask is not written. Throws Error(usage) for another ending or an image whose
/// numbers of rows, columns and values disagree, Error(engine) if the disk refuses. Written atomically.
void write_image(const std::filesystem::path& path, const DetectorImage& image, PixelType type = PixelType::float32);

}  // namespace glasscape
