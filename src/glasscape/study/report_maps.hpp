#pragma once

#include <optional>
#include <string>
#include <vector>

#include "glasscape/maps/colormap.hpp"
#include "glasscape/study/page.hpp"

namespace glasscape::report {

/// Steps of the viridis map, dark for low values; the scene colours atoms by the same map.
inline constexpr const auto& viridis = viridis_steps;

/// Slices through the box: atoms of consecutive slabs along the third cell vector, drawn in the plane of the first two
/// and coloured by a field, from its 2 % to its 98 % quantile in steps. Nothing where the field has no value.
std::optional<page::Json> slices(const std::string& id, const std::string& title, const Configuration& configuration,
                                 const Field& field, const std::string& label);

/// The map of solid-like and liquid-like regions: slices, and a table of the largest regions. Fields are those of the
/// descriptor `viscosity`. Nothing where they are missing.
std::vector<page::Json> viscosity_map(const Configuration& configuration);

}  // namespace glasscape::report
