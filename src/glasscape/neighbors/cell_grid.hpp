#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Which periodic image of the cell, in units of the cell vectors.
using Image = std::array<std::int32_t, 3>;

/// Atoms sorted into small cells, to visit those within a cutoff of each other without storing a list.
///
/// Atoms are addressed by their slot, their place in the order of the cells; atom(slot) is the index in the view.
/// Exact for any cutoff: images further away than one cell are visited as often as they are within reach, and an atom
/// can meet its own images. The order of visits depends on the positions only, not on threads.
///
/// Memory 56 bytes an atom; the view need not outlive the grid.
class CellGrid {
 public:
  /// `subdivision` is the number of cells per cutoff: more cells test fewer pairs that are out of range.
  /// Throws Error(usage) unless 0 < cutoff < ∞.
  CellGrid(const ConfigurationView& view, double cutoff, int subdivision = 2);

  [[nodiscard]] std::size_t size() const noexcept { return order_.size(); }
  [[nodiscard]] double cutoff() const noexcept { return cutoff_; }
  [[nodiscard]] std::uint32_t atom(std::uint32_t slot) const { return order_[slot]; }
  /// The position of the atom inside the cell.
  [[nodiscard]] Vec3 position(std::uint32_t slot) const { return {x_[slot], y_[slot], z_[slot]}; }
  /// position(other) − position(slot) + image·H.
  [[nodiscard]] Vec3 bond(std::uint32_t slot, std::uint32_t other, const Image& image) const {
    return position(other) - position(slot) + displacement(image);
  }
  /// The shift that makes the same bond of the positions as they are in the view (r_ij = r_j − r_i + S·H).
  [[nodiscard]] Shift shift(std::uint32_t slot, std::uint32_t other, const Image& image) const {
    const Image &wi = wrap_[slot], &wj = wrap_[other];
    return {static_cast<std::int16_t>(image[0] + wi[0] - wj[0]), static_cast<std::int16_t>(image[1] + wi[1] - wj[1]),
            static_cast<std::int16_t>(image[2] + wi[2] - wj[2])};
  }

  /// Calls visit(other, image, squared distance) for every atom image closer than the cutoff to the atom in `slot`.
  template <class Visit>
  void around(std::uint32_t slot, Visit&& visit) const {
    for (const Column& column : columns_) {
      scan(slot, column, [&](std::uint32_t first, std::uint32_t last, const Image& image) {
        const bool home = image == Image{};
        measure(slot, first, last, image, [&](std::uint32_t other, double d2) {
          if (other != slot || !home) visit(other, image, d2);
        });
      });
    }
  }

  /// The same for half of them: over all slots, each unordered pair (of images) is visited exactly once.
  template <class Visit>
  void pairs(std::uint32_t slot, Visit&& visit) const {
    for (const Column& column : columns_) {
      // The opposite cell offset is in the stencil too; of the two, the lexicographically positive one is kept.
      if (column.x < 0 || (column.x == 0 && column.y < 0)) continue;
      Column half = column;
      const bool own = column.x == 0 && column.y == 0;
      if (own) half.z0 = 0;
      scan(slot, half, [&](std::uint32_t first, std::uint32_t last, const Image& image) {
        if (own && image == Image{}) first = slot + 1;
        measure(slot, first, last, image, [&](std::uint32_t other, double d2) { visit(other, image, d2); });
      });
    }
  }

 private:
  // Cells (x, y, z0..z1) relative to an atom's own cell; along z they are adjacent in memory.
  struct Column {
    std::int32_t x, y, z0, z1;
  };

  static std::int32_t floor_div(std::int32_t a, std::int32_t b) { return a / b - (a % b < 0 ? 1 : 0); }
  [[nodiscard]] Vec3 displacement(const Image& m) const {
    return static_cast<double>(m[0]) * cell_[0] + static_cast<double>(m[1]) * cell_[1] +
           static_cast<double>(m[2]) * cell_[2];
  }
  [[nodiscard]] std::size_t flat(const Image& c) const {
    return (static_cast<std::size_t>(c[0]) * cells_[1] + c[1]) * cells_[2] + c[2];
  }
  void sort_atoms(const ConfigurationView& view);
  void make_stencil(const Box& box);

  // Calls run(first slot, last slot, image) for each stretch of adjacent cells of the column around `slot`.
  template <class Run>
  void scan(std::uint32_t slot, const Column& column, Run&& run) const {
    const Image& home = home_[slot];
    Image image{}, q{};
    const std::int32_t x = home[0] + column.x, y = home[1] + column.y;
    if ((!periodic_[0] && (x < 0 || x >= cells_[0])) || (!periodic_[1] && (y < 0 || y >= cells_[1]))) return;
    image[0] = floor_div(x, cells_[0]);
    q[0] = x - image[0] * cells_[0];
    image[1] = floor_div(y, cells_[1]);
    q[1] = y - image[1] * cells_[1];
    std::int32_t low = home[2] + column.z0, high = home[2] + column.z1;
    if (!periodic_[2]) {
      low = std::max(low, 0);
      high = std::min(high, cells_[2] - 1);
    }
    const std::size_t line = flat({q[0], q[1], 0});
    for (image[2] = floor_div(low, cells_[2]); image[2] * cells_[2] <= high; ++image[2]) {
      const std::int32_t base = image[2] * cells_[2];
      const std::int32_t from = std::max(low - base, 0), to = std::min(high - base, cells_[2] - 1);
      run(first_[line + from], first_[line + to + 1], image);
    }
  }

  // Distances in blocks that the compiler vectorises, then the hits without a branch per candidate.
  template <class Hit>
  void measure(std::uint32_t slot, std::uint32_t first, std::uint32_t last, const Image& image, Hit&& hit) const {
    constexpr std::uint32_t block = 64;
    double d2[block];
    std::uint32_t found[block];
    const Vec3 offset = displacement(image) - position(slot);
    const double limit = cutoff_ * cutoff_;
    for (std::uint32_t begin = first; begin < last; begin += block) {
      const std::uint32_t count = std::min(block, last - begin);
      const double *x = x_.data() + begin, *y = y_.data() + begin, *z = z_.data() + begin;
      for (std::uint32_t k = 0; k < count; ++k) {
        const double dx = x[k] + offset.x, dy = y[k] + offset.y, dz = z[k] + offset.z;
        d2[k] = dx * dx + dy * dy + dz * dz;
      }
      std::uint32_t hits = 0;
      for (std::uint32_t k = 0; k < count; ++k) {
        found[hits] = k;
        hits += d2[k] < limit ? 1 : 0;
      }
      for (std::uint32_t k = 0; k < hits; ++k) hit(begin + found[k], d2[found[k]]);
    }
  }

  double cutoff_;
  Mat3 cell_;
  std::array<bool, 3> periodic_;
  Image cells_{};
  std::vector<Column> columns_;
  std::vector<std::uint32_t> first_;  // first_[c] .. first_[c + 1]: slots of cell c
  std::vector<std::uint32_t> order_;
  std::vector<double> x_, y_, z_;  // wrapped
  std::vector<Image> wrap_;        // cells that each position was moved by
  std::vector<Image> home_;
};

}  // namespace glasscape
