// [header]
#pragma once

#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct NearestDistanceOptions {
  double cutoff = 5.0;  ///< Å, how far to look
};

/// Distance from each atom to its nearest neighbour.
///
///   d_i = min_{j ≠ i} | r_j − r_i |, j within the cutoff, over all periodic images
///
/// Input    any configuration
/// Options  cutoff [Å] > 0, default 5.0
/// Output   "nearest_distance" (N) [Å]
/// NaN      no neighbour within the cutoff
/// Exact    unchanged by translation, rotation, relabelling and replication
/// Cost     O(N·n)
std::vector<Field> nearest_distance(const Configuration& configuration, const NearestDistanceOptions& options,
                                    const RunContext& context);

Descriptor nearest_distance_descriptor();

}  // namespace glasscape
// [end]
