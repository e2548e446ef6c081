#include "glasscape/diffraction/integrate/pixel_splitting.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "glasscape/core/parallel.hpp"
#include "glasscape/diffraction/integrate/polygon_parts.hpp"

namespace glasscape {
namespace {

constexpr double pi = std::numbers::pi;
constexpr std::size_t rows_per_block = 16;

/// The corners of a pixel in the order of its edges.
using Corners = std::array<PolarPoint, 4>;

/// A rectangle in radius and azimuth.
struct Box {
  PolarPoint low, high;
};

Box bounding_box(const PolarPoint& centre, const Corners& corners) {
  double radial = 0, azimuth = 0;
  for (const PolarPoint& c : corners) {
    radial = std::max(radial, std::abs(c.radial - centre.radial));
    const double turn = std::abs(c.azimuth - centre.azimuth);
    azimuth = std::max(azimuth, std::min(turn, 2 * pi - turn));
  }
  return {{centre.radial - radial, centre.azimuth - azimuth}, {centre.radial + radial, centre.azimuth + azimuth}};
}

/// Azimuths of the corners without the step at ±π, their mean in (−π, π]. A pixel across the step shows itself by
/// corners that go round the other way than `handed` (1 or −1) says.
void join_azimuths(Corners& corners, double handed) {
  const auto& [a, b, c, d] = corners;
  const double area = (c.azimuth - a.azimuth) * (d.radial - b.radial) - (c.radial - a.radial) * (d.azimuth - b.azimuth);
  if (area * handed >= 0) return;
  double sum = 0;
  for (PolarPoint& corner : corners) sum += corner.azimuth += corner.azimuth < 0 ? 2 * pi : 0;
  if (sum > 4 * pi) {
    for (PolarPoint& corner : corners) corner.azimuth -= 2 * pi;
  }
}

/// Shares pixels out to the bins of a grid.
class Splitter {
 public:
  explicit Splitter(const PolarGrid& grid)
      : grid_(grid),
        bins_(static_cast<double>(grid.bins)),
        sectors_(static_cast<double>(grid.azimuth_bins)),
        turn_(2 * pi / grid.azimuth_width) {}

  void centre(const PolarPoint& p, PixelParts& parts) const {
    const double x = radial_bin(p.radial);
    if (!(x >= 0 && x < bins_)) return;
    for_turns(azimuth_bin(p.azimuth), azimuth_bin(p.azimuth), [&](double shift) {
      const double y = grid_.sector ? azimuth_bin(p.azimuth) + shift : 0;
      if (y >= 0 && y < sectors_) parts.add(index(static_cast<std::size_t>(y), static_cast<std::size_t>(x)), 1);
    });
  }

  void box(const Box& box, PixelParts& parts) const {
    const double x0 = radial_bin(box.low.radial), x1 = radial_bin(box.high.radial);
    if (x1 < 0 || x0 >= bins_) return;
    const double y0 = azimuth_bin(box.low.azimuth), y1 = azimuth_bin(box.high.azimuth);
    for_turns(y0, y1, [&](double shift) {
      const double a = grid_.sector ? y0 + shift : 0, b = grid_.sector ? y1 + shift : 1;
      if (b < 0 || a >= sectors_) return;
      // A whole ring's bin takes all of a pixel.
      for_overlaps(a, b, grid_.azimuth_bins, grid_.whole, grid_.whole, [&](std::size_t sector, double height) {
        const bool from_zero = grid_.whole || grid_.low == 0;
        for_overlaps(x0, x1, grid_.bins, from_zero, grid_.whole,
                     [&](std::size_t bin, double width) { parts.add(index(sector, bin), width * height); });
      });
    });
  }

  void polygon(const Corners& corners, PixelParts& parts) {
    Quadrilateral p;
    for (std::size_t k = 0; k < 4; ++k) {
      p[k] = {radial_bin(corners[k].radial), grid_.sector ? azimuth_bin(corners[k].azimuth) : corners[k].azimuth};
    }
    const auto [x0, x1] = std::minmax({p[0].x, p[1].x, p[2].x, p[3].x});
    if (x1 < 0 || x0 >= bins_) return;
    if (!grid_.sector) return rings(p, x0, x1, parts);
    const auto [y0, y1] = std::minmax({p[0].y, p[1].y, p[2].y, p[3].y});
    for_turns(y0, y1, [&](double shift) {
      if (y1 + shift < 0 || y0 + shift >= sectors_) return;
      Quadrilateral q = p;
      for (BinPoint& c : q) c.y += shift;
      if (grid_.whole) {
        for (BinPoint& c : q) c = {std::clamp(c.x, 0.0, bins_), std::clamp(c.y, 0.0, sectors_)};
      }
      cells(q, parts);
    });
  }

