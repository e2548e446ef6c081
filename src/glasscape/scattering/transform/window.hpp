#pragma once

#include <string>
#include <vector>

namespace glasscape {

/// Names of the windows, in the order of help pages.
const std::vector<std::string>& window_names();

/// The window that multiplies S(Q) − 1 or g(r) − 1 before a transform, so that its end leaves fewer ripples.
///
///   none      1
///   lorch     sin(πx/X)/(πx/X)
///   hann      [1 + cos(πx/X)]/2
///   gaussian  exp(−σ²x²/2): a Gaussian of standard deviation σ broadens the other side
///
/// Input    x from 0 to X, the end of the data; σ ≥ 0 (`broadening`), used by gaussian only
/// Errors   Error(usage) for another name
/// Source   Lorch, J. Phys. C 2, 229 (1969)
double window(const std::string& name, double x, double end, double broadening);

/// Full width at half maximum of the peak that a window gives a sharp distance: of ∫_0^X M(x) cos(xy) dx as a function
/// of y. 3.79/X without a window, 5.44/X with Lorch's, 2π/X with Hann's; for a wide gaussian 2.355 σ.
double window_resolution(const std::string& name, double end, double broadening);

}  // namespace glasscape
