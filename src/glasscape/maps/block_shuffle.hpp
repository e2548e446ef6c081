#pragma once

#include <cstdint>
#include <span>

#include "glasscape/core/context.hpp"
#include "glasscape/maps/profile.hpp"

namespace glasscape::detail {

/// The layer of blocks that stands out most, and how often shuffled blocks have one that stands out as much.
struct LayerTest {
  bool defined = false;
  std::size_t family = 0;  ///< index into the families
  double statistic = 0;
  double p_value = 1;
};

/// The test of find_shear_band; `block` in Å.
LayerTest test_layers(const ConfigurationView& view, std::span<const double> values,
                      std::span<const PlaneIndices> families, double block, std::int64_t shuffles, std::int64_t seed,
                      const RunContext& context);

}  // namespace glasscape::detail
