#pragma once

namespace glasscape {

// What a detector sees of the scattering of a sample, as factors: simulated intensities are multiplied by them,
// measured ones divided. The solid angle of a pixel is with the geometry (detector_geometry.hpp).

/// Thomson scattering of a partly polarised beam, relative to that at 2θ = 0.
///
///   P = ½[1 + cos²2θ − f cos(2χ) sin²2θ]
///
/// Input    2θ [rad]; azimuth χ [rad] from the horizontal; f: 1 for a beam polarised in the horizontal plane (0.95 to
///          0.99 at synchrotrons), 0 for an unpolarised one, −1 vertically
/// Output   0 to 1
/// Source   Kahn et al., J. Appl. Cryst. 15, 330 (1982); the same form as in pyFAI
double polarisation_factor(double two_theta, double azimuth, double f);

/// The fraction of what a flat plate scatters at 2θ that comes out of it, for a beam at normal incidence.
///
///   A = ∫_0^1 exp(−a s − b(1 − s)) ds = (e^−a − e^−b)/(b − a),  a = μt, b = μ′t/c,  c = cos 2θ > 0
///   A = (1 − e^−(a + b))/(a + b),  b = μ′t/|c|, for scattering backwards
///
/// With μ′ = μ and c → 1 it is exp(−μt), for μt → 0 it is 1.
///
/// Input    2θ [rad]; μt: attenuation coefficient of the incoming beam times thickness, ≥ 0; μ′t: of the scattered one
///          (another after Compton scattering or fluorescence)
/// Output   0 to 1; 0 at 2θ = 90°, where the way out has no end, unless μ′t = 0
double plate_absorption(double two_theta, double mu_t, double mu_t_out);

/// Signal of a photon that meets a flat sensor at an angle, relative to normal incidence: the way through is longer.
///
///   (1 − e^(−μd/c))/(1 − e^(−μd)), c = cosine of the angle of incidence
///
/// Input    c in (0, 1]; μd of the sensor ≥ 0. For μd → 0 it is 1/c, for a thick sensor 1.
double detector_efficiency(double cos_incidence, double mu_d);

}  // namespace glasscape
