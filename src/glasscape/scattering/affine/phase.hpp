#pragma once

#include <limits>
#include <span>

#include "glasscape/statistics/measured.hpp"

namespace glasscape {

/// How a coefficient g_20(r) goes with the affine curve r dg/dr and with g(r) − 1: our definitions.
///
/// With ⟨a, b⟩ = Σ r² a b over the range, u = r dg/dr and v = g − 1:
///
///   with_affine     ⟨g_20, u⟩/(|g_20| |u|)
///   with_isotropic  ⟨g_20, v⟩/(|g_20| |v|)
///   g_20 ≈ A u/|u| + B v/|v| by least squares;  phase = atan2(B, A)
///   explained       share of |g_20|² that the two curves describe
///
/// u and v are nearly in quadrature, as are sine and cosine. Bonds that are stretched or shortened displace peaks:
/// g_20 goes with u, the phase is near 0° (compression along the axis) or 180° (tension). Bonds that turn without
/// changing their length raise and lower peaks: g_20 goes with v, the phase is near ±90°.
///
/// The errors are those of the linear estimates, from what the two curves leave of g_20: this counts both noise and
/// what no mixture of u and v describes, and its correlation along r.
struct PhaseMeasure {
  Measured with_affine, with_isotropic;
  Measured in_phase, out_of_phase;  ///< A, B in units of |g_20|
  Measured phase;                   ///< degrees, −180 to 180
  double explained = std::numeric_limits<double>::quiet_NaN();
};

/// Input    values at r over the range of interest; all lengths equal
/// NaN      all: fewer than 8 points, a curve that is zero, or u and v proportional
PhaseMeasure phase_measure(std::span<const double> r, std::span<const double> g20, std::span<const double> r_slope,
                           std::span<const double> g_minus_one);

/// Standard error of Σ c_k x_k where the x_k carry the residuals e_k, correlated along k:
/// √(Σ (c_k e_k)² · 2τ), τ the integrated autocorrelation time of c_k e_k. NaN with fewer than 8 points.
double functional_error(std::span<const double> coefficients, std::span<const double> residuals);

}  // namespace glasscape
