#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Two-body excess entropy of each atom from pair distributions that are averaged over frames before the logarithm.
///
///   S2_i = −2π Σ_ν ρ_ν ∫_0^rc [ḡ ln ḡ − ḡ + 1] r² dr,   ḡ = ⟨g_i^ν(r)⟩ over frames, g_i^ν as in s2()
///
/// The average of S2 itself would keep what one frame's few neighbours add: for uncorrelated atoms −rc/(8√π σ) per
/// species, however many frames. Averaging g first lets that fall as 1/frames.
///
/// Input    frames of the same atoms in boxes of the same volume, periodic in all directions
/// Output   N values [kB]
/// NaN      before the first frame
/// Exact    of one frame the value of s2(), to single precision; the same on any number of threads
/// Cost     that of s2() per frame; memory 4·rc/dr bytes per atom and species
/// Source   Piaggi & Parrinello, JCP 147, 114112 (2017), doi:10.1063/1.4998408
///          (one frame); averaging g before the logarithm is our choice
class AveragedS2 {
 public:
  /// cutoff rc, smearing σ and dr [Å] as in s2(). Throws Error(usage) where dr exceeds the smearing.
  AveragedS2(std::vector<std::int32_t> types, std::size_t species, double cutoff, double smearing, double dr);

  /// Throws Error(input) for a box with open directions, Error(usage) if the number of atoms differs.
  void add(const Box& box, std::span<const Vec3> positions, const RunContext& context);

  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  [[nodiscard]] std::vector<double> values(const RunContext& context) const;

 private:
  std::vector<std::int32_t> types_;
  std::vector<std::size_t> counts_;
  double cutoff_, smearing_, width_;
  std::size_t bins_, frames_ = 0;
  double volume_ = 0;
  std::vector<float> sums_;  // [atom][species][bin] of Σ of smeared counts over frames
};

}  // namespace glasscape
