#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "glasscape/diffraction/geometry/detector_geometry.hpp"

namespace glasscape {

/// What the radial axis of a pattern is.
enum class RadialUnit {
  q,          ///< |Q| [1/Å]
  two_theta,  ///< 2θ [degrees]
};

/// A point of the detector in the coordinates of a pattern.
struct PolarPoint {
  double radial = 0;   ///< 1/Å or degrees
  double azimuth = 0;  ///< rad, [−π, π]
};

/// The pixels of a detector in the coordinates of a pattern, row by row: a row of 2048 pixels is made at a time, so
/// that no array of the size of the image is needed.
class PixelPlaces {
 public:
  PixelPlaces(const DetectorGeometry& geometry, RadialUnit unit);

  /// columns + 1 points: the corners at the given fractional row, `row` = 0 for the outer edge of the first one.
  void corners(double row, std::vector<PolarPoint>& points) const { line(row, 0, points, columns_ + 1); }
  /// The centres of the pixels of a row.
  void centres(std::size_t row, std::vector<PolarPoint>& points) const {
    line(static_cast<double>(row) + 0.5, 0.5, points, columns_);
  }
  /// Row and column, both fractional, where the direct beam meets the detector; far outside where it does not.
  [[nodiscard]] std::array<double, 2> beam_centre() const;
  /// 1 where the azimuth grows from columns to rows, −1 where the orientation mirrors the image.
  [[nodiscard]] double handedness() const;

 private:
  void line(double row, double first_column, std::vector<PolarPoint>& points, std::size_t count) const;

  DetectorGeometry geometry_;
  Vec3 origin_, per_row_, per_column_;  // laboratory positions are linear in row and column
  std::size_t columns_;
  RadialUnit unit_;
};

}  // namespace glasscape
