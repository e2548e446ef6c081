#pragma once

#include <limits>
#include <span>

namespace glasscape {

struct CriticalOptions {
  double threshold = 2;    ///< multiples of the noise
  double tolerance = 0.1;  ///< fraction of the affine curve that counts as agreement
  double window = 1.2;     ///< Å, over which squares are averaged: half a period of g(r)
  double r_fit = 11;       ///< Å, from where on the curve was taken as affine
};

/// Where g_20 begins to deviate from its affine curve, coming from large r.
struct CriticalRadius {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< Å; NaN: it never does
  double low = std::numeric_limits<double>::quiet_NaN();    ///< with twice the threshold (of squares)
  double high = std::numeric_limits<double>::quiet_NaN();   ///< with half of it
  double noise = std::numeric_limits<double>::quiet_NaN();  ///< n [Å]
  bool beyond_fit = false;  ///< the deviation reaches into the range of the fit, which then is no affine range
};

/// Largest r at which the deviation Δ = g_20 − affine exceeds noise and tolerance: our definition.
///
///   M(r) = mean of (sΔ)² over r ≤ s ≤ r + w,   A(r) = mean of (s · affine)² over the same
///   n² = mean of (sΔ)² over s ≥ r_fit;         r_c = largest r with M > T,  T = threshold² n² + tolerance² A
///
/// The window reaches outwards, so that a strong deviation does not move r_c outwards. Noise of g from counted pairs
/// and of a transform falls as 1/r, hence the factor s. The interval holds the r_c of 2T and of T/2; a deviation that
/// fades slowly makes it wide. Where the fit range holds the deviation too, n is too large and r_c too small:
/// `beyond_fit`.
///
/// Input    r even; Δ and the affine curve, smoothed alike, of equal lengths, over the range to search
/// NaN      fewer than 8 points beyond r_fit; `value`: no deviation; `low`: none with twice the threshold
CriticalRadius critical_radius(std::span<const double> r, std::span<const double> deviation,
                               std::span<const double> affine, const CriticalOptions& options);

}  // namespace glasscape
