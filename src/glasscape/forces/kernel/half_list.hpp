#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/vec.hpp"
#include "glasscape/forces/aligned_buffer.hpp"
#include "glasscape/forces/kernel/passes.hpp"

namespace glasscape::kernel {

/// Squared distances within which pairs are listed, by the types of both.
using Ranges2 = std::array<std::array<double, max_species>, max_species>;

/// Atoms to be listed: the first `rows` of them get a row, the others (ghosts, frozen atoms) are only partners.
struct HalfListInput {
  std::span<const Vec3> positions;
  /// Coordinates for binning, with |Δ_k| ≤ distance in each of the three; the positions themselves will do.
  std::span<const Vec3> bins;
  std::span<const std::uint8_t> types;
  /// j is listed in the row of i if keys[j] > keys[i]: decides in whose row each pair stands.
  std::span<const double> keys;
  std::size_t rows = 0;
};

/// Partners of each row: atom << type_bits | type, padded to whole vectors with `dummy`.
struct HalfList {
  std::vector<std::size_t> first;  ///< rows + 1
  AlignedBuffer<std::uint32_t> entries;
  std::size_t longest = 0;  ///< entries of the longest row

  /// Cost O(atoms · candidates); rows come out in order, partners by bin.
  void build(const Passes& passes, const HalfListInput& input, const Ranges2& ranges2, std::uint32_t dummy);

 private:
  AlignedBuffer<double> reals_;  // of the candidates
  AlignedBuffer<std::uint32_t> codes_;
};

/// Atoms sorted into bins, x-major: `order` and the first of each bin.
struct Bins {
  std::array<std::int32_t, 3> count{};
  Vec3 low, width;
  std::vector<std::uint32_t> first, order;

  /// Bins of at least `width` Å, and not many more bins than atoms.
  Bins(std::span<const Vec3> points, double width);
  [[nodiscard]] std::int32_t index(const Vec3& point, std::size_t axis) const;
  [[nodiscard]] std::size_t flat(std::int32_t x, std::int32_t y, std::int32_t z) const {
    return (static_cast<std::size_t>(x) * count[1] + y) * count[2] + z;
  }
};

}  // namespace glasscape::kernel
