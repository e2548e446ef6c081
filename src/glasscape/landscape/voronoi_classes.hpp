#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// The Voronoi index of each atom as a label, "<0,0,12,0>" (n3, n4, n5, n6; plain cells, all faces count); empty where
/// the cell is open.
///
/// Cost     O(N)
std::vector<std::string> voronoi_classes(const Configuration& configuration, const RunContext& context);

}  // namespace glasscape
