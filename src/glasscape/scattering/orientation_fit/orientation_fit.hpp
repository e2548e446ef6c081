#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "glasscape/scattering/pattern.hpp"

namespace glasscape {

/// A pattern of a sample whose loading axis lies in the plane normal to the beam.
struct OrientedPattern {
  AzimuthalPattern pattern;
  double loading_axis = 0;  ///< rad, azimuth of the axis on the detector; an axis and its opposite are the same
};

struct OrientationFitOptions {
  int lmax = 4;                 ///< 0, 2 or 4
  std::string scale = "given";  ///< given: patterns share one scale; match: a factor for each is fitted
  double sector = 0.35;         ///< rad, full width of the sectors of the two-direction formula
};

/// Isotropic and anisotropic intensity at each Q.
struct OrientationFit {
  std::vector<double> q;  ///< 1/Å
  double wavelength = 0;  ///< Å
  /// a_l of I = Σ a_l P_l(cos χ), l = 0, 2, 4 (as far as lmax), and their standard errors; NaN where undetermined.
  std::array<std::vector<double>, 3> value, error;
  std::vector<double> chi2;    ///< per degree of freedom; NaN without errors of the intensities
  std::vector<double> bins;    ///< azimuthal bins that were used
  std::vector<double> scales;  ///< what each pattern was multiplied by; their mean is 1
  /// a_2 by the formula of two directions, (2/3)[I(χ = 0) − I(χ = π/2)], as if Q lay in the detector's plane, and the
  /// same divided by cos²θ_B; with standard errors. NaN where a sector is empty.
  std::vector<double> two_directions, two_directions_tilted, two_directions_error;
};

/// Cosine of the angle between Q and a loading axis normal to the beam: cos θ_B cos(azimuth − axis), θ_B the Bragg
/// angle, by which Q tilts out of the detector's plane.
double axis_cosine(double q, double wavelength, double azimuth, double axis);

/// Least squares for a_0, a_2, a_4 at each Q from all azimuths of all patterns.
///
///   I(Q, φ) = Σ_{l ≤ lmax, even} a_l(Q) P_l(cos χ),  cos χ = cos θ_B cos(φ − φ_axis)
///
/// A sample with a symmetry axis is assumed. Bins weigh with their pixels (their errors follow the square root of the
/// pixels at one Q, and weights made of counts favour low ones); errors are carried through, times √χ² where χ² per
/// degree of freedom lies above 1 by more than three standard deviations: then pixels too coarse, an axis that is off
/// or a beam that is not centred leave more than noise. Without errors of the intensities those of the a_l come from
/// what the fit leaves.
///
/// scale = match: factors s_p are found together with the a_l, by turns, so that the s_p I_p agree best; use it where
/// exposures, or the sample's thickness in the beam, differ. A pattern and one that is turned by 90° have the same
/// ring averages, whatever a_2 is, so that the factor does not take the anisotropy away.
///
/// Input    patterns on one grid of Q, of one wavelength; at least two different angles χ in all for lmax = 2, three
///          for 4
/// NaN      where too few bins hold pixels, or their angles do not determine the a_l
/// Errors   Error(input): grids or wavelengths that differ, no azimuths; Error(usage): lmax or scale
/// Cost     O(bins)
/// Source   exact form of the two-direction formula of paper 000, doi:10.1038/s41567-023-02243-9: for l ≤ 2,
///          S_20 = (16π/45)^½ [S(0) − S(π/2)] (orthonormal)
OrientationFit fit_orientations(std::span<const OrientedPattern> patterns, const OrientationFitOptions& options);

/// `pattern` less `factor` times `background`; errors add in quadrature. Throws Error(input) for other grids.
AzimuthalPattern without_background(AzimuthalPattern pattern, const AzimuthalPattern& background, double factor);

/// I_1 − I_2 at equal places of the detector, on the grid of the first (azimuths: the nearest bin); NaN where either
/// is. For patterns of the P and N positions of a sample with an axis, this is the picture of paper 000, figure 1. Both
/// must have been accepted by fit_orientations().
AzimuthalPattern difference(const AzimuthalPattern& first, const AzimuthalPattern& second);

}  // namespace glasscape
