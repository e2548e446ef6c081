#pragma once

#include <memory>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Positions [Å] of the local minimum below a configuration, in its box and in the same periodic images.
///
/// Errors   Error(numerical) that begins with `where` if no force stays below the tolerance [eV/Å]; Error(stopped)
std::vector<Vec3> inherent_positions(const Configuration& configuration,
                                     const std::shared_ptr<const ForceField>& force_field, double force_tolerance,
                                     const std::string& where, const RunContext& context);

}  // namespace glasscape
