#pragma once

#include <limits>
#include <span>
#include <string>

#include "glasscape/statistics/measured.hpp"

namespace glasscape {

struct StressStrainOptions {
  double fit_from = 0, fit_to = 0.01;  ///< strains between which the modulus is fitted
  double offset = 0.002;               ///< plastic strain that defines the yield stress
  double smoothing = 0.002;            ///< full width of the moving average, in strain; 0: none
  double flow_from = 0;                ///< strain from which the flow stress is averaged; 0: the last third
};

/// What a stress–strain curve says.
struct StressStrainSummary {
  Measured modulus;                                               ///< slope of the fit, in units of the stress
  double zero_strain = std::numeric_limits<double>::quiet_NaN();  ///< where the fitted line has no stress
  Measured yield_stress;  ///< where the smoothed curve falls below the fitted line moved by the offset
  double yield_strain = std::numeric_limits<double>::quiet_NaN();
  Measured maximum_stress;  ///< largest of the smoothed curve
  double maximum_strain = std::numeric_limits<double>::quiet_NaN();
  Measured flow_stress;  ///< mean over the flow window
  Measured flow_slope;   ///< slope of a line over that window: zero within errors in steady flow
  double flow_from = std::numeric_limits<double>::quiet_NaN();
  std::string modulus_reason, yield_reason;  ///< why they are not determined; empty if they are
};

/// Modulus, yield, maximum and flow stress of a curve of one test.
///
///   modulus   least squares σ = E·(ε − ε₀) over fit_from ≤ ε ≤ fit_to; the intercept is free, since a thermal glass
///             does not begin at σ = 0 exactly
///   yield     the ε from which on the smoothed curve lies on or below E·(ε − ε₀ − offset): the last crossing, since
///             noise in the elastic part may touch the line before
///   smoothing centred moving average over the strain `smoothing`; near an end the window shrinks on both sides, so
///   that
///             a straight line stays what it is. A peak of curvature c is lowered by c·smoothing²/24
///   errors    of slope and means from the residuals with their autocorrelation (statistics/serial.hpp); of yield and
///             maximum to first order from the scatter about the smoothed curve and from the modulus. The selection of
///             a maximum among noisy values, and the sample's own randomness, are not part of them
///
/// Input    strain and stress of equal length in order of the test, the strain growing; both positive in the direction
///          of the load
/// Options  fit window, offset, smoothing, flow window; all dimensionless
/// NaN      fewer than 8 samples in a window; yield: no modulus, or the curve ends above the line
/// Errors   Error(usage): lengths that differ, or an empty curve
/// Cost     O(n · samples within an autocorrelation time)
/// Source   the offset construction of standard tensile tests; the windows are ours
StressStrainSummary analyse_stress_strain(std::span<const double> strain, std::span<const double> stress,
                                          const StressStrainOptions& options);

}  // namespace glasscape
