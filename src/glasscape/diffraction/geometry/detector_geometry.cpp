#include "glasscape/diffraction/geometry/detector_geometry.hpp"

#include <cmath>
#include <numbers>

namespace glasscape {
namespace {

/// Distances from the first pixel's corner along rows and columns of the detector, relative to the normal's foot [m].
Vec3 on_detector(const DetectorGeometry& g, double row, double column) {
  const bool rows_turned = g.orientation == 1 || g.orientation == 2;
  const bool columns_turned = g.orientation == 1 || g.orientation == 4;
  const double along1 = rows_turned ? static_cast<double>(g.rows) - row : row;
  const double along2 = columns_turned ? static_cast<double>(g.columns) - column : column;
  return {along1 * g.pixel1 - g.poni1, along2 * g.pixel2 - g.poni2, g.distance};
}

}  // namespace

Mat3 laboratory_rotation(const DetectorGeometry& g) {
  const double c1 = std::cos(g.rot1), s1 = std::sin(g.rot1);
  const double c2 = std::cos(g.rot2), s2 = std::sin(g.rot2);
  const double c3 = std::cos(g.rot3), s3 = std::sin(g.rot3);
  const Mat3 first{{Vec3{1, 0, 0}, Vec3{0, c1, s1}, Vec3{0, -s1, c1}}};
  const Mat3 second{{Vec3{c2, 0, -s2}, Vec3{0, 1, 0}, Vec3{s2, 0, c2}}};
  const Mat3 third{{Vec3{c3, -s3, 0}, Vec3{s3, c3, 0}, Vec3{0, 0, 1}}};
  return third * (second * first);
}

Vec3 laboratory_position(const DetectorGeometry& g, double row, double column) {
  return laboratory_rotation(g) * on_detector(g, row, column);
}

ScatteringAngles scattering_angles(const Vec3& position) {
  return {std::atan2(std::sqrt(position.x * position.x + position.y * position.y), position.z),
          std::atan2(position.x, position.y)};
}

double momentum_transfer(double two_theta, double wavelength) {
  return 4 * std::numbers::pi * std::sin(two_theta / 2) / wavelength;
}

double cos_incidence(const DetectorGeometry& g, double row, double column) {
  return g.distance / norm(on_detector(g, row, column));
}

double solid_angle(const DetectorGeometry& g, double row, double column) {
  const double cosine = cos_incidence(g, row, column);
  return cosine * cosine * cosine;
}

}  // namespace glasscape
