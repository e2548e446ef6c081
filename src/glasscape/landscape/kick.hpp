#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/landscape/event.hpp"
#include "glasscape/landscape/region.hpp"

namespace glasscape {

/// Throws Error(usage) where the kick radius reaches beyond half the box.
void check_kick_radius(const Box& box, const EventOptions& options);

/// The first displacement of an attempt, as coordinates of the region: random and isotropic over the atoms within
/// kick_radius of the centre (an index), of length `kick`. It depends on (seed, id of the atom, attempt) only.
std::vector<double> random_kick(const Region& region, const Configuration& configuration, std::size_t centre,
                                std::int64_t attempt, std::uint64_t seed, const EventOptions& options);

}  // namespace glasscape
