#include "glasscape/neighbors/percolation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/neighbors/periodic_forest.hpp"

namespace glasscape {
namespace {

using detail::minus;
using detail::PeriodicForest;

struct Bond {
  std::uint32_t a, b;
  Image image;
};

// Finds bonds in parallel, a bounded number at a time, and links them in the order of the slots.
void link_all(const CellGrid& grid, PeriodicForest& forest, double pairs_per_atom,
              const std::vector<std::int32_t>& types, const BondCutoffs& cutoffs, const RunContext& context) {
  constexpr std::size_t block = 256;
  const std::size_t blocks = (grid.size() + block - 1) / block;
  const auto batch = static_cast<std::size_t>(std::clamp(4e6 / (block * (pairs_per_atom + 1)), 1.0, 256.0));
  std::vector<std::vector<Bond>> found(std::min(batch, blocks));
  for (std::size_t start = 0; start < blocks; start += batch) {
    const std::size_t now = std::min(batch, blocks - start);
    parallel_blocks(context, now, 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t k = first; k < last; ++k) {
        found[k].clear();
        const std::size_t from = (start + k) * block;
        for (auto slot = static_cast<std::uint32_t>(from); slot < std::min(from + block, grid.size()); ++slot) {
          grid.pairs(slot, [&](std::uint32_t other, const Image& image, double d2) {
            if (cutoffs.linked(types[grid.atom(slot)], types[grid.atom(other)], d2)) {
              found[k].push_back({slot, other, image});
            }
          });
        }
      }
    });
    for (std::size_t k = 0; k < now; ++k) {
      for (const Bond& bond : found[k]) forest.link(bond.a, bond.b, bond.image);
    }
  }
}

// Labels in the order of Clusters: largest first, equal ones by their first atom.
void label(PeriodicForest& forest, const std::vector<std::uint32_t>& slot_of, std::size_t atoms, Percolation& result) {
  const std::size_t n = slot_of.size();
  std::vector<std::uint32_t> label_of_root(n, Clusters::none), roots, label(n);
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t root = forest.find(slot_of[k]).root;
    if (label_of_root[root] == Clusters::none) {
      label_of_root[root] = static_cast<std::uint32_t>(roots.size());
      roots.push_back(root);
    }
    label[k] = label_of_root[root];
  }
  std::vector<std::uint32_t> order(roots.size()), rank(roots.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return forest.size(roots[a]) > forest.size(roots[b]); });
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    rank[order[k]] = k;
    result.clusters.sizes.push_back(forest.size(roots[order[k]]));
    result.clusters.spanning.push_back(forest.spans(roots[order[k]]));
  }
  result.clusters.of.assign(atoms, Clusters::none);
  for (std::size_t k = 0; k < n; ++k) result.clusters.of[result.atoms[k]] = rank[label[k]];
}

// From sums over the atoms, each seen from the first atom of its cluster, so that little is lost to rounding.
std::vector<double> radii_of_gyration(const ConfigurationView& view, const Percolation& p) {
  const std::size_t n = p.clusters.sizes.size();
  std::vector<Vec3> origin(n), sum(n);
  std::vector<double> squares(n, 0), radii(n, std::numeric_limits<double>::quiet_NaN());
  std::vector<std::uint8_t> seen(n, 0);
  const Mat3& h = view.box.cell();
  for (std::size_t k = 0; k < p.atoms.size(); ++k) {
    const std::uint32_t cluster = p.clusters.of[p.atoms[k]];
    const auto& m = p.images[k];
    const Vec3 r = view.positions[p.atoms[k]] + Vec3{double(m[0]), double(m[1]), double(m[2])} * h;
    if (seen[cluster] == 0) origin[cluster] = r;
    seen[cluster] = 1;
    sum[cluster] += r - origin[cluster];
    squares[cluster] += norm2(r - origin[cluster]);
  }
  for (std::size_t c = 0; c < n; ++c) {
    const auto& spans = p.clusters.spanning[c];
    if (spans[0] || spans[1] || spans[2]) continue;
    const double s = static_cast<double>(p.clusters.sizes[c]);
    radii[c] = std::sqrt(std::max(0.0, squares[c] / s - norm2(sum[c]) / (s * s)));
  }
  return radii;
}

}  // namespace

