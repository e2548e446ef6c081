#include "glasscape/neighbors/cell_grid.hpp"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

CellGrid::CellGrid(const ConfigurationView& view, double cutoff, int subdivision)
    : cutoff_(cutoff), cell_(view.box.cell()), periodic_(view.box.periodic()) {
  if (!(cutoff > 0) || !std::isfinite(cutoff)) {
    throw usage_error("neighbour cutoff", fmt::format("{:g} Å is out of range", cutoff), "> 0 Å");
  }
  const Vec3 heights = view.box.heights();
  // No more cells than atoms: a sparse system would otherwise spend its time in empty cells.
  const double limit = std::max(1.0, std::cbrt(static_cast<double>(view.size())) * 2);
  for (std::size_t k = 0; k < 3; ++k) {
    cells_[k] = static_cast<std::int32_t>(std::clamp(std::floor(subdivision * heights[k] / cutoff), 1.0, limit));
  }
  make_stencil(view.box);
  sort_atoms(view);
}

void CellGrid::make_stencil(const Box& box) {
  const Vec3 heights = box.heights();
  Image reach{};
  for (std::size_t k = 0; k < 3; ++k) {
    reach[k] = static_cast<std::int32_t>(std::ceil(cutoff_ * cells_[k] / heights[k] * (1 - 1e-12)));
    if (!periodic_[k]) reach[k] = std::min(reach[k], cells_[k] - 1);
  }
  // Columns are shortened to the cells that the cutoff sphere can touch. In a tilted box the bound is coarser: two
  // points lie no nearer than their cells' corners minus one diagonal of the cell.
  const Mat3& h = cell_;
  const bool orthogonal = dot(h[0], h[1]) == 0 && dot(h[0], h[2]) == 0 && dot(h[1], h[2]) == 0;
  Mat3 e = h;
  for (std::size_t k = 0; k < 3; ++k) e[k] *= 1.0 / cells_[k];
  double diagonal = 0;
  for (const double b : {-1.0, 1.0}) {
    for (const double c : {-1.0, 1.0}) diagonal = std::max(diagonal, norm(e[0] + b * e[1] + c * e[2]));
  }
  const auto distance = [&](std::int32_t x, std::int32_t y, std::int32_t z) {
    const double gap[3] = {std::max(std::abs(x) - 1.0, 0.0), std::max(std::abs(y) - 1.0, 0.0),
                           std::max(std::abs(z) - 1.0, 0.0)};
    double slabs = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double width = gap[k] * heights[k] / cells_[k];
      slabs = orthogonal ? slabs + width * width : std::max(slabs, width * width);
    }
    if (orthogonal) return std::sqrt(slabs);
    return std::max(std::sqrt(slabs), norm(double(x) * e[0] + double(y) * e[1] + double(z) * e[2]) - diagonal);
  };
  const double limit = cutoff_ * (1 + 1e-9);
  for (std::int32_t x = -reach[0]; x <= reach[0]; ++x) {
    for (std::int32_t y = -reach[1]; y <= reach[1]; ++y) {
      Column column{x, y, reach[2] + 1, -reach[2] - 1};
      for (std::int32_t z = -reach[2]; z <= reach[2]; ++z) {
        if (distance(x, y, z) >= limit) continue;
        column.z0 = std::min(column.z0, z);
        column.z1 = std::max(column.z1, z);
      }
      if (column.z0 <= column.z1) columns_.push_back(column);
    }
  }
}

void CellGrid::sort_atoms(const ConfigurationView& view) {
  const std::size_t n = view.size();
  std::vector<std::uint32_t> cell_of(n);
  std::vector<Box::Wrapped> wrapped(n);
  first_.assign(static_cast<std::size_t>(cells_[0]) * cells_[1] * cells_[2] + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    wrapped[i] = view.box.wrap(view.positions[i]);
    for (const std::int32_t turns : wrapped[i].cells) {
      // Shifts are 16-bit, and a shift is the difference of two of these plus an image.
      if (std::abs(turns) > 15000) {
        throw input_error("neighbours", fmt::format("the atom with index {} lies {} cells away from the box", i, turns),
                          "at most 15000 cells", "wrap the positions into the box");
      }
    }
    const Vec3 s = view.box.fractional(wrapped[i].position);
    Image c;
    for (std::size_t k = 0; k < 3; ++k) {
      c[k] = static_cast<std::int32_t>(std::clamp(std::floor(s[k] * cells_[k]), 0.0, cells_[k] - 1.0));
    }
    cell_of[i] = static_cast<std::uint32_t>(flat(c));
    ++first_[cell_of[i] + 1];
  }
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
  for (auto* array : {&x_, &y_, &z_}) array->resize(n);
  order_.resize(n);
  wrap_.resize(n);
  home_.resize(n);
  auto next = first_;
  for (std::size_t i = 0; i < n; ++i) {
    const auto slot = next[cell_of[i]]++;
    order_[slot] = static_cast<std::uint32_t>(i);
    x_[slot] = wrapped[i].position.x;
    y_[slot] = wrapped[i].position.y;
    z_[slot] = wrapped[i].position.z;
    wrap_[slot] = wrapped[i].cells;
    const auto c = static_cast<std::int32_t>(cell_of[i]);
    home_[slot] = {c / (cells_[1] * cells_[2]), c / cells_[2] % cells_[1], c % cells_[2]};
  }
}

}  // namespace glasscape
