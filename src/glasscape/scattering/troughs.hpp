#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/extrema.hpp"

namespace glasscape {

/// Troughs of the total g(r) of one configuration up to rmax [Å], as find_extrema finds them in bins of 0.02 Å with
/// 0.07 Å of smoothing.
///
/// Throws Error(input) for a box with open directions. Cost O(N·n).
std::vector<Extremum> troughs_of_g(const ConfigurationView& view, double rmax, const RunContext& context = {});

/// Position of one of them [Å], 1 being the first, looked for as far as 40 Å.
///
/// Throws Error(input) that names `where` and the troughs that were found if there are fewer.
double trough_of_g(const ConfigurationView& view, std::size_t number, const std::string& where,
                   const RunContext& context = {});

}  // namespace glasscape
