#pragma once

#include <string_view>
#include <vector>

#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

/// All descriptors and per-atom properties, in the order of the help pages. To add one, add its line in registry.cpp.
const std::vector<Descriptor>& descriptors();

/// The descriptor of that name. Throws Error(usage) that lists the names and points at the nearest.
const Descriptor& find_descriptor(std::string_view name);

}  // namespace glasscape
