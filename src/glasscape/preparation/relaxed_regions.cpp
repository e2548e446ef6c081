#include "glasscape/preparation/relaxed_regions.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

using Cell = std::array<int, 3>;

constexpr std::uint64_t region_stream = 7;
constexpr std::uint32_t attempts = 100;

int wrapped(int k, int n) { return ((k % n) + n) % n; }

std::size_t index_of(const Cell& cell, const Cell& n) {
  return static_cast<std::size_t>((wrapped(cell[0], n[0]) * n[1] + wrapped(cell[1], n[1])) * n[2] +
                                  wrapped(cell[2], n[2]));
}

template <class Visit>
void for_neighborhood(const Cell& c, Visit visit) {
  for (int x = -1; x <= 1; ++x) {
    for (int y = -1; y <= 1; ++y) {
      for (int z = -1; z <= 1; ++z) visit(Cell{c[0] + x, c[1] + y, c[2] + z});
    }
  }
}

// Lengths of the chains, the longest first: as few as fit, as equal as can be.
std::vector<int> chain_lengths(int connected, int longest) {
  std::vector<int> lengths;
  for (int chains = (connected + longest - 1) / longest; chains > 0; --chains) {
    lengths.push_back((connected + chains - 1) / chains);
    connected -= lengths.back();
  }
  return lengths;
}

class Placement {
 public:
  Placement(const Cell& n, int direction) : n_(n), direction_(static_cast<std::size_t>(direction)) {
    closed_.assign(static_cast<std::size_t>(n[0] * n[1] * n[2]), 0);
  }

  // A row of regions that touches nothing placed before; false if there is no place for it.
  bool add(int length, CounterRng& rng) {
    std::vector<Cell> starts;
    Cell c{};
    for (c[0] = 0; c[0] < n_[0]; ++c[0]) {
      for (c[1] = 0; c[1] < n_[1]; ++c[1]) {
        for (c[2] = 0; c[2] < n_[2]; ++c[2]) {
          if (is_open(c, length)) starts.push_back(c);
        }
      }
    }
    if (starts.empty()) return false;
    Cell chosen = starts[rng.below(starts.size())];
    const std::size_t first = regions.size();
    for (int k = 0; k < length; ++k, ++chosen[direction_]) {
      regions.push_back({wrapped(chosen[0], n_[0]), wrapped(chosen[1], n_[1]), wrapped(chosen[2], n_[2])});
    }
    for (std::size_t r = first; r < regions.size(); ++r) {
      for_neighborhood(regions[r], [&](const Cell& near) { closed_[index_of(near, n_)] = 1; });
    }
    return true;
  }

  std::vector<Cell> regions;

 private:
  bool is_open(Cell cell, int length) const {
    for (int k = 0; k < length; ++k, ++cell[direction_]) {
      if (closed_[index_of(cell, n_)] != 0) return false;
    }
    return true;
  }

  Cell n_;
  std::size_t direction_;
  std::vector<std::uint8_t> closed_;
};

Cell grid_cells(const Box& box, double size) {
  Cell n{};
  for (std::size_t k = 0; k < 3; ++k) n[k] = static_cast<int>(std::lround(norm(box.cell()[k]) / size));
  return n;
}

}  // namespace

RegionGrid place_regions(const Box& box, const RegionOptions& options) {
  const Cell n = grid_cells(box, options.size);
  RegionGrid grid{.cells = n, .direction = options.direction == "x" ? 0 : options.direction == "y" ? 1 : 2};
  const std::string cut = fmt::format("the box holds {} × {} × {} regions of {:g} Å", n[0], n[1], n[2], options.size);
  if (std::min({n[0], n[1], n[2]}) < 2) {
    throw usage_error("size", cut + ", so that each would touch its own image", "at least 2 along each edge",
                      "choose smaller regions, or a larger glass");
  }
  if (static_cast<double>(n[0]) * n[1] * n[2] > 1e9) throw usage_error("size", cut, "at most 1e9");
  const int all = static_cast<int>(std::lround(options.fraction * n[0] * n[1] * n[2]));
  if (all < 1) {
    throw usage_error("fraction", fmt::format("{}, of which {:g} is less than one", cut, options.fraction),
                      fmt::format(">= {:.2g}", 1.0 / (n[0] * n[1] * n[2])), "or choose smaller regions");
  }
  const double wanted = options.connectivity * all;
  int connected = static_cast<int>(std::lround(wanted));
  if (connected == 1) connected = wanted >= 1 ? 2 : 0;
  if (options.connectivity > 0 && all < 2) {
    throw usage_error("connectivity", cut + "; the fraction makes one region, which cannot be connected", "0",
                      "choose smaller regions, a larger fraction or a larger glass");
  }
  const int longest = n[static_cast<std::size_t>(grid.direction)];
  if (connected > 0 && longest < 3) {
    throw usage_error("direction", cut + ", too few for a chain along " + options.direction, "at least 3 along it");
  }
  std::vector<int> lengths = connected > 0 ? chain_lengths(connected, longest) : std::vector<int>{};
  lengths.insert(lengths.end(), static_cast<std::size_t>(all - connected), 1);
  std::size_t best = 0;
  for (std::uint32_t attempt = 0; attempt < attempts; ++attempt) {
    CounterRng rng(static_cast<std::uint64_t>(options.seed), region_stream, attempt);
    grid.offset = {rng.uniform() / n[0], rng.uniform() / n[1], rng.uniform() / n[2]};
    Placement placement(n, grid.direction);
    std::size_t placed = 0;
    for (const int length : lengths) {
      if (!placement.add(length, rng)) break;
      placed += static_cast<std::size_t>(length);
    }
    best = std::max(best, placed);
    if (placed < static_cast<std::size_t>(all)) continue;
    grid.regions = std::move(placement.regions);
    grid.connectivity = static_cast<double>(connected) / all;
    return grid;
  }
  throw usage_error("fraction",
                    fmt::format("{}: no more than {} of {} could be placed without contact", cut, best, all),
                    "about 5 % of the cells for isolated regions", "choose a smaller fraction, or a larger glass");
}

