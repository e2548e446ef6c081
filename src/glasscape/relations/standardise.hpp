#pragma once

#include <span>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Values minus the mean of their species in units of its standard deviation; NaN where a species has no spread.
std::vector<double> standardised(const Configuration& configuration, std::span<const double> values);

}  // namespace glasscape
