#include "glasscape/structure/voronoi/face_counts.hpp"

#include <algorithm>

namespace glasscape {

int counted_edges(const VoronoiCell& cell, const VoronoiFace& face, const VoronoiOptions& options) {
  if (face.area <= options.area_threshold * cell.surface) return 0;
  const auto lengths = cell.edges(face);
  const auto edges =
      std::count_if(lengths.begin(), lengths.end(), [&](double length) { return length > options.edge_threshold; });
  return edges < 3 ? 0 : static_cast<int>(edges);
}

FaceCounts count_faces(const VoronoiCell& cell, const VoronoiOptions& options) {
  FaceCounts counts;
  for (const VoronoiFace& face : cell.faces) {
    const int edges = counted_edges(cell, face, options);
    if (edges == 0) continue;
    ++counts.faces;
    if (edges <= 7) ++counts.n[static_cast<std::size_t>(edges) - 3];
  }
  return counts;
}

}  // namespace glasscape
