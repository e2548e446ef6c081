#include "glasscape/forces/kernel/layout.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

#include "glasscape/core/error.hpp"

namespace glasscape::kernel {
namespace {

constexpr double always = 1e300;

void check_size(std::size_t slots) {
  if (slots >= (std::size_t{1} << (32 - type_bits)) - (1U << 20)) {
    throw Error(ErrorKind::engine,
                {"forces", fmt::format("{} atoms and images are more than the kernel can number", slots),
                 "fewer than 5e8", "use a larger cell than the cutoff, or fewer atoms"});
  }
}

// Smallest and largest number of cells by which a copy of a point at fractional place s may be moved along an axis and
// be within `reach` (as a fraction of the cell) of [low, high].
std::pair<std::int32_t, std::int32_t> moves(double s, double low, double high, double reach) {
  return {static_cast<std::int32_t>(std::ceil(low - reach - s)),
          static_cast<std::int32_t>(std::floor(high + reach - s))};
}

bool above(const Shift& s) {
  if (s.x != 0) return s.x > 0;
  return s.y != 0 ? s.y > 0 : s.z > 0;
}

// Slabs of whole bins along the first axis, each at least `range` thick: an atom of one touches it and the next only.
std::vector<EamKernel::Block> slabs(const Bins& bins, double range) {
  const auto per_slab = static_cast<std::int32_t>(std::ceil(range / bins.width[0] * (1 - 1e-12)));
  const std::int32_t count = std::max(1, bins.count[0] / std::max(1, per_slab));
  std::vector<EamKernel::Block> result;
  for (std::int32_t b = 0; b < count; ++b) {
    // What is left over goes to the last slab.
    const std::int32_t from = b * per_slab, to = b + 1 == count ? bins.count[0] : (b + 1) * per_slab;
    const std::size_t begin = bins.first[bins.flat(from, 0, 0)],
                      end = bins.first[bins.flat(to - 1, bins.count[1] - 1, bins.count[2] - 1) + 1];
    result.push_back({begin, end, b % 2});
  }
  return result;
}

}  // namespace

Layout periodic_layout(const Box& box, std::span<const Vec3> positions, std::span<const std::int32_t> types,
                       double range) {
  const std::size_t n = positions.size();
  const Vec3 heights = box.heights();
  std::vector<Vec3> wrapped(n), places(n);
  std::vector<std::array<std::int32_t, 3>> cells(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Box::Wrapped w = box.wrap(positions[i]);
    wrapped[i] = w.position;
    cells[i] = w.cells;
    const Vec3 s = box.fractional(w.position);
    places[i] = {s.x * heights.x, s.y * heights.y, s.z * heights.z};
  }
  const Bins bins(places, range / 2);
  Layout layout;
  layout.rows = n;
  layout.atom = layout.row = bins.order;
  layout.blocks = slabs(bins, range);
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t i = bins.order[k];
    layout.cells.push_back(cells[i]);
    layout.positions.push_back(wrapped[i]);
    layout.bins.push_back(places[i]);
    layout.keys.push_back(2.0 * static_cast<double>(k));
    layout.types.push_back(static_cast<std::uint8_t>(types[i]));
  }
  // A pair with an image further along the first axis stands in the row of the atom that is not moved; other pairs in
  // the row of the atom that comes first. Each image is thus needed on one side of the first axis only, and a row has
  // partners in its own slab and the next.
  for (std::uint32_t k = 0; k < n; ++k) {
    std::pair<std::int32_t, std::int32_t> span[3];
    for (std::size_t a = 0; a < 3; ++a) {
      const double s = layout.bins[k][a] / heights[a];
      span[a] = box.periodic()[a] ? moves(s, 0, 1, range / heights[a]) : std::pair{0, 0};
    }
    span[0].first = std::max(span[0].first, 0);
    for (std::int32_t x = span[0].first; x <= span[0].second; ++x) {
      for (std::int32_t y = span[1].first; y <= span[1].second; ++y) {
        for (std::int32_t z = span[2].first; z <= span[2].second; ++z) {
          if (x == 0 && y == 0 && z == 0) continue;
          const Shift shift{static_cast<std::int16_t>(x), static_cast<std::int16_t>(y), static_cast<std::int16_t>(z)};
          layout.images.push_back({k, shift});
          layout.positions.push_back(layout.positions[k] + box.displacement(shift));
          layout.bins.push_back(layout.bins[k] + Vec3{x * heights.x, y * heights.y, z * heights.z});
          layout.keys.push_back(x > 0 ? always : 2.0 * k + (above(shift) ? 1 : -1));
          layout.types.push_back(layout.types[k]);
        }
      }
    }
  }
  check_size(layout.positions.size());
  return layout;
}

