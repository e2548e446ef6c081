#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace glasscape::detail {

/// The curve base + height · g(z), g a layer with smooth edges; see find_shear_band.
struct LayerFit {
  double centre = 0, width = 0, edge = 0;  ///< Å; width is w, the distance of the inflection points
  double base = 0, height = 0;
  double squares = 0;         ///< weighted sum of squared residuals
  double peak = 0;            ///< value at the centre
  double half_width = 0;      ///< full width at half maximum [Å]
  std::vector<double> curve;  ///< at each slab
};

/// Weighted least squares; slabs with weight 0 are left out. Needs four slabs with weight.
/// `start` (may be null) is a solution nearby, which is then only refined.
LayerFit fit_layer(std::span<const double> mean, std::span<const double> weight, double period, bool periodic,
                   const LayerFit* start = nullptr);

}  // namespace glasscape::detail
