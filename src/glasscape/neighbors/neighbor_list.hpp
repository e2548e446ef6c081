#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// A neighbour and which periodic image of it: r_ij = r_j − r_i + S·H.
struct Neighbor {
  std::uint32_t index;
  Shift shift;
};

/// All pairs closer than a cutoff, in rows (CSR), with integer shifts.
///
/// Exact for any cutoff, also above half the box: an atom may be listed several times, each with another shift,
/// and may be its own neighbour in another cell. Because shifts are kept, the same bond can be measured again in
/// a deformed box or at later positions of the same (unwrapped) atoms.
///
/// Each directed pair is listed (j in the row of i and i in the row of j); rows are sorted by (index, shift), so
/// the list does not depend on the number of threads.
class NeighborList {
 public:
  /// Throws Error(usage) unless 0 < cutoff < ∞, and Error(engine) where a single cutoff would list > 2³² pairs.
  /// Cost O(N·n). Positions may lie outside the cell.
  NeighborList(const ConfigurationView& view, double cutoff, const RunContext& context = {});

  [[nodiscard]] double cutoff() const noexcept { return cutoff_; }
  [[nodiscard]] std::size_t size() const noexcept { return offsets_.size() - 1; }
  [[nodiscard]] std::size_t pairs() const noexcept { return neighbors_.size(); }
  [[nodiscard]] std::span<const Neighbor> of(std::size_t atom) const {
    return {neighbors_.data() + offsets_[atom], offsets_[atom + 1] - offsets_[atom]};
  }

 private:
  double cutoff_;
  std::vector<std::size_t> offsets_;
  std::vector<Neighbor> neighbors_;
};

/// r_j − r_i + S·H for a neighbour of atom i [Å].
inline Vec3 bond(const ConfigurationView& view, std::size_t i, const Neighbor& neighbor) {
  return view.positions[neighbor.index] - view.positions[i] + view.box.displacement(neighbor.shift);
}

}  // namespace glasscape
