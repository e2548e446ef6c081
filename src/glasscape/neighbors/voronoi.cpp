#include "glasscape/neighbors/voronoi.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <tbb/enumerable_thread_specific.h>
#include <utility>
#include <voro++/cell.hh>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {
namespace {

struct Candidate {
  double d2;
  std::uint32_t slot;
  Image image;
};

// Cuts one cell after the other; each thread has its own, so that memory is reused.
class CellCutter {
 public:
  CellCutter(const ConfigurationView& view, std::span<const double> radii) : view_(view) {
    for (const double radius : radii) radius2_.push_back(radius * radius);
    if (radii.empty()) radius2_.assign(view.species, 0);
    largest_radius2_ = *std::max_element(radius2_.begin(), radius2_.end());
    // A periodic cell lies within the sum of the cell vectors of its atom: that of the atom's own images alone does.
    // Across directions that are not periodic, the whole box does.
    for (std::size_t k = 0; k < 3; ++k) reach_ += norm(view.box.cell()[k]);
  }

  // False if the grid's cutoff is too short to be sure that no further atom cuts the cell.
  bool cut(const CellGrid& grid, std::uint32_t slot) {
    const double own2 = radius2_[type(grid, slot)];
    state_ = State::complete;
    cell_.init(-reach_, reach_, -reach_, reach_, -reach_, reach_);
    if (!cut_at_box(grid.position(slot))) {
      state_ = State::outside;
      return true;
    }
    collect(grid, slot);
    // Four times the squared distance of the farthest vertex: voro++ keeps doubled coordinates.
    double extent = cell_.max_radius_squared();
    for (std::size_t k = 0; k < candidates_.size(); ++k) {
      const Candidate& c = candidates_[k];
      if (beyond(c.d2, own2, extent)) return true;
      const Vec3 r = grid.bond(slot, c.slot, c.image);
      if (!cell_.nplane(r.x, r.y, r.z, c.d2 + own2 - radius2_[type(grid, c.slot)], static_cast<int>(k))) {
        if (largest_radius2_ == 0) vanished(grid.atom(slot));
        state_ = State::swallowed;
        return true;
      }
      // The extent costs a pass over the vertices, so it is refreshed now and then.
      if (k % 4 == 3) extent = cell_.max_radius_squared();
    }
    return beyond(grid.cutoff() * grid.cutoff(), own2, cell_.max_radius_squared());
  }

  const VoronoiCell& describe(const CellGrid& grid, std::uint32_t slot) {
    result_.faces.clear();
    result_.edge_lengths.clear();
    result_.vertices.clear();
    result_.corners.clear();
    result_.volume = result_.surface = 0;
    result_.bounded = state_ != State::outside;
    if (state_ != State::complete) return result_;
    cell_.neighbors(ids_);
    cell_.face_vertices(loops_);
    cell_.vertices(coordinates_);
    result_.volume = cell_.volume();
    for (std::size_t k = 0; k + 2 < coordinates_.size(); k += 3) {
      result_.vertices.push_back({coordinates_[k], coordinates_[k + 1], coordinates_[k + 2]});
    }
    const auto vertex = [&](int v) { return result_.vertices[static_cast<std::size_t>(v)]; };
    std::size_t at = 0;
    for (const int id : ids_) {
      const int count = loops_[at++];
      const int* loop = loops_.data() + at;
      at += static_cast<std::size_t>(count);
      VoronoiFace face{.neighbor = {},
                       .area = 0,
                       .first_edge = static_cast<std::uint32_t>(result_.edge_lengths.size()),
                       .edges = static_cast<std::uint32_t>(count)};
      Vec3 twice_area{};
      const Vec3 corner = vertex(loop[0]);
      for (int k = 0; k < count; ++k) {
        const Vec3 a = vertex(loop[k]), b = vertex(loop[(k + 1) % count]);
        result_.edge_lengths.push_back(norm(b - a));
        result_.corners.push_back(static_cast<std::uint32_t>(loop[k]));
        twice_area += cross(a - corner, b - corner);
      }
      face.area = norm(twice_area) / 2;
      result_.surface += face.area;
      if (id < 0) {
        result_.bounded = false;
        result_.edge_lengths.resize(face.first_edge);
        result_.corners.resize(face.first_edge);
        continue;
      }
      const Candidate& c = candidates_[static_cast<std::size_t>(id)];
      face.neighbor = {grid.atom(c.slot), grid.shift(slot, c.slot, c.image)};
      result_.faces.push_back(face);
    }
    return result_;
  }

 private:
  enum class State { complete, outside, swallowed };

  [[nodiscard]] std::size_t type(const CellGrid& grid, std::uint32_t slot) const {
    return static_cast<std::size_t>(view_.types[grid.atom(slot)]);
  }

