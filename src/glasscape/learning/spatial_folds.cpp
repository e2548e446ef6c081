#include "glasscape/learning/spatial_folds.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/relations/blocks.hpp"

namespace glasscape {

std::vector<std::uint8_t> deal_blocks(const Configuration& configuration, const std::vector<SoftnessClass>& classes,
                                      std::size_t folds, double block, std::uint64_t seed) {
  const SpatialBlocks blocks = spatial_blocks(configuration.view(), block);
  if (folds > blocks.count()) {
    throw usage_error("--folds", fmt::format("{} folds of {} blocks of space", folds, blocks.count()),
                      "at most as many folds as blocks", "take fewer folds or smaller blocks (--block)");
  }
  const std::size_t kinds = 2 * configuration.species.size();
  std::vector<double> held(blocks.count() * kinds, 0), total(kinds, 0);
  std::vector<double> examples(blocks.count(), 0);
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    if (classes[i] == SoftnessClass::none) continue;
    const std::size_t kind = 2 * static_cast<std::size_t>(configuration.types[i]) + (classes[i] == SoftnessClass::soft);
    held[blocks.of[i] * kinds + kind] += 1;
    total[kind] += 1;
    examples[blocks.of[i]] += 1;
  }
  std::vector<std::size_t> order(blocks.count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  CounterRng rng(seed, 0x666f6c64);
  for (std::size_t k = order.size(); k > 1; --k) std::swap(order[k - 1], order[rng.below(k)]);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return examples[a] > examples[b]; });
  std::vector<double> dealt(folds * kinds, 0);
  std::vector<std::size_t> taken(folds, 0);
  std::vector<std::uint8_t> fold_of(blocks.count());
  for (const std::size_t b : order) {
    const auto load = [&](std::size_t f) {
      double sum = 1e-9 * static_cast<double>(taken[f]);  // decides between blocks without examples
      for (std::size_t k = 0; k < kinds; ++k) {
        if (total[k] > 0) sum += dealt[f * kinds + k] * held[b * kinds + k] / (total[k] * total[k]);
      }
      return sum;
    };
    std::size_t best = 0;
    for (std::size_t f = 1; f < folds; ++f) {
      if (load(f) < load(best)) best = f;
    }
    fold_of[b] = static_cast<std::uint8_t>(best);
    ++taken[best];
    for (std::size_t k = 0; k < kinds; ++k) dealt[best * kinds + k] += held[b * kinds + k];
  }
  std::vector<std::uint8_t> result;
  for (const std::uint32_t b : blocks.of) result.push_back(fold_of[b]);
  return result;
}

SpatialFolds spatial_folds(const Configuration& configuration, const std::vector<SoftnessClass>& classes,
                           std::size_t folds, double block, double margin, std::uint64_t seed,
                           const RunContext& context) {
  SpatialFolds result{.of = deal_blocks(configuration, classes, folds, block, seed), .near = {}, .count = folds};
  for (const std::uint8_t fold : result.of) result.near.push_back(1U << fold);
  if (margin > 0) {
    const CellGrid grid(configuration.view(), margin, 2);
    parallel_blocks(context, grid.size(), 64, [&](std::size_t first, std::size_t last) {
      for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
        const std::uint32_t atom = grid.atom(slot);
        if (classes[atom] == SoftnessClass::none) continue;
        grid.around(slot, [&](std::uint32_t other, const Image&, double) {
          result.near[atom] |= 1U << result.of[grid.atom(other)];
        });
      }
    });
  }
  return result;
}

}  // namespace glasscape
