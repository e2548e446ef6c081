#include "glasscape/neighbors/percolation_sweep.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/neighbors/periodic_forest.hpp"

namespace glasscape {

PercolationSweep percolation_sweep(const ConfigurationView& view, std::span<const std::uint32_t> order,
                                   const BondCutoffs& cutoffs, const RunContext& context) {
  detail::check_species(view, cutoffs);
  std::vector<std::uint32_t> step(view.size(), ~std::uint32_t{0});  // at which an atom is chosen
  std::vector<Vec3> positions;
  std::vector<std::int32_t> types;
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    if (order[k] >= view.size() || step[order[k]] != ~std::uint32_t{0}) {
      throw usage_error("percolation", fmt::format("the atom with index {} is missing or named twice", order[k]),
                        "each atom at most once");
    }
    step[order[k]] = k;
    positions.push_back(view.positions[order[k]]);
    types.push_back(view.types[order[k]]);
  }
  detail::expected_pairs(view.box, positions.size(), cutoffs.longest());
  // The grid numbers atoms as the order does.
  const CellGrid grid({view.box, positions, types, view.species}, cutoffs.longest());
  std::vector<std::uint32_t> slot_of(positions.size());
  for (std::uint32_t slot = 0; slot < slot_of.size(); ++slot) slot_of[grid.atom(slot)] = slot;
  detail::PeriodicForest forest(positions.size());
  PercolationSweep sweep;
  std::size_t largest = 0;
  for (std::uint32_t k = 0; k < slot_of.size(); ++k) {
    if (k % 65536 == 0 && context.stop_requested()) {
      throw Error(ErrorKind::stopped, {"percolation", "stopped on request", "", "give the same command again"});
    }
    std::uint32_t root = slot_of[k];
    grid.around(slot_of[k], [&](std::uint32_t other, const Image& image, double d2) {
      const std::uint32_t j = grid.atom(other);
      if (j <= k && cutoffs.linked(types[k], types[j], d2)) root = forest.link(slot_of[k], other, image);
    });
    largest = std::max(largest, forest.size(root));
    for (std::size_t a = 0; a < 3; ++a) {
      if (sweep.spans_at[a] == 0 && forest.spans(root)[a]) sweep.spans_at[a] = k + 1;
    }
    sweep.largest.push_back(static_cast<std::uint32_t>(largest));
  }
  return sweep;
}

std::size_t PercolationSweep::any() const {
  std::size_t first = 0;
  for (const std::size_t at : spans_at) {
    if (at != 0 && (first == 0 || at < first)) first = at;
  }
  return first;
}

std::size_t PercolationSweep::all() const {
  const auto [low, high] = std::minmax_element(spans_at.begin(), spans_at.end());
  return *low == 0 ? 0 : *high;
}

}  // namespace glasscape
