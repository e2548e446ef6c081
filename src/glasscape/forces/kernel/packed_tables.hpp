#pragma once

#include <memory>
#include <vector>

#include "glasscape/forces/aligned_buffer.hpp"
#include "glasscape/forces/eam_tables.hpp"
#include "glasscape/forces/kernel/half_list.hpp"
#include "glasscape/forces/kernel/passes.hpp"

namespace glasscape::kernel {

/// The cubics of an EamTables laid out for the passes: r·φ and ρ of an interval share a cache line.
///
/// The coefficients are the same numbers, so results agree with EamTables to rounding. Each pair of types has its own
/// reach: the end of the last interval that is not all zero.
class PackedTables {
 public:
  /// At most max_species species.
  explicit PackedTables(const EamTables& tables);

  [[nodiscard]] const double* near_nodes() const { return near_.data(); }
  [[nodiscard]] const double* far_nodes() const { return far_.data(); }
  [[nodiscard]] const RowTables* rows() const { return rows_.data(); }
  [[nodiscard]] bool symmetric() const { return symmetric_; }
  [[nodiscard]] double inverse_step() const { return inverse_step_; }
  [[nodiscard]] std::int32_t last_interval() const { return last_interval_; }
  /// How far the density of any pair of types reaches [Å].
  [[nodiscard]] double density_reach() const { return density_reach_; }
  /// Squared reaches with the skin added.
  [[nodiscard]] Ranges2 ranges2(double skin) const;
  /// The same of the densities alone.
  [[nodiscard]] Ranges2 density_ranges2(double skin) const;

 private:
  AlignedBuffer<double> near_, far_;
  std::vector<RowTables> rows_;
  bool symmetric_ = true;
  double inverse_step_ = 0, density_reach_ = 0;
  std::int32_t last_interval_ = 0;
};

}  // namespace glasscape::kernel
