#include "glasscape/landscape/voronoi_classes.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

namespace glasscape {

std::vector<std::string> voronoi_classes(const Configuration& configuration, const RunContext& context) {
  std::vector<std::string> labels(configuration.size());
  for (const Field& field : voronoi_fields(configuration, VoronoiOptions{}, context)) {
    if (field.name() != "voronoi_index") continue;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (std::isnan(field.at(i, 0))) continue;
      labels[i] =
          fmt::format("<{:.0f},{:.0f},{:.0f},{:.0f}>", field.at(i, 0), field.at(i, 1), field.at(i, 2), field.at(i, 3));
    }
  }
  return labels;
}

}  // namespace glasscape
