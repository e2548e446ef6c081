#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/learning/softness_classes.hpp"

namespace glasscape {

/// Parts of a glass that take turns at being held out.
struct SpatialFolds {
  std::vector<std::uint8_t> of;     ///< fold of each atom
  std::vector<std::uint32_t> near;  ///< bit f: an atom of fold f lies within the margin (or the atom is in it)
  std::size_t count = 0;
};

/// Deals blocks of space (spatial_blocks) to folds so that every class of every species is spread evenly.
///
/// Neighbours have much of their surroundings in common, so atoms dealt at random would be judged by what was learned
/// from their neighbours. Blocks go in order of how many examples they hold (ties by a seeded shuffle), each to the
/// fold that has fewest of its kind.
///
/// Errors   Error(usage): more folds than blocks
std::vector<std::uint8_t> deal_blocks(const Configuration& configuration, const std::vector<SoftnessClass>& classes,
                                      std::size_t folds, double block, std::uint64_t seed);

/// The same, with what lies within `margin` Å of each example (0: its own fold only).
SpatialFolds spatial_folds(const Configuration& configuration, const std::vector<SoftnessClass>& classes,
                           std::size_t folds, double block, double margin, std::uint64_t seed,
                           const RunContext& context);

}  // namespace glasscape