double Percolation::ratio() const {
  if (atoms.empty()) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(largest()) / static_cast<double>(all());
}

std::array<bool, 3> Percolation::spans() const {
  std::array<bool, 3> any{};
  for (const auto& of : clusters.spanning) {
    for (std::size_t k = 0; k < 3; ++k) any[k] = any[k] || of[k];
  }
  return any;
}

double Percolation::mean_finite_size() const {
  double sum = 0, squares = 0;
  for (std::size_t c = 0; c < clusters.sizes.size(); ++c) {
    const auto& spans = clusters.spanning[c];
    if (spans[0] || spans[1] || spans[2]) continue;
    const auto s = static_cast<double>(clusters.sizes[c]);
    sum += s;
    squares += s * s;
  }
  return squares / sum;
}

std::vector<std::pair<std::size_t, std::size_t>> Percolation::size_distribution() const {
  std::vector<std::pair<std::size_t, std::size_t>> result;
  for (auto size = clusters.sizes.rbegin(); size != clusters.sizes.rend(); ++size) {
    if (result.empty() || result.back().first != *size) result.emplace_back(*size, 0);
    ++result.back().second;
  }
  return result;
}

Percolation percolate(const ConfigurationView& view, std::span<const std::uint8_t> chosen, const BondCutoffs& cutoffs,
                      const RunContext& context) {
  if (chosen.size() != view.size()) {
    throw usage_error("percolation", fmt::format("{} marks for {} atoms", chosen.size(), view.size()),
                      "one mark per atom");
  }
  detail::check_species(view, cutoffs);
  Percolation result;
  std::vector<Vec3> positions;
  std::vector<std::int32_t> types;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] == 0) continue;
    result.atoms.push_back(static_cast<std::uint32_t>(i));
    positions.push_back(view.positions[i]);
    types.push_back(view.types[i]);
  }
  const double per_atom = detail::expected_pairs(view.box, positions.size(), cutoffs.longest());
  const CellGrid grid({view.box, positions, types, view.species}, cutoffs.longest());
  PeriodicForest forest(positions.size());
  link_all(grid, forest, per_atom, types, cutoffs, context);
  std::vector<std::uint32_t> slot_of(positions.size());
  for (std::uint32_t slot = 0; slot < slot_of.size(); ++slot) slot_of[grid.atom(slot)] = slot;
  label(forest, slot_of, view.size(), result);
  result.images.resize(positions.size());
  for (std::size_t k = 0; k < positions.size(); ++k) {
    // The grid wraps positions: what is added to the position as it is in the view.
    const Image image = minus(forest.find(slot_of[k]).image, view.box.wrap(positions[k]).cells);
    result.images[k] = {image[0], image[1], image[2]};
  }
  result.radii = radii_of_gyration(view, result);
  result.dimension = fit_dimension(result.clusters.sizes, result.radii);
  return result;
}

MassDimension dimension_of_largest(const ConfigurationView& view, const Percolation& p, double bond_cutoff,
                                   const RunContext& context) {
  std::vector<Vec3> positions;
  for (std::size_t k = 0; k < p.atoms.size(); ++k) {
    if (p.clusters.of[p.atoms[k]] != 0) continue;
    const auto& m = p.images[k];
    positions.push_back(view.positions[p.atoms[k]] + Vec3{double(m[0]), double(m[1]), double(m[2])} * view.box.cell());
  }
  if (positions.empty()) return {};
  const std::vector<std::int32_t> types(positions.size(), 0);
  const auto& spans = p.clusters.spanning.front();
  // Only along directions that it spans is the cluster its own continuation; along the others it ends.
  const Box box(view.box.cell(), view.box.origin(), spans);
  double to = p.radii.front();
  if (!std::isfinite(to)) {
    to = std::numeric_limits<double>::max();
    for (std::size_t k = 0; k < 3; ++k) to = spans[k] ? std::min(to, view.box.heights()[k] / 2) : to;
  }
  return mass_dimension({box, positions, types, 1}, 2 * bond_cutoff, to, context);
}

}  // namespace glasscape