namespace {

// Where the rows are, as fractional bounds and as a sphere; rows are taken in the images nearest the first one, so that
// a region across the boundary is compact.
struct RowBounds {
  const Box& box;
  Vec3 first, low, high, centre{};
  double radius = 0;

  RowBounds(const Box& b, const Vec3& first_position)
      : box(b), first(b.fractional(first_position)), low(first), high(first) {}

  // The fractional position of a row in its image, and the cells that it is moved by to get there.
  std::pair<Vec3, std::array<std::int32_t, 3>> take(const Vec3& position) {
    Vec3 s = box.fractional(position);
    std::array<std::int32_t, 3> cells{};
    for (std::size_t a = 0; a < 3; ++a) {
      if (box.periodic()[a]) {
        cells[a] = static_cast<std::int32_t>(std::lround(s[a] - first[a]));
        s[a] -= cells[a];
      }
      low[a] = std::min(low[a], s[a]);
      high[a] = std::max(high[a], s[a]);
    }
    return {s, cells};
  }

  // Once all rows are taken: the sphere around them.
  void enclose(std::span<const Vec3> positions, std::span<const std::uint32_t> rows) {
    centre = box.cartesian(0.5 * (low + high));
    for (const auto i : rows) {
      Vec3 s = box.fractional(positions[i]);
      for (std::size_t a = 0; a < 3; ++a) {
        if (box.periodic()[a]) s[a] -= static_cast<double>(std::lround(s[a] - first[a]));
      }
      radius = std::max(radius, norm(box.cartesian(s) - centre));
    }
  }

  // Calls visit(shift) for each copy of a point within `range` of the bounds and of the sphere.
  template <class Visit>
  void copies(const Vec3& s, double range, Visit visit) const {
    std::pair<std::int32_t, std::int32_t> span[3];
    for (std::size_t a = 0; a < 3; ++a) {
      const double reach = range / box.heights()[a];
      span[a] = box.periodic()[a] ? moves(s[a], low[a], high[a], reach) : std::pair{0, 0};
      if (span[a].first > span[a].second) return;
    }
    for (std::int32_t x = span[0].first; x <= span[0].second; ++x) {
      for (std::int32_t y = span[1].first; y <= span[1].second; ++y) {
        for (std::int32_t z = span[2].first; z <= span[2].second; ++z) {
          const Vec3 moved{s.x + x, s.y + y, s.z + z};
          if (norm2(box.cartesian(moved) - centre) > (radius + range) * (radius + range)) continue;
          visit(Shift{static_cast<std::int16_t>(x), static_cast<std::int16_t>(y), static_cast<std::int16_t>(z)});
        }
      }
    }
  }
};

}  // namespace

std::vector<std::uint32_t> atoms_around(const Box& box, std::span<const Vec3> positions,
                                        std::span<const std::uint32_t> rows, std::span<const std::uint32_t> among,
                                        double distance) {
  RowBounds bounds(box, positions[rows[0]]);
  for (const auto i : rows) bounds.take(positions[i]);
  bounds.enclose(positions, rows);
  std::vector<std::uint32_t> near, result;
  for (const auto i : among) {
    bool found = false;
    bounds.copies(box.fractional(positions[i]), distance, [&](const Shift&) { found = true; });
    if (found) near.push_back(i);
  }
  std::set_difference(near.begin(), near.end(), rows.begin(), rows.end(), std::back_inserter(result));
  return result;
}

