#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {

/// A face of a Voronoi cell, between its atom and one image of a neighbour.
struct VoronoiFace {
  Neighbor neighbor;
  double area;                      ///< Å²
  std::uint32_t first_edge, edges;  ///< into VoronoiCell::edge_lengths
};

/// The part of space that is nearer to one atom than to any other.
struct VoronoiCell {
  double volume = 0;   ///< Å³; 0 for a radical cell that its neighbours have swallowed
  double surface = 0;  ///< Å², all faces
  /// False where the cell reaches the end of a direction that is not periodic: then its extent has no meaning.
  bool bounded = true;
  std::vector<VoronoiFace> faces;
  std::vector<double> edge_lengths;  ///< Å, face by face, in order around each face
  std::vector<Vec3> vertices;        ///< Å, seen from the atom
  /// Where each edge begins, as an index into the vertices; parallel to edge_lengths.
  std::vector<std::uint32_t> corners;

  [[nodiscard]] std::span<const double> edges(const VoronoiFace& face) const {
    return {edge_lengths.data() + face.first_edge, face.edges};
  }
  [[nodiscard]] std::span<const std::uint32_t> corners_of(const VoronoiFace& face) const {
    return {corners.data() + face.first_edge, face.edges};
  }
};

/// Calls visit(atom, cell) once for each atom with its cell in the Voronoi tessellation.
///
///   plain    faces lie midway between atoms
///   radical  with one radius per species: faces lie in the radical planes, r² − R_i² = |r − r_ij|² − R_j²
///
/// Exact in any periodic cell, triclinic or smaller than a few atoms: neighbours are images, each with its shift, and
/// one atom can be a neighbour several times, or of itself. Directions that are not periodic end at the box.
///
/// `visit` runs concurrently for different atoms; the cell is valid during the call only. Throws Error(usage) unless
/// `radii` is empty or has one positive radius per species, Error(input) for atoms at the same place.
/// Volumes of all cells add up to the box. Cost O(N), about 10 µs an atom.
/// Cells are cut by voro++ (Rycroft, Chaos 19, 041111 (2009), doi:10.1063/1.3215722); radical planes: Gellatly and
/// Finney, J. Non-Cryst. Solids 50, 313 (1982), doi:10.1016/0022-3093(82)90093-X.
void for_each_voronoi_cell(const ConfigurationView& view, std::span<const double> radii, const RunContext& context,
                           const std::function<void(std::uint32_t atom, const VoronoiCell& cell)>& visit);

}  // namespace glasscape
