#pragma once

#include <span>

namespace glasscape {

/// The largest order of spherical_bessel().
inline constexpr int bessel_lmax = 8;

/// Spherical Bessel function of the first kind, j_l(z).
///
///   z < l + 2:  z^l/(2l+1)!! Σ_k (−z²/2)^k / (k! (2l+3)(2l+5)…(2l+2k+1));   else upward recurrence from sin z/z
///
/// Input    l from 0 to 8, z ≥ 0
/// Output   j_l(z), to 1e-13 of its largest value near z (1e-15 typically)
/// Errors   Error(usage) for other l or z < 0
/// Cost     about 40 ns
double spherical_bessel(int l, double z);

/// values[l] = j_l(z) for l from 0 to values.size() − 1; z ≥ 0 and at most 9 values, which the caller has checked.
void spherical_bessels(double z, std::span<double> values);

}  // namespace glasscape