  /// All azimuths alike from radius 0 to the given one.
  void disc(double radius, PixelParts& parts) const {
    const double sectors = grid_.sector ? sectors_ : 1;
    const double share = grid_.sector ? std::min(1 / turn_, 1.0) : 1;
    for (std::size_t sector = 0; static_cast<double>(sector) < sectors; ++sector) {
      for_overlaps(radial_bin(0), radial_bin(radius), grid_.bins, false, false,
                   [&](std::size_t bin, double width) { parts.add(index(sector, bin), width * share); });
    }
  }

 private:
  [[nodiscard]] double radial_bin(double radial) const { return (radial - grid_.low) / grid_.width; }
  [[nodiscard]] double azimuth_bin(double azimuth) const { return (azimuth - grid_.azimuth_low) / grid_.azimuth_width; }
  [[nodiscard]] std::size_t index(std::size_t sector, std::size_t bin) const { return sector * grid_.bins + bin; }

  /// The shifts by whole turns under which [y0, y1] may meet the sectors.
  template <class Shifted>
  void for_turns(double y0, double y1, const Shifted& shifted) const {
    if (!grid_.sector || (grid_.whole && y1 >= 0 && y0 < sectors_)) return shifted(0);
    for (const double turns : {-1.0, 0.0, 1.0}) {
      const double shift = turns * turn_;
      if (y1 + shift >= 0 && y0 + shift < sectors_) shifted(shift);
    }
  }

  /// Calls found(bin, part) for the parts of the interval [low, high]; what lies beyond an end goes to the bin there
  /// where `keep` says so.
  template <class Found>
  static void for_overlaps(double low, double high, std::size_t bins, bool keep_below, bool keep_above,
                           const Found& found) {
    const auto last = static_cast<double>(bins - 1);
    const double first_bin = std::clamp(std::floor(low), 0.0, last), last_bin = std::clamp(std::floor(high), 0.0, last);
    const double scale = high > low ? 1 / (high - low) : 0;
    for (double bin = first_bin; bin <= last_bin; ++bin) {
      const bool open_below = bin == 0 && keep_below, open_above = bin == last && keep_above;
      const double from = open_below ? low : std::max(low, bin), to = open_above ? high : std::min(high, bin + 1);
      const double part = scale == 0 ? 1 : (to - from) * scale;
      if (part > 0) found(static_cast<std::size_t>(bin), part);
    }
  }

  void rings(const Quadrilateral& p, double x0, double x1, PixelParts& parts) {
    const double x_first = std::floor(x0);
    if (x_first == std::floor(x1)) {
      parts.add(static_cast<std::size_t>(x_first), 1);
      return;
    }
    columns_.measure(p);
    double total = 0;
    const auto inside = [&](std::size_t k) {
      const auto bin = columns_.first() + static_cast<std::ptrdiff_t>(k);
      return bin >= 0 && bin < static_cast<std::ptrdiff_t>(grid_.bins);
    };
    const auto& areas = columns_.areas();
    for (std::size_t k = 0; k < areas.size(); ++k) total += grid_.whole && !inside(k) ? 0 : areas[k];
    if (total == 0) return;
    for (std::size_t k = 0; k < areas.size(); ++k) {
      if (inside(k))
        parts.add(static_cast<std::size_t>(columns_.first() + static_cast<std::ptrdiff_t>(k)), areas[k] / total);
    }
  }

  void cells(const Quadrilateral& p, PixelParts& parts) {
    const double area = signed_area(p);
    if (area == 0) return;
    cells_.measure(p);
    for (std::size_t row = 0; row < cells_.rows(); ++row) {
      const auto sector = cells_.first_row() + static_cast<std::ptrdiff_t>(row);
      if (sector < 0 || sector >= static_cast<std::ptrdiff_t>(grid_.azimuth_bins)) continue;
      for (std::size_t column = 0; column < cells_.columns(); ++column) {
        const auto bin = cells_.first_column() + static_cast<std::ptrdiff_t>(column);
        if (bin < 0 || bin >= static_cast<std::ptrdiff_t>(grid_.bins)) continue;
        parts.add(index(static_cast<std::size_t>(sector), static_cast<std::size_t>(bin)),
                  cells_.at(column, row) / area);
      }
    }
  }

