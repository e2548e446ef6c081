#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/neighbors/clusters.hpp"

namespace glasscape {

struct VoronoiNetworkOptions {
  std::vector<std::string> classes = {"0-0-12-0"};  ///< Voronoi indices n3-n4-n5-n6
  std::int64_t shared = 1;                          ///< atoms that linked polyhedra share at least
  double area_threshold = 0;                        ///< as in VoronoiOptions
  double edge_threshold = 0;
  std::vector<double> radii;
};

const ParameterTable<VoronoiNetworkOptions>& voronoi_network_parameters();

/// The coordination polyhedra of chosen Voronoi classes (full icosahedra, say) and how they hang together.
///
/// A polyhedron is an atom of one of the classes, its centre, with the atoms that share a counted face with it. All
/// images are kept apart, so that results are right in small periodic boxes.
struct VoronoiNetwork {
  std::vector<std::uint8_t> bounded;              ///< whether the cell of each atom has a meaning
  std::vector<std::vector<Neighbor>> neighbors;   ///< of each atom, across the faces that count
  std::vector<std::uint32_t> centers;             ///< atoms at the centre of a polyhedron, ascending
  std::vector<std::vector<std::uint32_t>> holds;  ///< per atom: polyhedra (index into centers) that it belongs to
  Clusters sharing;  ///< of polyhedra that share at least `shared` atoms (nodes: index into centers)
  std::vector<std::size_t> sharing_atoms;  ///< number of atoms in each of these clusters, each counted once
  Clusters linked;                         ///< of polyhedra whose centres are neighbours of each other
};

/// Throws Error(usage) for a class of another form than "0-0-12-0" (or "<0,0,12,0>"), or none.
/// Cost     O(N)
VoronoiNetwork find_voronoi_network(const Configuration& configuration, const VoronoiNetworkOptions& options,
                                    const RunContext& context);

/// Network order of each atom: polyhedra of chosen Voronoi classes around it, and the clusters that they form.
///
///   network_neighbors     neighbours (faces that count) that are centres of a polyhedron
///   network_center        1 if the atom itself is a centre, else 0
///   network_polyhedra     polyhedra that the atom belongs to, as centre or as neighbour of the centre
///   network_cluster_size  atoms of the cluster of polyhedra that the atom belongs to, polyhedra being linked when they
///                         share at least `shared` atoms (1: a vertex, 2: an edge, 3: a face); 0 outside all polyhedra
///   network_linked_size   polyhedra of the cluster that the atom belongs to, polyhedra being linked when their centres
///                         are neighbours, so that they interpenetrate; 0 outside all polyhedra
///
/// An atom that belongs to several clusters has the size of the largest. Sizes count what is in the box, each atom
/// once; a cluster that goes around the box is infinite in truth.
///
/// Input    any configuration
/// Options  classes, default 0-0-12-0 (full icosahedra); shared ≥ 1, default 1; area_threshold, edge_threshold and
///          radii as for the descriptor voronoi
/// Output   the five fields above (N) [1]
/// NaN      atoms whose cell reaches an open end of the box
/// Errors   Error(usage) for a class that is no Voronoi index
/// Exact    unchanged by translation, rotation and relabelling; by replication too, except for sizes of clusters that
///          go around the box
/// Cost     O(N)
/// Source   icosahedra linked by their centres: Soklaski et al., PRB 87, 184203 (2013),
///          doi:10.1103/PhysRevB.87.184203; by shared atoms: as in paper 002; counting per atom is our definition
std::vector<Field> voronoi_network(const Configuration& configuration, const VoronoiNetworkOptions& options,
                                   const RunContext& context);

Descriptor voronoi_network_descriptor();

}  // namespace glasscape
