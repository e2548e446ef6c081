#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// What displacements are measured from.
enum class DisplacementOrigin {
  mean,       ///< the mean position over the samples
  reference,  ///< the reference positions (an inherent structure)
};

/// Mean squared displacement of each atom over the samples of a trajectory, by direction; no frames are kept.
///
///   about the mean       ⟨u_α²⟩ − ⟨u_α⟩²
///   about the reference  ⟨u_α²⟩,          u_i = r_i − R_i − Σ_j m_j (r_j − R_j) / Σ_j m_j
///
/// r: unwrapped positions of a sample, R: reference positions; the drift of the centre of mass is removed. Running
/// means are updated by Welford's formula, so that nothing is lost by cancellation.
///
/// Input    positions [Å] of all atoms, always in the same order
/// Output   three values per atom [Å²]; their sum is the total
/// NaN      before the first sample
/// Exact    unchanged by a translation of any sample; a static crystal gives 0
/// Cost     O(N) per sample, memory 12 N numbers
/// Source   Wang et al. (2020), doi:10.6052/0459-1879-19-368: displacements from the mean position;
///          Welford, Technometrics 4, 419 (1962), doi:10.1080/00401706.1962.10490022
class DisplacementAccumulator {
 public:
  /// Throws Error(usage) if the sizes differ, there are no atoms, or a mass is not positive.
  DisplacementAccumulator(std::vector<Vec3> reference, std::vector<double> masses);

  /// Throws Error(usage) if the number of atoms differs.
  void add(std::span<const Vec3> positions);

  [[nodiscard]] std::size_t samples() const noexcept { return samples_; }
  [[nodiscard]] std::vector<Vec3> mean_square(DisplacementOrigin origin) const;
  /// ⟨u_α u_β⟩ − ⟨u_α⟩⟨u_β⟩ or ⟨u_α u_β⟩ [Å²]; its diagonal is mean_square().
  [[nodiscard]] std::vector<Mat3> covariance(DisplacementOrigin origin) const;

 private:
  std::vector<Vec3> reference_;
  std::vector<double> masses_;
  double total_mass_ = 0;
  std::size_t samples_ = 0;
  std::vector<Vec3> mean_;     // ⟨u⟩
  std::vector<Vec3> scatter_;  // Σ (u − ⟨u⟩)²
  std::vector<Vec3> mixed_;    // the same of xy, xz and yz
};

}  // namespace glasscape
