// [source]
#include "nearest_distance.hpp"

#include <cmath>
#include <limits>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {

std::vector<Field> nearest_distance(const Configuration& configuration, const NearestDistanceOptions& options,
                                    const RunContext& context) {
  const ConfigurationView view = configuration.view();
  const NeighborList neighbors(view, options.cutoff, context);
  std::vector<double> values(view.size(), std::numeric_limits<double>::quiet_NaN());
  parallel_blocks(context, view.size(), 256, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      // fmin ignores the NaN that an atom starts with.
      for (const Neighbor& neighbor : neighbors.of(i)) values[i] = std::fmin(values[i], norm(bond(view, i, neighbor)));
    }
  });
  std::vector<Field> fields;
  fields.emplace_back("nearest_distance", Unit("Å"), std::move(values));
  return fields;
}

Descriptor nearest_distance_descriptor() {
  static const ParameterTable<NearestDistanceOptions> table{
      {"cutoff", &NearestDistanceOptions::cutoff, Unit("Å"), "how far to look", positive()},
  };
  return make_descriptor("nearest_distance", "Distance to the nearest neighbour", "its definition",
                         {{"nearest_distance", "Å", 1, "NaN where no neighbour lies within the cutoff"}}, table,
                         nearest_distance);
}

}  // namespace glasscape
// [end]