std::vector<int> region_contacts(const RegionGrid& grid) {
  std::vector<int> contacts(grid.regions.size(), 0);
  for (std::size_t a = 0; a < grid.regions.size(); ++a) {
    for (std::size_t b = 0; b < grid.regions.size(); ++b) {
      bool touch = a != b;
      for (std::size_t k = 0; k < 3; ++k) {
        const int d = wrapped(grid.regions[a][k] - grid.regions[b][k], grid.cells[k]);
        touch = touch && std::min(d, grid.cells[k] - d) <= 1;
      }
      contacts[a] += touch ? 1 : 0;
    }
  }
  return contacts;
}

RegionAtoms assign_regions(const ConfigurationView& atoms, const RegionGrid& grid, double fraction) {
  const Cell& n = grid.cells;
  const auto along = static_cast<std::size_t>(grid.direction);
  std::vector<std::int32_t> region_at(static_cast<std::size_t>(n[0] * n[1] * n[2]), 0);
  for (std::size_t r = 0; r < grid.regions.size(); ++r) {
    region_at[index_of(grid.regions[r], n)] = static_cast<std::int32_t>(r) + 1;
  }
  const auto neighbor = [&](Cell cell, int step) {
    cell[along] += step;
    return region_at[index_of(cell, n)] != 0;
  };
  struct Candidate {
    double distance;  // of the atom from the centre of a region, 1 at the faces of its grid cell
    std::uint32_t atom;
    std::int32_t region;
  };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const Vec3 f = atoms.box.fractional(atoms.positions[i]) - grid.offset;
    const std::array<double, 3> g{(f.x - std::floor(f.x)) * n[0], (f.y - std::floor(f.y)) * n[1],
                                  (f.z - std::floor(f.z)) * n[2]};
    Candidate nearest{4, static_cast<std::uint32_t>(i), 0};
    for_neighborhood({int(g[0]), int(g[1]), int(g[2])}, [&](const Cell& cell) {
      const std::int32_t region = region_at[index_of(cell, n)];
      if (region == 0) return;
      double distance = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        double u = 2 * (g[k] - cell[k]) - 1;
        // Towards a neighbour in its chain a region reaches to the face they share, and no further.
        if (k == along && neighbor(cell, u > 0 ? 1 : -1)) u = std::abs(u) > 1 ? 4 : 0;
        distance = std::max(distance, std::abs(u));
      }
      if (distance < nearest.distance) {
        nearest.distance = distance;
        nearest.region = region;
      }
    });
    if (nearest.region != 0) candidates.push_back(nearest);
  }
  const auto wanted = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(atoms.size())));
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.atom < b.atom;
  });
  RegionAtoms result{.region = std::vector<std::int32_t>(atoms.size(), 0),
                     .counts = std::vector<std::size_t>(grid.regions.size(), 0)};
  if (wanted > 0 && wanted <= candidates.size()) result.scale = candidates[wanted - 1].distance;
  if (wanted == 0 || wanted > candidates.size() || result.scale < 0.75 || result.scale > 1.25) {
    throw usage_error("fraction",
                      fmt::format("{} regions would have to be {:.2f} of their size to hold {} atoms",
                                  grid.regions.size(), result.scale, wanted),
                      "0.75 to 1.25", "choose smaller regions, or another fraction");
  }
  for (std::size_t k = 0; k < wanted; ++k) {
    result.region[candidates[k].atom] = candidates[k].region;
    ++result.counts[static_cast<std::size_t>(candidates[k].region) - 1];
  }
  return result;
}

}  // namespace glasscape
