#pragma once

#include <vector>

#include "glasscape/relations/autocorrelation.hpp"

namespace glasscape {

/// Autocorrelation of the components of a field beside that of their sum.
struct DirectionalAutocorrelation {
  FieldAutocorrelation sum;   ///< of x + y + z: the total of directional mean squared displacements
  FieldAutocorrelation mean;  ///< mean of C_x, C_y and C_z
};

/// Do the components of a field reach further than their sum?
///
/// `mean` is the average of the components' curves, its errors and the interval of ξ from the jackknife of the average
/// itself (the components' errors go together).
///
/// Input    a field of several components, one value each per atom, such as vmsd_xyz
/// Errors   std::invalid_argument: one component only, or another number of atoms; Error(usage): options
/// Cost     that of autocorrelations() of the components and the sum
/// Source   Wang et al. (2020), doi:10.6052/0459-1879-19-368, figure 7
DirectionalAutocorrelation directional_autocorrelation(const Configuration& configuration, const Field& field,
                                                       const RelateOptions& options, const RunContext& context);

}  // namespace glasscape
