#pragma once

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// How far a symmetric, positive tensor is from a sphere, and along what.
struct TensorAnisotropy {
  double fractional = 0;  ///< 0: sphere, 1: needle
  Vec3 direction;         ///< unit vector of the largest principal value; its largest component is positive
};

/// Fractional anisotropy of a symmetric tensor, and its principal direction.
///
///   A = (3/2)^{1/2} ‖C − (tr C/3) 1‖ / ‖C‖  (Frobenius norms)
///
/// NaN      everywhere where C is 0 or not finite
/// Exact    unchanged by rotation and by a factor; (0, 0, 1) on the diagonal gives 1, (1, 1, 0) gives 2^{-1/2}
/// Source   Basser & Pierpaoli, J. Magn. Reson. B 111, 209 (1996), doi:10.1006/jmrb.1996.0086 (the index)
TensorAnisotropy anisotropy(const Mat3& tensor);

}  // namespace glasscape
