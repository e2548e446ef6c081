#pragma once

#include <cstddef>
#include <string>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// A family of homogeneous deformations with one strain as parameter, and the stress that does the work.
///
/// | kind         | deformation gradient F                         | stress             | work per strain and volume  |
/// |--------------|------------------------------------------------|--------------------|-----------------------------|
/// | simple_shear | I + γ e_a ⊗ e_b (a: direction, b: normal)      | σ_ab               | σ_ab                        |
/// | pure_shear   | e^{γ/2} along a, e^{−γ/2} along b              | (σ_aa − σ_bb)/2    | the same                    |
/// | uniaxial     | 1 + ε along a                                  | σ_aa               | σ_aa/(1 + ε)                |
///
/// Volume is kept by both shears at any strain. A negative strain is the reverse direction.
struct Loading {
  enum class Kind { simple_shear, pure_shear, uniaxial };

  Kind kind = Kind::simple_shear;
  std::size_t a = 0, b = 1;  ///< Cartesian directions; b is not used by uniaxial

  /// The map of row vectors, r' = r·D, from the unstrained state (D = Fᵀ).
  [[nodiscard]] Mat3 map(double strain) const;
  /// The component of the stress that belongs to the strain.
  [[nodiscard]] double stress(const Mat3& stress) const;
  /// dE/d(strain)/V of a homogeneous step from this state.
  [[nodiscard]] double work(const Mat3& stress, double strain) const;
  /// "xy", "x": plane or axis.
  [[nodiscard]] std::string direction() const;
};

/// kind: simple-shear, pure-shear or uniaxial; plane: two letters of xyz that differ, direction first; axis: one.
/// Throws Error(usage) for anything else.
Loading make_loading(const std::string& kind, const std::string& plane, const std::string& axis);

}  // namespace glasscape
