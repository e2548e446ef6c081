#pragma once

#include <span>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// The mass of each atom [g/mol].
std::vector<double> atom_masses(const Configuration& configuration);

/// positions − reference, less the mean of that weighted with the masses: displacements [Å] without drift.
std::vector<Vec3> displacements_without_drift(std::span<const Vec3> reference, std::span<const Vec3> positions,
                                              std::span<const double> masses);

}  // namespace glasscape
