#pragma once

#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct FarthestVertexOptions {
  std::vector<double> radii;  ///< Å, one per species; empty: plain cells
};

/// The direction in which an atom has most room: the vector d_i from it to the farthest vertex of its Voronoi cell.
///
///   farthest_vertex            d_i
///   farthest_vertex_distance   |d_i|
///   farthest_vertex_ratio      |d_i| / mean distance of the vertices of the cell
///   farthest_vertex_alignment  mean over the Voronoi neighbours j of ½ (3 cos² θ_ij − 1), θ_ij between d_i and d_j:
///                              1 where all are parallel or antiparallel, 0 at random
///
/// The paper below introduces an order parameter made of such vectors; its text was not available, so the scalars are
/// our definition and carry names of their own.
///
/// Input    any configuration
/// Options  radii [Å], one per species: radical tessellation, default none (plain)
/// Output   "farthest_vertex" (N,3) [Å], "farthest_vertex_distance" (N) [Å], "farthest_vertex_ratio" (N) [1],
///          "farthest_vertex_alignment" (N) [1]
/// NaN      all where the cell reaches an open end of the box or is swallowed by larger spheres; the vector where
///          another vertex, more than 1e-4 Å away from it, is as far within 1e-6 Å (then it has no direction), and
///          with it the alignment, which is also NaN where no neighbour has a vector
/// Exact    the vector turns with the configuration, the scalars do not change; unchanged by translation, relabelling
///          and replication
/// Cost     O(N)
/// Source   after Yang et al., PRL 122, 015501 (2019), doi:10.1103/PhysRevLett.122.015501; scalars: our definition
std::vector<Field> farthest_vertex(const Configuration& configuration, const FarthestVertexOptions& options,
                                   const RunContext& context);

Descriptor farthest_vertex_descriptor();

}  // namespace glasscape
