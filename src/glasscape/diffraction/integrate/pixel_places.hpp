#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "glasscape/diffraction/geometry/detector_geometry.hpp"

namespace glasscape {

/// What the radial axis of a pattern is.
enum class RadialUnit {
  q,          ///< |Q|, in files [1/Å]
  two_theta,  ///< 2θ, in files [degrees]
};

/// One 1/nm in 1/Å or one radian in degrees: radii are in the former while pixels are shared out.
double radial_scale(RadialUnit unit);

/// A point of the detector in the coordinates of a pattern.
struct PolarPoint {
  double radial = 0;   ///< 1/nm or rad
  double azimuth = 0;  ///< rad, [−π, π]
};

/// The pixels of a detector in the coordinates of a pattern, row by row: a row of 2048 pixels is made at a time, so
/// that no array of the size of the image is needed.
class PixelPlaces {
 public:
  PixelPlaces(const DetectorGeometry& geometry, RadialUnit unit);

  /// columns + 1 points: the corners above the given row of pixels, or below the last one.
  void corners(std::size_t row, std::vector<PolarPoint>& points) const;
  /// The centres of the pixels of a row.
  void centres(std::size_t row, std::vector<PolarPoint>& points) const;
  /// Row and column, both fractional, where the direct beam meets the detector; far outside where it does not.
  [[nodiscard]] std::array<double, 2> beam_centre() const;
  /// 1 where the azimuth grows from columns to rows, −1 where the orientation mirrors the image.
  [[nodiscard]] double handedness() const;

 private:
  /// Points at a height on the detector, before it is turned, and at the given distances across it [m].
  void line(double height, const std::vector<double>& across, std::vector<PolarPoint>& points) const;

  DetectorGeometry geometry_;
  Mat3 rotation_;
  std::vector<double> edges_, middles_;  // m, of the columns
  RadialUnit unit_;
};

}  // namespace glasscape
