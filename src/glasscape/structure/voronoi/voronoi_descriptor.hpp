#pragma once

#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct VoronoiOptions {
  double area_threshold = 0;  ///< fraction of the cell's surface
  double edge_threshold = 0;  ///< Å
  std::vector<double> radii;  ///< Å, one per species; empty: plain cells
};

/// Size and topology of each atom's Voronoi cell.
///
///   n_k        number of faces with k edges; the index is ⟨n3, n4, n5, n6⟩
///   CN         number of faces
///   LkFS       n_k / Σ n_k, k = 3 .. 7: L5FS is the local five-fold symmetry, and so on
///
/// A face counts if its area exceeds area_threshold × the cell's surface and at least three of its edges exceed
/// edge_threshold; only those edges are counted. An area threshold drops faces but leaves the edge counts of their
/// neighbours as they were; an edge threshold repairs both, since a face that vanishes takes its short edges with it.
///
/// Input    any configuration; directions that are not periodic are allowed
/// Options  area_threshold [1] in [0, 1), default 0; edge_threshold [Å] ≥ 0, default 0; radii [Å], one per species:
///          radical tessellation, default none (plain)
/// Output   "voronoi_volume" (N) [Å³], "coordination" (N) [1], "voronoi_index" (N,4) [1], "l3fs" .. "l7fs" (N) [1].
///          The index is a category: atoms of one class have the same four numbers
/// NaN      everything where the cell reaches an open end of the box; the shares where no face counts
/// Exact    volumes add up to the box; without thresholds Σ(6 − k) n_k = 12 for simple cells (three faces at each
///          vertex). Perfect crystals other than bcc are degenerate: rounding splits their vertices, and only an edge
///          threshold (0.1 Å, say) makes their index ⟨0,12,0,0⟩ for fcc
/// Cost     O(N)
/// Source   index: Finney, Proc. R. Soc. A 319, 479 (1970), doi:10.1098/rspa.1970.0189;
///          L5FS: Peng, Li & Wang, PRL 106, 135503 (2011), doi:10.1103/PhysRevLett.106.135503
std::vector<Field> voronoi_fields(const Configuration& configuration, const VoronoiOptions& options,
                                  const RunContext& context);

Descriptor voronoi_descriptor();

}  // namespace glasscape
