#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct ForceAsymmetryOptions {
  std::string potential;
  double cutoff = 3.9;  ///< Å, for inversion_symmetry
};

/// How far the surroundings of an atom are from being symmetric under inversion, by the forces that a strain makes.
///
/// When the box and all atoms are strained affinely, r → (1 + ε) r, the forces on an atom that is a centre of inversion
/// still cancel; others are pushed off their place, which makes displacements non-affine and a solid softer.
///
///   Ξ_γαβ = ∂F_γ/∂ε_αβ of the force on the atom, ε symmetric (9 components, αβ and βα each counted)
///   affine_force         |Ξ'|, Ξ'_γαβ = Ξ_γαβ − δ_αβ/3 Σ_κ Ξ_γκκ: by all shears
///   affine_force_volume  |Σ_κ Ξ_γκκ| / 3: by a relative change of volume
///   bond_force           Σ_j |dE/dr_ij|: the forces that cancel at rest
///   inversion_symmetry   1 − |Σ_j n_j⊗n_j⊗n_j|²/n = 1 − 1/n Σ_jk cos³ θ_jik, over the n bonds within the cutoff, of
///                        directions n_j (j = k included): the affine forces of equal springs along the bonds, compared
///                        with springs in independent directions. 1 for a centre of inversion, 0 on average at random
///
/// The derivatives are those of the potential's formulas; curvatures of tables jump at their nodes, as in the Hessian.
///
/// Input    any configuration whose species the potential knows; at a minimum the fields mean what is said above
/// Options  potential, required: a file, or kim:MODEL_ID, of the embedded-atom or pair kind; cutoff [Å] > 0, default
///          3.9 (first trough of g(r) of Cu50Zr50, paper 003)
/// Output   "affine_force", "affine_force_volume", "bond_force" (N) [eV/Å]; "inversion_symmetry" (N) [1]
/// NaN      inversion_symmetry without neighbours
/// Errors   Error(usage) without a potential or for one without pair forces; Error(input) for one that cannot be read
///          or lacks a species
/// Exact    to rounding; unchanged by translation, rotation, relabelling and replication
/// Cost     O(N·n): 0.3 µs per bond within the potential's reach
/// Source   affine forces and inversion symmetry: after Milkus & Zaccone, PRB 93, 094204 (2016),
///          doi:10.1103/PhysRevB.93.094204; only the abstract was available, so that all four, per atom, are our
///          definition
std::vector<Field> force_asymmetry(const Configuration& configuration, const ForceAsymmetryOptions& options,
                                   const RunContext& context);

Descriptor force_asymmetry_descriptor();

}  // namespace glasscape
