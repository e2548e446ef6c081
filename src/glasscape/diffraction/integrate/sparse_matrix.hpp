#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace glasscape {

/// Which pixels contribute to each bin of a pattern, and with which part of their area: made once for a geometry and
/// applied to many images. Compressed rows, a row for each bin, pixels in rising order.
struct SparseMatrix {
  struct Entry {
    std::uint32_t pixel = 0;
    float part = 0;
  };
  std::vector<std::uint64_t> row;  ///< bins + 1: where the entries of a bin begin
  std::vector<Entry> entries;

  [[nodiscard]] std::size_t bins() const noexcept { return row.empty() ? 0 : row.size() - 1; }
  [[nodiscard]] std::span<const Entry> of(std::size_t bin) const {
    return std::span(entries).subspan(row[bin], row[bin + 1] - row[bin]);
  }
};

/// The parts of some consecutive pixels, as splitting makes them.
struct PixelParts {
  struct Part {
    std::uint32_t bin = 0;
    float part = 0;
  };
  std::vector<Part> parts;
  std::vector<std::uint32_t> end;  ///< for each pixel, where its parts end

  void add(std::size_t bin, double part) {
    // What rounding leaves of an empty overlap.
    constexpr double least = 1e-9;
    if (part > least) parts.push_back({static_cast<std::uint32_t>(bin), static_cast<float>(part)});
  }
  void finish_pixel() { end.push_back(static_cast<std::uint32_t>(parts.size())); }
};

/// Turns the parts of all pixels, in blocks of consecutive ones, into rows by bin. Blocks are freed on the way.
SparseMatrix transpose(std::vector<PixelParts>& blocks, std::size_t bins);

}  // namespace glasscape
