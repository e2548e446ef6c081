#include "glasscape/neighbors/percolation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {
namespace {

Image plus(const Image& a, const Image& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
Image minus(const Image& a, const Image& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

// Union-find whose nodes know the image of the cell that they lie in, seen from their parent. Links are taken one by
// one and forgotten; a link within a cluster that leads to another image than the tree shows that the cluster spans.
class PeriodicForest {
 public:
  explicit PeriodicForest(std::size_t nodes) : parent_(nodes), size_(nodes, 1), image_(nodes), spans_(nodes) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }

  struct Place {
    std::uint32_t root;
    Image image;  // of the node, seen from the root
  };
  Place find(std::uint32_t node) {
    Place place{node, {}};
    for (; parent_[place.root] != place.root; place.root = parent_[place.root]) {
      place.image = plus(place.image, image_[place.root]);
    }
    Image rest = place.image;
    while (parent_[node] != place.root && node != place.root) {
      const std::uint32_t next = parent_[node];
      const Image step = image_[node];
      parent_[node] = place.root;
      image_[node] = rest;
      rest = minus(rest, step);
      node = next;
    }
    return place;
  }

  // Node b in the cell `image` away from a's.
  void link(std::uint32_t a, std::uint32_t b, const Image& image) {
    Place pa = find(a), pb = find(b);
    Image step = minus(plus(pa.image, image), pb.image);  // from the root of a to the root of b
    if (pa.root == pb.root) {
      for (std::size_t k = 0; k < 3; ++k) spans_[pa.root][k] = spans_[pa.root][k] || step[k] != 0;
      return;
    }
    if (size_[pa.root] < size_[pb.root]) {
      std::swap(pa, pb);
      step = minus({}, step);
    }
    parent_[pb.root] = pa.root;
    image_[pb.root] = step;
    size_[pa.root] += size_[pb.root];
    for (std::size_t k = 0; k < 3; ++k) spans_[pa.root][k] = spans_[pa.root][k] || spans_[pb.root][k];
  }

  [[nodiscard]] std::size_t size(std::uint32_t root) const { return size_[root]; }
  [[nodiscard]] const std::array<bool, 3>& spans(std::uint32_t root) const { return spans_[root]; }

 private:
  std::vector<std::uint32_t> parent_, size_;
  std::vector<Image> image_;
  std::vector<std::array<bool, 3>> spans_;
};

struct Bond {
  std::uint32_t a, b;
  Image image;
};

// Finds bonds in parallel, a bounded number at a time, and links them in the order of the slots.
template <class Linked>
void link_all(const CellGrid& grid, PeriodicForest& forest, double pairs_per_atom, const Linked& linked,
              const RunContext& context) {
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
            if (linked(slot, other, d2)) found[k].push_back({slot, other, image});
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

template <class Linked>
Percolation percolate_within(const ConfigurationView& view, std::span<const std::uint8_t> chosen, double cutoff,
                             const Linked& linked, const RunContext& context) {
  if (chosen.size() != view.size()) {
    throw usage_error("percolation", fmt::format("{} marks for {} atoms", chosen.size(), view.size()),
                      "one mark per atom");
  }
  Percolation result;
  std::vector<Vec3> positions;
  std::vector<std::int32_t> types;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] == 0) continue;
    result.atoms.push_back(static_cast<std::uint32_t>(i));
    positions.push_back(view.positions[i]);
    types.push_back(view.types[i]);
  }
  const auto n = static_cast<double>(std::max<std::size_t>(positions.size(), 1));
  const double per_atom = n / view.box.volume() * 2.1 * cutoff * cutoff * cutoff;
  if (per_atom * n > 0x1p34) {
    throw Error(ErrorKind::engine,
                {"bond cutoff", fmt::format("{:g} Å would visit about {:.2g} pairs", cutoff, per_atom * n),
                 "fewer than 1.7e10 pairs", "choose a smaller cutoff"});
  }
  const CellGrid grid({view.box, positions, types, view.species}, cutoff);
  PeriodicForest forest(positions.size());
  link_all(
      grid, forest, per_atom,
      [&](std::uint32_t a, std::uint32_t b, double d2) { return linked(types[grid.atom(a)], types[grid.atom(b)], d2); },
      context);
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

Percolation percolate(const ConfigurationView& view, std::span<const std::uint8_t> chosen, double bond_cutoff,
                      const RunContext& context) {
  return percolate_within(
      view, chosen, bond_cutoff, [](std::int32_t, std::int32_t, double) { return true; }, context);
}

Percolation percolate(const ConfigurationView& view, std::span<const std::uint8_t> chosen,
                      std::span<const double> pair_cutoffs, const RunContext& context) {
  const std::size_t species = view.species;
  const auto refuse = [](const std::string& what) {
    return usage_error("bond cutoffs", what, "one ≥ 0 Å for each pair of species, the same both ways, not all 0");
  };
  if (pair_cutoffs.size() != species * species) {
    throw refuse(fmt::format("{} cutoffs for {} species", pair_cutoffs.size(), species));
  }
  double longest = 0;
  std::vector<double> squares;
  for (std::size_t a = 0; a < species; ++a) {
    for (std::size_t b = 0; b < species; ++b) {
      const double cutoff = pair_cutoffs[a * species + b];
      if (!(cutoff >= 0) || cutoff != pair_cutoffs[b * species + a]) throw refuse(fmt::format("{:g} Å", cutoff));
      longest = std::max(longest, cutoff);
      squares.push_back(cutoff * cutoff);
    }
  }
  if (longest == 0) throw refuse("all are 0");
  return percolate_within(
      view, chosen, longest,
      [&](std::int32_t a, std::int32_t b, double d2) {
        return d2 < squares[static_cast<std::size_t>(a) * species + static_cast<std::size_t>(b)];
      },
      context);
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
