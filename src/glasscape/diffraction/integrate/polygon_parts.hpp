#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace glasscape {

/// A corner in units of bins, counted from the lower edge of the grid.
struct BinPoint {
  double x = 0, y = 0;
};
using Quadrilateral = std::array<BinPoint, 4>;

/// The sum of the signed areas below, positive where the corners go round clockwise: half the cross product of the
/// diagonals.
inline double signed_area(const Quadrilateral& p) {
  return 0.5 * ((p[2].y - p[0].y) * (p[3].x - p[1].x) - (p[2].x - p[0].x) * (p[3].y - p[1].y));
}

/// Area of a quadrilateral in each column of unit width that it touches, by the trapezoids below its edges.
class ColumnAreas {
 public:
  /// Signed areas in columns first() .. first() + areas().size() − 1.
  void measure(const Quadrilateral& p);
  [[nodiscard]] std::ptrdiff_t first() const noexcept { return first_; }
  [[nodiscard]] const std::vector<double>& areas() const noexcept { return areas_; }

 private:
  std::ptrdiff_t first_ = 0;
  std::vector<double> areas_;
};

/// Area of a quadrilateral in each unit cell that it touches.
class CellAreas {
 public:
  void measure(const Quadrilateral& p);
  [[nodiscard]] std::ptrdiff_t first_column() const noexcept { return column_; }
  [[nodiscard]] std::ptrdiff_t first_row() const noexcept { return row_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] double at(std::size_t column, std::size_t row) const { return areas_[column * rows_ + row]; }

 private:
  void below(std::size_t column, double x0, double y0, double x1, double y1);

  std::ptrdiff_t column_ = 0, row_ = 0;
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<double> areas_;
};

}  // namespace glasscape
