#pragma once

#include <cstdint>
#include <string>

#include "glasscape/deformation/gradient/two_term_fit.hpp"
#include "glasscape/deformation/pair_descriptor.hpp"

namespace glasscape {

struct TtgOptions {
  double cutoff = 6.2;              ///< Å, neighbours in the reference
  std::int64_t trough = 0;          ///< if above 0, the cutoff is this trough of the reference's total g(r)
  std::int64_t min_neighbors = 15;  ///< with fewer the affine fit is taken
  double max_condition = 100;       ///< from here on the affine fit is taken
  bool deviatoric = true;           ///< take the hydrostatic part off the strain gradient
  bool tensors = false;             ///< also write F and G
};

/// η = (¼ η'_ijk η'_ijk)^½ of a gradient, η_ijk = G_kij, without its hydrostatic part
/// ¼ (δ_ik η_jpp + δ_jk η_ipp) if `deviatoric` [1/Å].
double effective_strain_gradient(const Gradient3& g, bool deviatoric);

/// Strain and strain gradient of the neighbourhood of each atom by the two-term gradient model: its motion as
/// x = F·X + ½ G:XX (two_term_fit()).
///
///   ttg_strain          Λ = [⟨⅔ E'_j:E'_j⟩_j]^½, E_j = ½ (F_jᵀF_j − I), F_j = F + ½ G·X_j, mean over the neighbours
///                       and the atom itself (X = 0): with strain gradients
///   ttg_strain_affine   (⅔ E':E')^½ of F alone; both are γ/√3 for a small simple shear γ
///   ttg_gradient        η, effective_strain_gradient()
///   ttg_shear           ξ_S = (½ E':E')^½, γ/2 for a small simple shear γ
///   ttg_dilatation      ξ_D = |det F − 1|; ttg_volume_change is det F − 1 with its sign
///   ttg_rotation        ξ_R, the angle of the rotation R in F = R·U [rad]
///   ttg_dominance       which of ξ_S (0), ξ_D (1), ξ_R (2) is largest relative to its mean over all atoms
///   ttg_condition       condition number of the fit; ttg_fallback is 1 where the affine fit took its place (G = 0)
///   ttg_residual        mean squared distance that is left [Å²]
///   ttg_f, ttg_g        with tensors: F row by row (9), and G_x, G_y, G_z, each xx yy zz yz xz xy (18) [1/Å]
///
/// What the model's authors call effective strain, effective strain gradient and the measures of shear, dilatation and
/// rotation could be seen in an abstract only; the formulas above are our definitions.
///
/// Input    two configurations of the same atoms in the same order, ready to be compared bond by bond (Follower)
/// Options  cutoff [Å] > 0, default 6.2 (second trough of g(r) of CuZr glasses, about 58 neighbours); min_neighbors ≥
/// 9,
///          default 15, and max_condition, default 100: beyond them the affine fit is taken and flagged
/// Output   the fields above (N)
/// NaN      all but ttg_condition and ttg_fallback, where the neighbours do not span three dimensions; ttg_condition
///          where there are fewer than nine or the fit is singular; ttg_rotation and ttg_dominance also where det F ≤
///          0, and ttg_dominance where a mean is 0 (nothing moved)
/// Exact    a planted F and G come back; u_x = ½ k y² has η = k/2; a rigid rotation has no strain and its own angle
/// Cost     O(N·n)
/// Source   Yang, Wang & Dai, Phys. Rev. Research 4, 023220 (2022), doi:10.1103/PhysRevResearch.4.023220 (the model)
PairResult two_term_gradient(const Reference& reference, const Configuration& current, const TtgOptions& options,
                             const RunContext& context);

/// The pair descriptor "ttg".
PairDescriptor ttg_descriptor();

}  // namespace glasscape
