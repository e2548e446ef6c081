#pragma once

#include <span>
#include <string>

#include "glasscape/deformation/trajectory/series_table.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/percolation.hpp"

namespace glasscape {

struct PlasticOptions {
  std::string plastic_field;        ///< empty: ttg_strain, else shear_strain, of those that are made; none
  double plastic_threshold = 0.25;  ///< atoms above it are plastic
  double plastic_cutoff = 0;        ///< Å, bonds that link them; 0: the first trough of the reference's g(r)
};

/// Clusters of the atoms whose value exceeds the threshold; NaN does not (percolate()).
Percolation plastic_clusters(const ConfigurationView& view, std::span<const double> values, double threshold,
                             double cutoff, const RunContext& context);

/// S_all, S_max, their ratio, spanning along each cell vector, ... as columns "plastic.all", ...
SeriesRow plastic_columns(const Percolation& clusters);

}  // namespace glasscape
