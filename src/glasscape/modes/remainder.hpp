#pragma once

#include <cstddef>
#include <vector>

#include "glasscape/modes/normal_modes.hpp"

namespace glasscape {

/// Powers of a Hessian on what is orthogonal to its lowest modes and the translations, where it is well conditioned:
/// Chebyshev expansion between the highest of these modes and the end of the spectrum.
///
/// Exact    to 1e-6 of the power at the lower end
/// Cost     degree() products; about 7 √(λ_max/λ_modes)
class Remainder {
 public:
  /// `modes` are of the same Hessian and must outlive this, as the matrix must.
  Remainder(HessianOperator& matrix, const NormalModes& modes);

  [[nodiscard]] std::size_t degree() const noexcept { return degree_; }
  /// Removes the translations and the modes from each vector.
  void project(Block& x) const;
  /// y = λ^power of x; x is projected first.
  void apply(double power, Block& x, Block& y);

 private:
  HessianOperator& matrix_;
  const NormalModes& modes_;
  Block now_, before_;
  double low_ = 0, high_ = 0;
  std::size_t degree_ = 0;
};

}  // namespace glasscape
