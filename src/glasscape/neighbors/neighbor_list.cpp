#include "glasscape/neighbors/neighbor_list.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tuple>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

using Index3 = std::array<std::int32_t, 3>;

// Atoms sorted into cells at least `cutoff` wide where the box allows, with their wrapped positions.
struct CellGrid {
  Index3 cells{};
  Index3 reach{};                    // cells to look at on each side: more than one where the box is small
  std::vector<std::uint32_t> first;  // first[c] .. first[c+1]: atoms of cell c in `order`
  std::vector<std::uint32_t> order;  // atom indices, by cell
  std::vector<Vec3> position;        // wrapped, in `order`
  std::vector<Index3> wrap;          // cells that the position was moved by, in `order`
  std::vector<Index3> home;          // in `order`

  CellGrid(const ConfigurationView& view, double cutoff) {
    const Vec3 heights = view.box.heights();
    const std::size_t n = view.size();
    // No more cells than atoms: a sparse system would otherwise spend its time in empty cells.
    const double limit = std::max(1.0, std::cbrt(static_cast<double>(n)) * 2);
    for (std::size_t k = 0; k < 3; ++k) {
      cells[k] = static_cast<std::int32_t>(std::clamp(std::floor(heights[k] / cutoff), 1.0, limit));
      reach[k] = static_cast<std::int32_t>(std::ceil(cutoff * cells[k] / heights[k] * (1 - 1e-12)));
      if (!view.box.periodic()[k]) reach[k] = std::min(reach[k], cells[k] - 1);
    }
    std::vector<std::uint32_t> cell_of(n);
    std::vector<Box::Wrapped> wrapped(n);
    first.assign(static_cast<std::size_t>(cells[0]) * cells[1] * cells[2] + 1, 0);
    for (std::size_t i = 0; i < n; ++i) {
      wrapped[i] = view.box.wrap(view.positions[i]);
      const Vec3 s = view.box.fractional(wrapped[i].position);
      Index3 c;
      for (std::size_t k = 0; k < 3; ++k) {
        c[k] = std::clamp(static_cast<std::int32_t>(std::floor(s[k] * cells[k])), 0, cells[k] - 1);
      }
      cell_of[i] = static_cast<std::uint32_t>(flat(c));
      ++first[cell_of[i] + 1];
    }
    for (std::size_t c = 1; c < first.size(); ++c) first[c] += first[c - 1];
    order.resize(n);
    position.resize(n);
    wrap.resize(n);
    home.resize(n);
    auto next = first;
    for (std::size_t i = 0; i < n; ++i) {
      const auto slot = next[cell_of[i]]++;
      order[slot] = static_cast<std::uint32_t>(i);
      position[slot] = wrapped[i].position;
      wrap[slot] = wrapped[i].cells;
      const auto c = static_cast<std::int32_t>(cell_of[i]);
      home[slot] = {c / (cells[1] * cells[2]), c / cells[2] % cells[1], c % cells[2]};
    }
  }

  [[nodiscard]] std::size_t flat(const Index3& c) const {
    return (static_cast<std::size_t>(c[0]) * cells[1] + c[1]) * cells[2] + c[2];
  }
};

