#pragma once

#include <cstddef>
#include <limits>
#include <span>

namespace glasscape {

/// How unevenly a quantity is spread over the atoms.
struct Localization {
  std::size_t count = 0;      ///< values used
  std::size_t undefined = 0;  ///< NaN and infinite values left out
  double mean = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN();
  double psi = std::numeric_limits<double>::quiet_NaN();       ///< localization factor
  double skewness = std::numeric_limits<double>::quiet_NaN();  ///< of x
  double extreme = std::numeric_limits<double>::quiet_NaN();   ///< mean of the largest share over the mean
};

/// Localization factor, skewness and extreme-value ratio.
///
///   Ψ = [⟨(x/⟨x⟩ − 1)²⟩]^½,  S_k = ⟨((x − ⟨x⟩)/σ)³⟩,  extreme = ⟨x⟩_top / ⟨x⟩
///
/// top: the ⌈share · n⌉ largest values. Ψ and extreme are ratios to the mean and have a meaning for quantities that are
/// never negative; they are NaN where a value is negative or the mean is 0. S_k is the same for x and x/⟨x⟩.
///
/// NaN      mean, median: no value; skewness: no spread; see above
/// Cost     O(n log n)
/// Source   Yang & Dai, Phys. Rev. Materials 7, 113601 (2023), doi:10.1103/PhysRevMaterials.7.113601, eqs. (1), (2)
/// and
///          figure 9 (share 1 %)
Localization localization(std::span<const double> values, double share = 0.01);

}  // namespace glasscape