  PolarGrid grid_;
  double bins_, sectors_;
  double turn_;  // bins in a whole turn
  ColumnAreas columns_;
  CellAreas cells_;
};

/// The places of one row of pixels after another.
class Rows {
 public:
  Rows(const PixelPlaces& places, std::size_t first, bool corners, bool centres)
      : places_(places), row_(first), with_corners_(corners), with_centres_(centres) {
    if (with_corners_) places_.corners(first, lower_);
  }
  void next() {
    if (with_corners_) {
      std::swap(upper_, lower_);
      places_.corners(row_ + 1, lower_);
    }
    if (with_centres_) places_.centres(row_, centres_);
    ++row_;
  }
  [[nodiscard]] Corners corners(std::size_t column) const {
    return {upper_[column], lower_[column], lower_[column + 1], upper_[column + 1]};
  }
  [[nodiscard]] const PolarPoint& centre(std::size_t column) const { return centres_[column]; }

 private:
  const PixelPlaces& places_;
  std::size_t row_;
  bool with_corners_, with_centres_;
  std::vector<PolarPoint> upper_, lower_, centres_;
};

}  // namespace

RadialRange radial_range(const PixelPlaces& places, std::size_t rows, std::size_t columns,
                         std::span<const std::uint8_t> mask, Splitting splitting, const RunContext& context) {
  const std::size_t blocks = (rows + rows_per_block - 1) / rows_per_block;
  std::vector<RadialRange> ranges(blocks, {1e300, -1e300});
  parallel_blocks(context, blocks, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t block = first; block < last; ++block) {
      RadialRange& range = ranges[block];
      const std::size_t row0 = block * rows_per_block, row1 = std::min(rows, row0 + rows_per_block);
      Rows line(places, row0, splitting != Splitting::none, splitting != Splitting::full);
      for (std::size_t row = row0; row < row1; ++row) {
        line.next();
        for (std::size_t column = 0; column < columns; ++column) {
          if (!mask.empty() && mask[row * columns + column] != 0) continue;
          double low = 0, high = 0;
          if (splitting == Splitting::none) {
            low = high = line.centre(column).radial;
          } else if (splitting == Splitting::bbox) {
            const Box box = bounding_box(line.centre(column), line.corners(column));
            low = box.low.radial;
            high = box.high.radial;
          } else {
            const Corners c = line.corners(column);
            std::tie(low, high) = std::minmax({c[0].radial, c[1].radial, c[2].radial, c[3].radial});
          }
          range.low = std::min(range.low, low);
          range.high = std::max(range.high, high);
        }
      }
    }
  });
  RadialRange all{1e300, -1e300};
  for (const RadialRange& range : ranges) {
    all = {std::min(all.low, range.low), std::max(all.high, range.high)};
  }
  all.low = std::max(all.low, 0.0);
  return all;
}

SparseMatrix split_pixels(const PixelPlaces& places, std::size_t rows, std::size_t columns,
                          std::span<const std::uint8_t> mask, const PolarGrid& grid, Splitting splitting,
                          const RunContext& context) {
  const std::size_t blocks = (rows + rows_per_block - 1) / rows_per_block;
  std::vector<PixelParts> parts(blocks);
  const auto beam = places.beam_centre();
  const double handed = places.handedness();
  parallel_blocks(context, blocks, 1, [&](std::size_t first, std::size_t last) {
    Splitter splitter(grid);
    for (std::size_t block = first; block < last; ++block) {
      const std::size_t row0 = block * rows_per_block, row1 = std::min(rows, row0 + rows_per_block);
      PixelParts& out = parts[block];
      out.end.reserve((row1 - row0) * columns);
      Rows line(places, row0, splitting != Splitting::none, splitting != Splitting::full);
      for (std::size_t row = row0; row < row1; ++row) {
        line.next();
        const auto y = static_cast<double>(row);
        for (std::size_t column = 0; column < columns; ++column) {
          const auto x = static_cast<double>(column);
          const bool used = mask.empty() || mask[row * columns + column] == 0;
          const bool hit = beam[0] >= y && beam[0] <= y + 1 && beam[1] >= x && beam[1] <= x + 1;
          if (used && splitting == Splitting::none) {
            splitter.centre(line.centre(column), out);
          } else if (used && hit && grid.sector && !grid.whole) {
            double radius = 0;
            for (const PolarPoint& c : line.corners(column)) radius = std::max(radius, c.radial);
            splitter.disc(radius, out);
          } else if (used && splitting == Splitting::bbox) {
            splitter.box(bounding_box(line.centre(column), line.corners(column)), out);
          } else if (used) {
            Corners corners = line.corners(column);
            join_azimuths(corners, handed);
            splitter.polygon(corners, out);
          }
          out.finish_pixel();
        }
      }
    }
  });
  return transpose(parts, grid.size());
}

}  // namespace glasscape
