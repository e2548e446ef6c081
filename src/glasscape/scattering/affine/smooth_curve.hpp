#pragma once

#include <span>
#include <vector>

namespace glasscape {

/// A curve on an even grid, smoothed with a Gaussian, and the derivatives of the smooth curve.
struct SmoothCurve {
  std::vector<double> value, first, second;
};

/// Convolution with a Gaussian of standard deviation `sigma` and with its first two derivatives.
///
/// Beyond its ends the curve continues as its image turned by 180° about the end point; within about 3σ of an end,
/// second derivatives are not to be trusted.
///
/// Input    values `step` apart; sigma ≥ step, below which the sums are no integrals: a smaller sigma counts as step
/// Exact    derivatives of polynomials up to the second degree, within the ends
/// Cost     O(n σ/step)
SmoothCurve smooth_curve(std::span<const double> y, double step, double sigma);

}  // namespace glasscape
