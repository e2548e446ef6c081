#pragma once

#include <array>

#include "glasscape/neighbors/voronoi.hpp"
#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

namespace glasscape {

/// Numbers of faces with 3, 4, 5, 6 and 7 edges, and of all faces, after the thresholds of the options.
struct FaceCounts {
  std::array<int, 5> n{};
  int faces = 0;
};

/// Edges of a face that count, or 0 if the face does not: its area must exceed area_threshold × the cell's surface, and
/// at least three of its edges edge_threshold.
int counted_edges(const VoronoiCell& cell, const VoronoiFace& face, const VoronoiOptions& options);

FaceCounts count_faces(const VoronoiCell& cell, const VoronoiOptions& options);

}  // namespace glasscape
