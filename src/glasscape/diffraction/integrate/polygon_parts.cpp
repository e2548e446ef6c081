#include "glasscape/diffraction/integrate/polygon_parts.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape {
namespace {

/// Calls piece(column, x0, y0, x1, y1) for what lies of the edge a → b in each column, in its direction.
template <class Piece>
void for_columns(const BinPoint& a, const BinPoint& b, const Piece& piece) {
  if (a.x == b.x) return;
  const double slope = (b.y - a.y) / (b.x - a.x);
  BinPoint from = a;
  auto column = static_cast<std::ptrdiff_t>(std::floor(a.x));
  if (a.x < b.x) {
    for (; static_cast<double>(column + 1) < b.x; ++column) {
      const auto edge = static_cast<double>(column + 1);
      const BinPoint to{edge, a.y + slope * (edge - a.x)};
      piece(column, from, to);
      from = to;
    }
  } else {
    if (static_cast<double>(column) == a.x) --column;
    for (; static_cast<double>(column) > b.x; --column) {
      const auto edge = static_cast<double>(column);
      const BinPoint to{edge, a.y + slope * (edge - a.x)};
      piece(column, from, to);
      from = to;
    }
  }
  piece(column, from, b);
}

struct Extent {
  double low, high;
};
template <double BinPoint::*member>
Extent extent(const Quadrilateral& p) {
  const auto [low, high] = std::minmax({p[0].*member, p[1].*member, p[2].*member, p[3].*member});
  return {low, high};
}

/// Columns from the one that holds `low` to the one that holds what lies just below `high`; at least one.
std::size_t covered(double low, double high) {
  return static_cast<std::size_t>(std::max(1.0, std::ceil(high) - std::floor(low)));
}

}  // namespace

void ColumnAreas::measure(const Quadrilateral& p) {
  const auto [low, high] = extent<&BinPoint::x>(p);
  first_ = static_cast<std::ptrdiff_t>(std::floor(low));
  areas_.assign(covered(low, high) + 1, 0);
  for (std::size_t k = 0; k < 4; ++k) {
    for_columns(p[k], p[(k + 1) % 4], [&](std::ptrdiff_t column, const BinPoint& a, const BinPoint& b) {
      areas_[static_cast<std::size_t>(column - first_)] += (b.x - a.x) * (a.y + b.y) / 2;
    });
  }
}

/// Adds the area between the segment and the lower edge of the buffer, cell by cell; y counts from that edge.
void CellAreas::below(std::size_t column, double x0, double y0, double x1, double y1) {
  const double width = x1 - x0;
  double* const cells = areas_.data() + column * rows_;
  const auto [low, high] = std::minmax(y0, y1);
  const auto first = std::min(static_cast<std::size_t>(low), rows_ - 1);
  for (std::size_t row = 0; row < first; ++row) cells[row] += width;  // the segment passes above
  const auto bottom = static_cast<double>(first);
  if (high <= bottom + 1) {
    cells[first] += width * ((y0 + y1) / 2 - bottom);
    return;
  }
  const double per_y = width / (high - low);
  for (std::size_t row = first; row < rows_; ++row) {
    const auto floor = static_cast<double>(row), ceiling = floor + 1;
    if (high <= floor) break;
    // The segment inside the row is a trapezoid; to its higher side the row is full.
    const double from = std::max(low, floor), to = std::min(high, ceiling);
    cells[row] += per_y * ((to - from) * ((from + to) / 2 - floor) + (high - to));
  }
}

void CellAreas::measure(const Quadrilateral& p) {
  const auto [left, right] = extent<&BinPoint::x>(p);
  const auto [low, high] = extent<&BinPoint::y>(p);
  column_ = static_cast<std::ptrdiff_t>(std::floor(left));
  row_ = static_cast<std::ptrdiff_t>(std::floor(low));
  columns_ = covered(left, right) + 1;
  rows_ = covered(low, high);
  areas_.assign(columns_ * rows_, 0);
  const auto base = static_cast<double>(row_);
  for (std::size_t k = 0; k < 4; ++k) {
    for_columns(p[k], p[(k + 1) % 4], [&](std::ptrdiff_t column, const BinPoint& a, const BinPoint& b) {
      below(static_cast<std::size_t>(column - column_), a.x, std::max(a.y - base, 0.0), b.x, std::max(b.y - base, 0.0));
    });
  }
}

}  // namespace glasscape
