#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {

struct D2minOptions {
  double cutoff = 3.8;              ///< Å, neighbours in the reference
  std::string convention = "mean";  ///< mean: divided by the number of neighbours; sum; root: of the sum
};

/// What the neighbourhood of each atom did between two configurations.
struct NonAffineMotion {
  std::vector<double> d2min;               ///< Å²
  std::vector<Mat3> deformation_gradient;  ///< F of the best fit, r = F·R for column vectors
};

/// Non-affine squared displacement D²_min of each atom, and the deformation gradient that leaves it.
///
///   D²_i = min_F Σ_j | r_ij − F·R_ij |² / N_i          (mean)
///   without / N_i (sum), and the root of that, a length (root)
///
/// R_ij, r_ij: bond vectors in the reference and the current configuration, j over the reference neighbours of i;
/// each bond keeps its reference shift, so no minimum image is taken. Positions are therefore those of unwrapped
/// atoms; follow_images() makes them where a file holds wrapped ones.
///
/// Input    two views of the same atoms in the same order, positions [Å]; the boxes may differ
/// Options  cutoff [Å] > 0, default 3.8 (first minimum of g(r) of CuZr glasses); convention {mean, sum, root}, default
///          mean (programs differ: some report the sum, some its root)
/// Output   d2min (N) [Å², with root Å], deformation_gradient (N) [1]
/// NaN      both, where the reference neighbours of i do not span three dimensions
/// Errors   Error(usage) where the numbers of atoms differ
/// Exact    0 for any affine map (to rounding); unchanged by translation, rotation and relabelling, and by any
///          homogeneous deformation of the current configuration for which the fit is exact
/// Cost     O(N·n)
/// Source   Falk & Langer, PRE 57, 7192 (1998), doi:10.1103/PhysRevE.57.7192 (the sum); Wei et al., PRB 99, 014115
///          (2019), doi:10.1103/PhysRevB.99.014115, eq. (5) (the mean)
NonAffineMotion d2min(const ConfigurationView& reference, const ConfigurationView& current, const D2minOptions& options,
                      const RunContext& context = {});

/// The same over neighbours of the reference that have been found already.
NonAffineMotion d2min(const ConfigurationView& reference, const ConfigurationView& current,
                      const NeighborList& neighbors, const std::string& convention, const RunContext& context = {});

}  // namespace glasscape
