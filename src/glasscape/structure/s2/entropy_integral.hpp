#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace glasscape {

/// ∫ [g ln g − g + 1] r² dr from smeared counts of neighbours on bins (k + ½) width, as a midpoint sum.
class EntropyIntegral {
 public:
  EntropyIntegral(double width, std::size_t bins);

  /// counts: neighbours per length, 4π r² ρ g(r); density: ρ [1/Å³]. Result in Å³.
  [[nodiscard]] double operator()(std::span<const double> counts, double density) const;

 private:
  double width_;
  std::size_t bins_;
  double core_ = 0;                      // Σ r²
  std::vector<double> inverse_squares_;  // 1/r²
};

}  // namespace glasscape
