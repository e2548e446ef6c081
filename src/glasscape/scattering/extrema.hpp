#pragma once

#include <span>
#include <vector>

namespace glasscape {

/// A peak or trough of g(r).
struct Extremum {
  double r = 0;  ///< Å
  double g = 0;  ///< of the smoothed curve
};

/// Peaks and troughs, in order of r. They alternate and begin with a peak: the zero of the core is no trough.
struct Extrema {
  std::vector<Extremum> peaks, troughs;
};

/// Finds peaks and troughs of a curve on bin centres (k + ½) width that carries counting noise.
///
/// The curve is smoothed with a Gaussian of standard deviation `smoothing` [Å] (cut at 4 of them, renormalised at the
/// ends). Walking along it, a peak counts once the curve has fallen below it by more than six standard errors, a
/// trough once it has risen above it by as much; so ripples of the noise are passed over. The standard error is that of
/// independent counts, [g / (expected pairs within the smoothing window)]^½, and at least 1e-3. A position is the
/// vertex of the parabola through the extreme bin and its neighbours. A sharp or skewed peak moves a little with the
/// smoothing: 0.07 Å suits glasses of some thousand atoms; use less for crystals and for many frames.
///
/// `expected` holds the expected number of unordered pairs per bin without structure.
Extrema find_extrema(std::span<const double> g, double width, double smoothing, std::span<const double> expected);

/// The smoothed curve that find_extrema looks at.
std::vector<double> smooth(std::span<const double> values, double width, double smoothing);

}  // namespace glasscape
