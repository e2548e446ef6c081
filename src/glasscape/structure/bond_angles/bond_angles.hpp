#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct BondAngleOptions {
  std::string neighbors = "cutoff";
  double cutoff = 3.9;        ///< Å, for neighbors = cutoff
  double area_threshold = 0;  ///< fraction of the cell's surface, for neighbors = voronoi
  /// degrees; 63.435 and 116.565 are those of an icosahedron
  std::vector<double> angles = {60, 63.435, 90, 116.565};
  double window = 5;  ///< degrees
};

/// Angles between the bonds of each atom.
///
/// θ_jik is the angle at atom i between its neighbours j and k; every unordered pair of neighbours counts once. Of the
/// distribution of an atom's angles:
///
///   bond_angle_cos    mean of cos θ
///   bond_angle_spread standard deviation of cos θ (of the atom's pairs: Σ/n, no correction)
///   bond_angle_<a>    share of the angles with |θ − a| ≤ window, one field per angle a, named by its rounded degrees
///
/// In an ideal icosahedron 30 of the 66 angles are 63.43°, 30 are 116.57° and 6 are 180°; in fcc 24 of 66 are 60°, 12
/// are 90°, 24 are 120° and 6 are 180°. Windows of neighbouring angles may overlap.
///
/// Input    any configuration
/// Options  neighbors: cutoff (nearer than the cutoff) or voronoi (sharing a face); cutoff [Å] > 0, default 3.9 (first
///          trough of g(r) of Cu50Zr50, paper 003); area_threshold [1] in [0, 1), default 0; angles [deg]
///          in [0, 180], default 60, 63.435, 90, 116.565; window [deg] in (0, 180], default 5 (our choice)
/// Output   "bond_angle_cos", "bond_angle_spread", "bond_angle_60", "bond_angle_63", "bond_angle_90",
///          "bond_angle_117" (N) [1]
/// NaN      fewer than two neighbours; a Voronoi cell that reaches an open end of the box
/// Errors   Error(usage) for two angles that round to the same degree
/// Exact    unchanged by translation, rotation, relabelling and replication
/// Cost     O(N·n²)
/// Source   per-atom moments of the bond-angle distribution are our definition; on descriptors that hold angles: Wang
///          et al. (2020), doi:10.6052/0459-1879-19-368
std::vector<Field> bond_angles(const Configuration& configuration, const BondAngleOptions& options,
                               const RunContext& context);

Descriptor bond_angles_descriptor();

}  // namespace glasscape
