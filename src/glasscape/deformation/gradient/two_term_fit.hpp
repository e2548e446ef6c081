#pragma once

#include <array>
#include <limits>
#include <span>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// G_kij = ∂²x_k/∂X_i∂X_j, symmetric in the last two.
using Gradient3 = std::array<Mat3, 3>;

enum class FitKind { undefined, affine, quadratic };

/// The map x = F·X + ½ G:XX of the bonds around an atom.
struct TwoTermFit {
  FitKind kind = FitKind::undefined;
  Mat3 f;
  Gradient3 g{};  ///< [1/Å]
  /// Of the quadratic fit's scaled design matrix, largest over smallest singular value; infinite if it is singular or
  /// there are fewer than nine bonds.
  double condition = std::numeric_limits<double>::infinity();
  double residual = 0;  ///< Å², mean of |x − F·X − ½ G:XX|² over the bonds
};

/// Least squares fit of F and G to bonds before (X) and after (x), all of equal weight.
///
/// Per component 9 unknowns: three of F and six of G. Lengths are divided by the root mean square of |X|, so that
/// `condition` has no unit. With fewer than `min_bonds` bonds or a condition of `max_condition` and more, the affine
/// fit takes its place (G = 0); where the bonds do not span three dimensions either, the fit is undefined.
///
/// Normal equations, whose solution is refined once with the residuals: as accurate as an orthogonal factorisation
/// where the condition is below max_condition.
///
/// Exact    bonds that were made with F and G give them back to rounding
/// Cost     O(n); about 200 n + 4,000 operations
TwoTermFit two_term_fit(std::span<const Vec3> before, std::span<const Vec3> after, std::size_t min_bonds,
                        double max_condition);

}  // namespace glasscape
