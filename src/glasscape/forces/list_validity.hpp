#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "glasscape/forces/force_field.hpp"

namespace glasscape {

/// Decides whether a neighbour list with a skin still holds all pairs within the cutoff, after atoms have
/// moved and the box has been deformed.
///
/// In the same box the two largest displacements together must be within the skin. With D the affine map of the
/// recorded box to the present one and u the largest displacement besides D, a pair at |r| < cutoff now was at most
/// ‖D⁻¹‖(cutoff + 2u) apart, which must be within cutoff + skin.
class ListValidity {
 public:
  void record(const Box& box, std::span<const Vec3> positions);
  /// False too for positions that are not finite.
  [[nodiscard]] bool holds(const Box& box, std::span<const Vec3> positions, double cutoff, double skin) const;

 private:
  Box box_;
  std::vector<Vec3> positions_;
};

/// Refuses evaluator options that make no sense for the configuration. Throws Error(usage).
void check_options(const Configuration& configuration, const EvaluatorOptions& options);

/// Refuses arrays that hold neither all atoms nor just the active ones. Throws Error(usage).
void check_count(std::size_t positions, std::size_t atoms, std::size_t active);

/// Refuses positions that are not finite. Throws Error(numerical).
void check_finite(std::span<const Vec3> positions);

/// The same cell vectors, origin and periodic directions, to the bit.
bool same_box(const Box& a, const Box& b);

}  // namespace glasscape
