#pragma once

#include <cstdint>

#include "glasscape/deformation/pair_descriptor.hpp"

namespace glasscape {

struct LocalStrainOptions {
  double cutoff = 3.8;      ///< Å, neighbours in the reference
  std::int64_t trough = 0;  ///< if above 0, the cutoff is this trough of the reference's total g(r)
};

/// Strain and rotation of the neighbourhood of each atom, from the deformation gradient F that fits it best (see
/// d2min()).
///
///   deformation_gradient  F, row by row: xx xy xz yx yy yz zx zy zz; r = F·R
///   green_lagrange        E = ½ (FᵀF − I): xx, yy, zz, yz, xz, xy
///   shear_strain          von Mises, [E_xy² + E_xz² + E_yz² + ((E_xx−E_yy)² + (E_yy−E_zz)² + (E_zz−E_xx)²)/6]^½:
///                         γ/2 for a small simple shear γ
///   volumetric_strain     (E_xx + E_yy + E_zz)/3
///   volume_change         det F − 1
///   rotation              vector along the axis of R in F = R·U, its length the angle
///   rotation_angle        that angle, in [0, π]
///
/// Input    two views of the same atoms in the same order, ready to be compared bond by bond (Follower)
/// Output   the fields above [1], rotation and rotation_angle [rad]
/// NaN      all, where the reference neighbours of an atom do not span three dimensions; the rotation also where
///          det F ≤ 0
/// Exact    a rigid rotation has no strain and its own angle; unchanged by translation and relabelling
/// Cost     O(N·n)
/// Source   Falk & Langer, PRE 57, 7192 (1998), doi:10.1103/PhysRevE.57.7192 (F); shear and volumetric strain
///          as programs that show atoms define them
PairResult local_strain(const Reference& reference, const Configuration& current, const LocalStrainOptions& options,
                        const RunContext& context);

/// The pair descriptor "strain".
PairDescriptor strain_descriptor();

}  // namespace glasscape