  void collect(const CellGrid& grid, std::uint32_t slot) {
    candidates_.clear();
    grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
      candidates_.push_back({d2, other, image});
    });
    std::sort(candidates_.begin(), candidates_.end(),
              [](const Candidate& a, const Candidate& b) { return a.d2 < b.d2; });
    if (!candidates_.empty() && candidates_.front().d2 < 1e-16) {
      throw input_error("Voronoi tessellation",
                        fmt::format("atoms {} and {} of the configuration lie at the same place", grid.atom(slot) + 1,
                                    grid.atom(candidates_.front().slot) + 1));
    }
  }

  // Whether no atom at this distance or further can cut a cell of this extent.
  [[nodiscard]] bool beyond(double d2, double own2, double extent) const {
    const double plane = d2 + own2 - largest_radius2_;
    return plane > 0 && plane * plane >= d2 * extent;
  }

  // Cuts at the ends of the directions that are not periodic; false if the atom lies on or beyond one.
  bool cut_at_box(const Vec3& position) {
    const Vec3 s = view_.box.fractional(position);
    const Mat3 normals = transpose(view_.box.inverse_cell());
    for (std::size_t k = 0; k < 3; ++k) {
      if (view_.box.periodic()[k]) continue;
      const double height = view_.box.heights()[k];
      const Vec3 up = normals[k] * height;
      for (const auto& [sign, distance] : {std::pair{-1.0, s[k] * height}, std::pair{1.0, (1 - s[k]) * height}}) {
        if (distance < 1e-9) return false;
        const Vec3 r = up * (2 * sign * distance);
        cell_.nplane(r.x, r.y, r.z, norm2(r), -10);
      }
    }
    return true;
  }

  [[noreturn]] static void vanished(std::uint32_t atom) {
    throw Error(
        ErrorKind::numerical,
        {"Voronoi tessellation", fmt::format("the cell of atom {} of the configuration vanished in rounding", atom + 1),
         "", "check the configuration for atoms that overlap"});
  }

  ConfigurationView view_;
  std::vector<double> radius2_;
  double largest_radius2_ = 0, reach_ = 0;
  voro::voronoicell_neighbor cell_;
  State state_ = State::complete;
  std::vector<Candidate> candidates_;
  std::vector<int> ids_, loops_;
  std::vector<double> coordinates_;
  VoronoiCell result_;
};

void check_radii(const ConfigurationView& view, std::span<const double> radii) {
  const bool positive = std::all_of(radii.begin(), radii.end(), [](double r) { return r > 0 && std::isfinite(r); });
  if (radii.empty() || (radii.size() == view.species && positive)) return;
  throw usage_error("Voronoi radii", fmt::format("{} radii for {} species", radii.size(), view.species),
                    "one positive radius [Å] per species, in the order of the species", "");
}

}  // namespace

void for_each_voronoi_cell(const ConfigurationView& view, std::span<const double> radii, const RunContext& context,
                           const std::function<void(std::uint32_t, const VoronoiCell&)>& visit) {
  check_radii(view, radii);
  const std::size_t n = view.size();
  // Twice the mean spacing finishes nearly all cells of a dense system; the others are done again, further out.
  double cutoff = 2.1 * std::cbrt(view.box.volume() / static_cast<double>(n));
  std::vector<std::uint32_t> pending(n);
  std::iota(pending.begin(), pending.end(), 0U);
  while (!pending.empty()) {
    const CellGrid grid(view, cutoff);
    // In the order of the cells, so that neighbours stay in cache.
    std::vector<std::uint8_t> wanted(n, 0), unfinished(n, 0);
    for (const std::uint32_t atom : pending) wanted[atom] = 1;
    std::vector<std::uint32_t> slots;
    for (std::uint32_t slot = 0; slot < n; ++slot) {
      if (wanted[grid.atom(slot)] != 0) slots.push_back(slot);
    }
    tbb::enumerable_thread_specific<CellCutter> cutters([&] { return CellCutter(view, radii); });
    parallel_blocks(context, slots.size(), 64, [&](std::size_t first, std::size_t last) {
      CellCutter& cutter = cutters.local();
      for (std::size_t k = first; k < last; ++k) {
        const std::uint32_t atom = grid.atom(slots[k]);
        if (cutter.cut(grid, slots[k])) {
          visit(atom, cutter.describe(grid, slots[k]));
        } else {
          unfinished[atom] = 1;
        }
      }
    });
    std::erase_if(pending, [&](std::uint32_t atom) { return unfinished[atom] == 0; });
    cutoff *= 1.6;
  }
}

}  // namespace glasscape
