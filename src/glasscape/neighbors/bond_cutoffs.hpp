#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace glasscape {

/// How near atoms must be to be linked: one distance, or one for each pair of species.
class BondCutoffs {
 public:
  /// One cutoff for all [Å]. Throws Error(usage) unless 0 < cutoff < ∞.
  BondCutoffs(double cutoff);  // NOLINT: a number is what most callers have
  /// At [a · species + b] that of species a and b; 0 where they are never linked.
  /// Throws Error(usage) unless it is symmetric, finite, has species² entries ≥ 0 and one that is not 0.
  BondCutoffs(std::span<const double> pairs, std::size_t species);

  [[nodiscard]] double longest() const noexcept { return longest_; }
  /// Species that the cutoffs are for; 0: any.
  [[nodiscard]] std::size_t species() const noexcept { return species_; }
  /// For atoms that are closer than longest().
  [[nodiscard]] bool linked(std::int32_t a, std::int32_t b, double squared_distance) const {
    return squares_.empty() ||
           squared_distance < squares_[static_cast<std::size_t>(a) * species_ + static_cast<std::size_t>(b)];
  }

 private:
  double longest_ = 0;
  std::size_t species_ = 0;
  std::vector<double> squares_;
};

}  // namespace glasscape
