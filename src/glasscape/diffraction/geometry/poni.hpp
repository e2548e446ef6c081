#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/diffraction/geometry/detector_geometry.hpp"

namespace glasscape {

/// A geometry file and what it left unsaid.
struct PoniFile {
  DetectorGeometry geometry;
  std::vector<std::string> assumed;  ///< one sentence for each assumption that was made in reading
};

/// Reads a PONI file (point of normal incidence) of version 1, 2 or 2.1: one `Key: value` per line, lengths in metres,
/// angles in radians, comments after #. Where a key is repeated, as in files that record a calibration's history, the
/// last one counts. Detectors are `Detector` with pixel sizes, or those of known_detectors.hpp; distortion that is
/// described by a spline or by another file is refused.
///
/// Errors   Error(input) that names the file and the line or key: what is missing, no number, not finite, a distance,
///          wavelength or pixel size that is not positive, an orientation other than 1–4, an unknown detector
PoniFile read_poni(const std::filesystem::path& path);

/// The same from text; `where` begins the messages.
PoniFile parse_poni(std::string_view text, const std::string& where);

/// The geometry as a PONI file: of version 2, which every reader knows, or of 2.1 where the orientation is not 3.
std::string poni_text(const DetectorGeometry& geometry);

/// Fills in the numbers of rows and columns where the geometry has none, and throws Error(input) naming both where they
/// differ from those of the image.
void fit_geometry(DetectorGeometry& geometry, std::size_t rows, std::size_t columns, const std::string& image);

}  // namespace glasscape
