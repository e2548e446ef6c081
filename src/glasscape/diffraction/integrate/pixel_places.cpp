#include "glasscape/diffraction/integrate/pixel_places.hpp"

#include <cmath>
#include <numbers>

namespace glasscape {

namespace {

/// Distance of pixel edge or centre `index` along one direction of the detector [m], turned where the image is
/// mirrored.
double edge(std::size_t index, std::size_t count, double pixel, bool turned) {
  return static_cast<double>(turned ? count - index : index) * pixel;
}
double middle(std::size_t index, std::size_t count, double pixel, bool turned, double poni) {
  const float place = static_cast<float>(pixel) * (static_cast<float>(turned ? count - 1 - index : index) + 0.5f);
  return static_cast<double>(place - static_cast<float>(poni));
}
bool rows_turned(const DetectorGeometry& g) { return g.orientation == 1 || g.orientation == 2; }
bool columns_turned(const DetectorGeometry& g) { return g.orientation == 1 || g.orientation == 4; }

}  // namespace

double radial_scale(RadialUnit unit) { return unit == RadialUnit::q ? 0.1 : 180 / std::numbers::pi; }

PixelPlaces::PixelPlaces(const DetectorGeometry& g, RadialUnit unit)
    : geometry_(g), rotation_(laboratory_rotation(g)), unit_(unit) {
  const bool turned = columns_turned(g);
  for (std::size_t k = 0; k <= g.columns; ++k) edges_.push_back(edge(k, g.columns, g.pixel2, turned) - g.poni2);
  for (std::size_t k = 0; k < g.columns; ++k) middles_.push_back(middle(k, g.columns, g.pixel2, turned, g.poni2));
}

void PixelPlaces::corners(std::size_t row, std::vector<PolarPoint>& points) const {
  line(edge(row, geometry_.rows, geometry_.pixel1, rows_turned(geometry_)) - geometry_.poni1, edges_, points);
  for (PolarPoint& p : points) p = {static_cast<float>(p.radial), static_cast<float>(p.azimuth)};
}

void PixelPlaces::centres(std::size_t row, std::vector<PolarPoint>& points) const {
  line(middle(row, geometry_.rows, geometry_.pixel1, rows_turned(geometry_), geometry_.poni1), middles_, points);
}

void PixelPlaces::line(double height, const std::vector<double>& across, std::vector<PolarPoint>& points) const {
  points.resize(across.size());
  const Vec3 start = rotation_ * Vec3{height, 0, geometry_.distance};
  const Vec3 step{rotation_[0].y, rotation_[1].y, rotation_[2].y};
  const double factor = 4 * std::numbers::pi / (0.1 * geometry_.wavelength);  // 1/nm
  for (std::size_t k = 0; k < across.size(); ++k) {
    const Vec3 t = start + across[k] * step;
    const double across2 = t.x * t.x + t.y * t.y;
    double radial = 0;
    if (unit_ == RadialUnit::q) {
      // sin θ without an arc tangent: sin²θ = (1 − cos 2θ)/2, written so that nothing cancels at small angles.
      const double length = std::sqrt(across2 + t.z * t.z);
      const double sine2 = t.z > 0 ? across2 / (2 * length * (length + t.z)) : (1 - t.z / length) / 2;
      radial = factor * std::sqrt(sine2);
    } else {
      radial = std::atan2(std::sqrt(across2), t.z);
    }
    points[k] = {radial, std::atan2(t.x, t.y)};
  }
}

std::array<double, 2> PixelPlaces::beam_centre() const {
  constexpr std::array<double, 2> nowhere{-1e9, -1e9};
  // Where origin + row · per_row + column · per_column has no components 1 and 2.
  const Vec3 origin = laboratory_position(geometry_, 0, 0);
  const Vec3 per_row = laboratory_position(geometry_, 1, 0) - origin;
  const Vec3 per_column = laboratory_position(geometry_, 0, 1) - origin;
  const double determinant = per_row.x * per_column.y - per_row.y * per_column.x;
  if (std::abs(determinant) < 1e-6 * norm(per_row) * norm(per_column)) return nowhere;
  const double row = (-origin.x * per_column.y + origin.y * per_column.x) / determinant;
  const double column = (-per_row.x * origin.y + per_row.y * origin.x) / determinant;
  const Vec3 there = origin + row * per_row + column * per_column;
  // Otherwise the beam runs away from the plane of the detector.
  return there.z > 0 ? std::array<double, 2>{row, column} : nowhere;
}

double PixelPlaces::handedness() const {
  const double plane = rotation_[0].x * rotation_[1].y - rotation_[1].x * rotation_[0].y;
  const bool mirrored = rows_turned(geometry_) != columns_turned(geometry_);
  return (plane < 0) != mirrored ? -1 : 1;
}

}  // namespace glasscape
