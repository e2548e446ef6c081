#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Atoms sorted into cells, to find those around any point: the cost of a search is that of the sphere, not of the
/// system.
///
/// Exact for any radius and cell: images further away than one cell are visited as often as they are within reach.
/// Memory 36 bytes an atom; the view need not outlive the index.
class PointIndex {
 public:
  /// `width` [Å]: the least thickness of the cells; a few atoms each is good.
  explicit PointIndex(const ConfigurationView& view, double width = 5.0);

  /// Calls visit(atom, position, cells) for every copy of an atom within `radius` of the point: its position, and the
  /// cell vectors by which it differs from the position in the view.
  template <class Visit>
  void around(const Vec3& point, double radius, Visit&& visit) const {
    const Vec3 s = box_.fractional(point), heights = box_.heights();
    std::array<std::int32_t, 3> low{}, high{};
    for (std::size_t a = 0; a < 3; ++a) {
      const double reach = radius / heights[a];
      low[a] = static_cast<std::int32_t>(std::floor((s[a] - reach) * count_[a]));
      high[a] = static_cast<std::int32_t>(std::floor((s[a] + reach) * count_[a]));
      if (!box_.periodic()[a]) {
        // Atoms outside the cell are in its outermost cells.
        low[a] = std::clamp(low[a], 0, count_[a] - 1);
        high[a] = std::clamp(high[a], 0, count_[a] - 1);
      }
    }
    const double limit = radius * radius;
    for (std::int32_t x = low[0]; x <= high[0]; ++x) {
      for (std::int32_t y = low[1]; y <= high[1]; ++y) {
        for (std::int32_t z = low[2]; z <= high[2]; ++z) {
          const std::array<std::int32_t, 3> image{floor_div(x, count_[0]), floor_div(y, count_[1]),
                                                  floor_div(z, count_[2])};
          const Vec3 shift = displacement(image);
          const std::size_t cell =
              (static_cast<std::size_t>(x - image[0] * count_[0]) * count_[1] + (y - image[1] * count_[1])) *
                  count_[2] +
              (z - image[2] * count_[2]);
          for (std::uint32_t k = first_[cell]; k < first_[cell + 1]; ++k) {
            const Vec3 position = places_[k] + shift;
            if (norm2(position - point) > limit) continue;
            const auto& w = wraps_[k];
            visit(atoms_[k], position, std::array<std::int32_t, 3>{image[0] - w[0], image[1] - w[1], image[2] - w[2]});
          }
        }
      }
    }
  }

 private:
  static std::int32_t floor_div(std::int32_t a, std::int32_t b) { return a / b - (a % b < 0 ? 1 : 0); }
  [[nodiscard]] Vec3 displacement(const std::array<std::int32_t, 3>& cells) const {
    return static_cast<double>(cells[0]) * box_.cell()[0] + static_cast<double>(cells[1]) * box_.cell()[1] +
           static_cast<double>(cells[2]) * box_.cell()[2];
  }

  Box box_;
  std::array<std::int32_t, 3> count_{};
  std::vector<std::uint32_t> first_;  // first_[c] .. first_[c + 1]: atoms of cell c
  std::vector<std::uint32_t> atoms_;
  std::vector<Vec3> places_;  // wrapped
  std::vector<std::array<std::int32_t, 3>> wraps_;
};

}  // namespace glasscape
