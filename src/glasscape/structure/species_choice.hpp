#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// For each species of the configuration, whether it is among `names` (1) or not (0); no names: all.
///
/// Throws Error(usage) that names `where` and the nearest known species for a name that the configuration lacks.
std::vector<std::uint8_t> chosen_species(const Configuration& configuration, const std::vector<std::string>& names,
                                         const std::string& where);

}  // namespace glasscape
