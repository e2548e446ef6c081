#pragma once

#include <cstddef>
#include <string>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// Where a flat detector stands, in the convention of pyFAI's PONI files.
///
/// The laboratory frame has the sample at its origin: axis 1 up, axis 2 to the side, axis 3 along the beam. A point of
/// the detector at (d1, d2) from the corner of its first pixel lies at R₃(rot3) R₂(−rot2) R₁(−rot1) applied to
/// (d1 − poni1, d2 − poni2, distance). 2θ = atan2(√(t1² + t2²), t3) and the azimuth χ = atan2(t1, t2), so that χ = 0 is
/// axis 2 and grows towards axis 1.
///
/// Orientation says which corner of the detector the first pixel of the file is, seen from behind the detector: 1 top
/// left, 2 top right, 3 bottom right (bottom left as the sample sees it), 4 bottom left. PONI files before version 2.1
/// have no such entry and mean 3.
struct DetectorGeometry {
  double distance = 0;                  ///< m, from the sample to the point of normal incidence
  double poni1 = 0;                     ///< m, that point along the slow direction (rows)
  double poni2 = 0;                     ///< m, and along the fast one (columns)
  double rot1 = 0, rot2 = 0, rot3 = 0;  ///< rad
  double wavelength = 0;                ///< Å; 0: not given
  double pixel1 = 0, pixel2 = 0;        ///< m, of a row and of a column
  std::size_t rows = 0, columns = 0;    ///< 0: as the image
  int orientation = 3;
  std::string detector = "Detector";  ///< the name in the file
};

/// The matrix that takes (d1 − poni1, d2 − poni2, distance) to the laboratory.
Mat3 laboratory_rotation(const DetectorGeometry& geometry);

/// Axes 1, 2, 3 in the laboratory [m] of the point at (row, column) in pixels of the file: the centre of its first
/// pixel is at (0.5, 0.5). Needs rows and columns where orientation is not 3.
Vec3 laboratory_position(const DetectorGeometry& geometry, double row, double column);

struct ScatteringAngles {
  double two_theta = 0;  ///< rad, [0, π]
  double azimuth = 0;    ///< rad, [−π, π]
};
ScatteringAngles scattering_angles(const Vec3& position);

/// |Q| = 4π sin(2θ/2) / λ [1/Å].
double momentum_transfer(double two_theta, double wavelength);

/// Cosine of the angle between the ray from the sample and the detector's normal.
double cos_incidence(const DetectorGeometry& geometry, double row, double column);

/// Area of a pixel as the sample sees it over that of one at normal incidence: the cube of cos_incidence. Multiplies
/// the intensity that arrives; images are divided by it.
double solid_angle(const DetectorGeometry& geometry, double row, double column);

}  // namespace glasscape
