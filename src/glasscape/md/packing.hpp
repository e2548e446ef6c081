#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Volume per atom [Å³] at which a random alloy of these species on the fcc lattice has its lowest energy.
///
/// A length scale that every potential can give: densities of melts lie some 5–15 % below it. The lattice constant
/// is scanned and then refined by golden sections to 1e-3. Throws Error(numerical) if there is no minimum between
/// nearest-neighbour distances of 1 and 6 Å.
double lattice_volume_per_atom(const ForceField& force_field, const std::vector<Species>& species,
                               const std::vector<std::size_t>& counts, std::uint64_t seed);

/// Atoms at random places of a cubic cell, pushed apart until none is closer than `distance` Å to another.
///
/// Species are dealt at random; the result depends on the seed alone. Points are drawn uniformly and relaxed under a
/// harmonic repulsion by gradient descent. Throws Error(numerical) if the cell is too full for that distance.
Configuration random_packing(const std::vector<Species>& species, const std::vector<std::size_t>& counts,
                             double volume_per_atom, double distance, std::uint64_t seed);

}  // namespace glasscape
