#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "glasscape/neighbors/bond_cutoffs.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape::detail {

inline Image plus(const Image& a, const Image& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
inline Image minus(const Image& a, const Image& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

/// Union-find whose nodes know the image of the cell that they lie in, seen from their parent. Links are taken one by
/// one and forgotten; a link within a cluster that leads to another image than the tree shows that the cluster spans.
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

  /// Node b in the cell `image` away from a's. Returns the root of both.
  std::uint32_t link(std::uint32_t a, std::uint32_t b, const Image& image) {
    Place pa = find(a), pb = find(b);
    Image step = minus(plus(pa.image, image), pb.image);  // from the root of a to the root of b
    if (pa.root == pb.root) {
      for (std::size_t k = 0; k < 3; ++k) spans_[pa.root][k] = spans_[pa.root][k] || step[k] != 0;
      return pa.root;
    }
    if (size_[pa.root] < size_[pb.root]) {
      std::swap(pa, pb);
      step = minus({}, step);
    }
    parent_[pb.root] = pa.root;
    image_[pb.root] = step;
    size_[pa.root] += size_[pb.root];
    for (std::size_t k = 0; k < 3; ++k) spans_[pa.root][k] = spans_[pa.root][k] || spans_[pb.root][k];
    return pa.root;
  }

  [[nodiscard]] std::size_t size(std::uint32_t root) const { return size_[root]; }
  [[nodiscard]] const std::array<bool, 3>& spans(std::uint32_t root) const { return spans_[root]; }

 private:
  std::vector<std::uint32_t> parent_, size_;
  std::vector<Image> image_;
  std::vector<std::array<bool, 3>> spans_;
};

/// Throws Error(usage) for cutoffs that are those of another number of species.
void check_species(const ConfigurationView& view, const BondCutoffs& cutoffs);

/// Unordered pairs that each of `atoms` has on average, counting at least one atom. Throws Error(engine) where a sweep
/// over all of them would take hours.
double expected_pairs(const Box& box, std::size_t atoms, double cutoff);

}  // namespace glasscape::detail
