#pragma once

#include <span>
#include <vector>

#include "glasscape/statistics/spectrum.hpp"

namespace glasscape::detail {

/// Energies in ascending order with multiplicities.
struct GroupedEnergies {
  std::vector<double> energy;
  std::vector<double> weight;
  double total = 0;
  double smallest = 0;  ///< before grouping
};

/// Up to 4,096 energies as they are, more as the means of 2,048 bins of equal width.
GroupedEnergies group(std::span<const double> sorted);

/// Exponential and Rayleigh mode by expectation maximisation, E₀ fixed at 0 or free; `near` (may be null) is a fit of
/// similar data to start from. Sets weight, lambda, sigma, origin and converged.
void fit_mixture(const GroupedEnergies& data, bool free_origin, const SpectrumFit* near, SpectrumFit& fit);

/// Rayleigh mode with free origin; sets sigma, origin and converged.
void fit_rayleigh(const GroupedEnergies& data, SpectrumFit& fit);

}  // namespace glasscape::detail