Layout region_layout(const RegionInput& input, double range) {
  const Box& box = input.box;
  const Vec3 heights = box.heights();
  const auto scaled = [&](const Vec3& s) { return Vec3{s.x * heights.x, s.y * heights.y, s.z * heights.z}; };
  Layout layout;
  layout.rows = input.rows.size();
  const auto add = [&](std::uint32_t i, const std::array<std::int32_t, 3>& cells, const Vec3& position, const Vec3& s,
                       double key) {
    layout.atom.push_back(i);
    layout.cells.push_back(cells);
    layout.positions.push_back(position);
    layout.bins.push_back(scaled(s));
    layout.keys.push_back(key);
    layout.types.push_back(static_cast<std::uint8_t>(input.types[i]));
  };
  RowBounds bounds(box, input.positions[input.rows[0]]);
  std::vector<std::pair<Vec3, std::array<std::int32_t, 3>>> places;
  std::vector<Vec3> points;
  for (const std::uint32_t i : input.rows) {
    places.push_back(bounds.take(input.positions[i]));
    points.push_back(scaled(places.back().first));
  }
  layout.row = Bins(points, range / 2).order;
  for (std::size_t k = 0; k < layout.rows; ++k) {
    const std::uint32_t i = input.rows[layout.row[k]];
    const auto& [s, cells] = places[layout.row[k]];
    const Vec3 offset = static_cast<double>(cells[0]) * box.cell()[0] + static_cast<double>(cells[1]) * box.cell()[1] +
                        static_cast<double>(cells[2]) * box.cell()[2];
    add(i, cells, input.positions[i] - offset, s, 2.0 * static_cast<double>(k));
  }
  bounds.enclose(input.positions, input.rows);
  // Copies of a frozen atom share one density; images of the rows move with them.
  std::vector<Layout::Image> images;
  points.clear();
  for (const std::uint32_t i : input.others) points.push_back(input.positions[i]);
  for (const std::uint32_t k : Bins(points, range / 2).order) {
    const std::uint32_t i = input.others[k];
    const Vec3 s = box.fractional(input.positions[i]);
    bool owned = false;
    bounds.copies(s, range, [&](const Shift& shift) {
      if (!owned) {
        owned = true;
        const Vec3 moved{s.x + shift.x, s.y + shift.y, s.z + shift.z};
        add(i, {-shift.x, -shift.y, -shift.z}, input.positions[i] + box.displacement(shift), moved, always);
        return;
      }
      const auto& c = layout.cells.back();
      images.push_back({static_cast<std::uint32_t>(layout.atom.size() - 1),
                        {static_cast<std::int16_t>(shift.x + c[0]), static_cast<std::int16_t>(shift.y + c[1]),
                         static_cast<std::int16_t>(shift.z + c[2])}});
    });
  }
  for (std::uint32_t k = 0; k < layout.rows; ++k) {
    const Vec3& u = layout.bins[k];
    bounds.copies({u.x / heights.x, u.y / heights.y, u.z / heights.z}, range, [&](const Shift& shift) {
      if (!(shift == Shift{})) images.push_back({k, shift});
    });
  }
  for (const Layout::Image& image : images) {
    const std::uint32_t k = image.owner;
    const Shift& shift = image.shift;
    layout.images.push_back(image);
    layout.positions.push_back(layout.positions[k] + box.displacement(shift));
    layout.bins.push_back(layout.bins[k] + Vec3{shift.x * heights.x, shift.y * heights.y, shift.z * heights.z});
    layout.keys.push_back(k < layout.rows ? 2.0 * k + (above(shift) ? 1 : -1) : always);
    layout.types.push_back(layout.types[k]);
  }
  layout.blocks = {{0, layout.rows, 0}};
  check_size(layout.positions.size());
  return layout;
}

}  // namespace glasscape::kernel
