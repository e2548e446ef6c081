#pragma once

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// E = ½ (FᵀF − I), the Green–Lagrange strain of a deformation gradient.
Mat3 green_lagrange(const Mat3& f);

/// (½ E':E')^½ with the deviator E': γ/2 for a small simple shear γ.
double von_mises_shear(const Mat3& e);

/// (⅔ E':E')^½, the effective strain of continuum plasticity: γ/√3 for a small simple shear γ.
double effective_strain(const Mat3& e);

/// A rotation by an angle [rad] in [0, π] about an axis, right-handed.
struct Rotation {
  double angle = 0;
  Vec3 vector;  ///< angle times the unit axis
};

/// The rotation R of the polar decomposition F = R·U. NaN where det F ≤ 0 or F is not finite. At angles near π the axis
/// is exact to rounding, but its sign is arbitrary.
///
/// R by Newton's iteration R ← ½ (R + R⁻ᵀ) to rounding. Source: Higham, SIAM J. Sci. Stat. Comput. 7, 1160 (1986)
Rotation rotation_of(const Mat3& f);

}  // namespace glasscape