std::int32_t floor_div(std::int32_t a, std::int32_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Calls visit(slot of j, image cells of j, bond vector) for each neighbour of the atom in `slot`.
template <class Visit>
void visit_neighbors(const ConfigurationView& view, const CellGrid& grid, double cutoff2, std::uint32_t slot,
                     Visit visit) {
  const Index3& c = grid.home[slot];
  const Vec3 here = grid.position[slot];
  const auto& periodic = view.box.periodic();
  Index3 image{}, q{};
  const auto range = [&](std::size_t k) {
    const std::int32_t low = c[k] - grid.reach[k], high = c[k] + grid.reach[k];
    return periodic[k] ? std::pair{low, high} : std::pair{std::max(low, 0), std::min(high, grid.cells[k] - 1)};
  };
  const auto [x0, x1] = range(0);
  const auto [y0, y1] = range(1);
  const auto [z0, z1] = range(2);
  for (std::int32_t x = x0; x <= x1; ++x) {
    image[0] = floor_div(x, grid.cells[0]);
    q[0] = x - image[0] * grid.cells[0];
    for (std::int32_t y = y0; y <= y1; ++y) {
      image[1] = floor_div(y, grid.cells[1]);
      q[1] = y - image[1] * grid.cells[1];
      for (std::int32_t z = z0; z <= z1; ++z) {
        image[2] = floor_div(z, grid.cells[2]);
        q[2] = z - image[2] * grid.cells[2];
        const Shift shift{static_cast<std::int16_t>(image[0]), static_cast<std::int16_t>(image[1]),
                          static_cast<std::int16_t>(image[2])};
        const Vec3 offset = view.box.displacement(shift) - here;
        const bool same_cell = image == Index3{};
        const std::size_t cell = grid.flat(q);
        for (std::uint32_t other = grid.first[cell]; other < grid.first[cell + 1]; ++other) {
          if (other == slot && same_cell) continue;
          if (norm2(grid.position[other] + offset) < cutoff2) visit(other, image);
        }
      }
    }
  }
}

}  // namespace

NeighborList::NeighborList(const ConfigurationView& view, double cutoff) : cutoff_(cutoff) {
  if (!(cutoff > 0) || !std::isfinite(cutoff)) {
    throw usage_error("neighbour cutoff", fmt::format("{:g} Å is out of range", cutoff), "> 0 Å");
  }
  const double expected =
      static_cast<double>(view.size()) * view.size() / view.box.volume() * 4.19 * cutoff * cutoff * cutoff;
  if (expected > 0x1p32) {
    throw Error(ErrorKind::engine,
                {"neighbour cutoff", fmt::format("{:g} Å would list about {:.2g} pairs", cutoff, expected),
                 "fewer than 4.3e9 pairs", "choose a smaller cutoff"});
  }
  const CellGrid grid(view, cutoff);
  const std::size_t n = view.size();
  const double cutoff2 = cutoff * cutoff;
  std::vector<std::size_t> count(n);
  const tbb::blocked_range<std::uint32_t> slots(0, static_cast<std::uint32_t>(n), 256);
  tbb::parallel_for(slots, [&](const auto& range) {
    for (auto slot = range.begin(); slot != range.end(); ++slot) {
      std::size_t found = 0;
      visit_neighbors(view, grid, cutoff2, slot, [&](std::uint32_t, const Index3&) { ++found; });
      count[grid.order[slot]] = found;
    }
  });
  offsets_.resize(n + 1);
  for (std::size_t i = 0; i < n; ++i) offsets_[i + 1] = offsets_[i] + count[i];
  neighbors_.resize(offsets_[n]);
  tbb::parallel_for(slots, [&](const auto& range) {
    for (auto slot = range.begin(); slot != range.end(); ++slot) {
      const std::size_t i = grid.order[slot];
      Neighbor* out = neighbors_.data() + offsets_[i];
      const Index3& wrap_i = grid.wrap[slot];
      visit_neighbors(view, grid, cutoff2, slot, [&](std::uint32_t other, const Index3& image) {
        const Index3& wrap_j = grid.wrap[other];
        *out++ = {grid.order[other], Shift{static_cast<std::int16_t>(image[0] + wrap_i[0] - wrap_j[0]),
                                           static_cast<std::int16_t>(image[1] + wrap_i[1] - wrap_j[1]),
                                           static_cast<std::int16_t>(image[2] + wrap_i[2] - wrap_j[2])}};
      });
      std::sort(neighbors_.data() + offsets_[i], out, [](const Neighbor& a, const Neighbor& b) {
        return std::tie(a.index, a.shift.x, a.shift.y, a.shift.z) < std::tie(b.index, b.shift.x, b.shift.y, b.shift.z);
      });
    }
  });
}

}  // namespace glasscape
