#include "glasscape/diffraction/integrate/pixel_places.hpp"

#include <cmath>
#include <numbers>

namespace glasscape {

PixelPlaces::PixelPlaces(const DetectorGeometry& geometry, RadialUnit unit)
    : geometry_(geometry), columns_(geometry.columns), unit_(unit) {
  origin_ = laboratory_position(geometry, 0, 0);
  per_row_ = laboratory_position(geometry, 1, 0) - origin_;
  per_column_ = laboratory_position(geometry, 0, 1) - origin_;
}

void PixelPlaces::line(double row, double first_column, std::vector<PolarPoint>& points, std::size_t count) const {
  points.resize(count);
  const Vec3 start = origin_ + row * per_row_;
  const double factor = 4 * std::numbers::pi / geometry_.wavelength;
  constexpr double degrees = 180 / std::numbers::pi;
  for (std::size_t k = 0; k < count; ++k) {
    const Vec3 t = start + (first_column + static_cast<double>(k)) * per_column_;
    const double across2 = t.x * t.x + t.y * t.y;
    double radial = 0;
    if (unit_ == RadialUnit::q) {
      // sin θ without an arc tangent: sin²θ = (1 − cos 2θ)/2, written so that nothing cancels at small angles.
      const double length = std::sqrt(across2 + t.z * t.z);
      const double sine2 = t.z > 0 ? across2 / (2 * length * (length + t.z)) : (1 - t.z / length) / 2;
      radial = factor * std::sqrt(sine2);
    } else {
      radial = degrees * std::atan2(std::sqrt(across2), t.z);
    }
    points[k] = {radial, std::atan2(t.x, t.y)};
  }
}

std::array<double, 2> PixelPlaces::beam_centre() const {
  // origin + row · per_row + column · per_column has no components 1 and 2.
  const double determinant = per_row_.x * per_column_.y - per_row_.y * per_column_.x;
  if (std::abs(determinant) < 1e-30) return {-1e9, -1e9};
  const double row = (-origin_.x * per_column_.y + origin_.y * per_column_.x) / determinant;
  const double column = (-per_row_.x * origin_.y + per_row_.y * origin_.x) / determinant;
  const Vec3 there = origin_ + row * per_row_ + column * per_column_;
  if (there.z <= 0) return {-1e9, -1e9};  // the beam runs away from the detector's plane
  return {row, column};
}

double PixelPlaces::handedness() const { return per_row_.x * per_column_.y - per_row_.y * per_column_.x < 0 ? -1 : 1; }

}  // namespace glasscape
