#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// Bonds that wait until there are enough of them to work on together.
struct BondBatch {
  static constexpr std::size_t capacity = 256;
  alignas(64) std::array<double, capacity> x, y, z, squared;  ///< components [Å] and squared length
  std::array<std::uint32_t, capacity> row;                    ///< which histogram of the sums the bond belongs to
  std::size_t count = 0;
};

/// Sums of real spherical harmonics of bonds, by distance, eight bonds at a time (for lmax as real_harmonics has them).
class BondHarmonics {
 public:
  /// `frame`: matrix that takes a bond to the frame of the harmonics (frame_of_axis).
  BondHarmonics(int lmax, double width, std::size_t bins, const Mat3& frame);

  [[nodiscard]] std::size_t channels() const noexcept { return channels_; }
  /// Numbers that sums of `rows` histograms take, with one bin more for what fills up the last eight bonds.
  [[nodiscard]] std::size_t size(std::size_t rows) const noexcept { return (rows * bins_ + 1) * channels_; }

  /// sums[(row·bins + bin)·channels + harmonic_index] += y(bond), for all bonds of the batch, which is empty then.
  /// `rows` as for size().
  void add(BondBatch& batch, double* sums, std::size_t rows) const;

 private:
  int lmax_;
  std::size_t bins_, channels_;
  double inverse_width_;
  std::array<double, 9> frame_;
  std::vector<double> steps_;  // coefficients of the recurrence, in the order in which it runs
};

}  // namespace glasscape
