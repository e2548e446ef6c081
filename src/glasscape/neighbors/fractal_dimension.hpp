#pragma once

#include <cstddef>
#include <limits>
#include <span>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Fractal dimension of a set of clusters.
struct FractalDimension {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();  ///< standard error
  std::size_t clusters = 0;                                 ///< that the fit rests on
};

/// Dimension D of clusters whose size grows as s ∝ R_g^D.
///
/// D is the inverse slope of the straight line through (ln s, ln R_g), fitted by least squares over the clusters of at
/// least `smallest` atoms, each with the same weight; its error is that of the slope, robust against scatter that
/// depends on the size (White's estimator, HC1). Large clusters are rare, so that small ones decide: this is an
/// effective dimension, below the asymptotic one of large clusters.
///
/// Input    sizes, and radii of gyration [Å], NaN for clusters that do not count (those that span)
/// NaN      fewer than 10 such clusters, none of them at least three times as large as another, or no growth
/// Cost     O(clusters)
/// Source   the definition: Stauffer & Aharony, Introduction to Percolation Theory; choice of fit: ours
FractalDimension fit_dimension(std::span<const std::size_t> sizes, std::span<const double> radii,
                               std::size_t smallest = 10);

/// Dimension of one set of points.
struct MassDimension {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();  ///< standard error, jackknife over centres
  double from = std::numeric_limits<double>::quiet_NaN();   ///< Å, the range of the fit
  double to = std::numeric_limits<double>::quiet_NaN();
  std::size_t centres = 0;
};

/// Dimension D of a set of points whose mass within r of one of its points grows as M(r) ∝ r^D, periodic images
/// included.
///
/// M(r) is averaged over up to 500 points, evenly spread over their order; D is the slope of ln M(r) against ln r at
/// eight radii evenly spaced in ln r. Its error is a jackknife over 20 groups of centres: it says how much the places
/// differ, not how far a finite range is from the asymptotic one.
///
/// NaN      to < 1.5 from, or fewer than 100 points
/// Cost     O(centres · points within `to`); fewer centres where that would exceed 2·10⁸ pairs
MassDimension mass_dimension(const ConfigurationView& points, double from, double to, const RunContext& context = {});

}  // namespace glasscape
