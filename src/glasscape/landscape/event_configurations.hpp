#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/landscape/catalogue.hpp"

namespace glasscape {

/// The configurations of one event.
struct EventPath {
  std::vector<std::string> names;     ///< start, minimum (only where another minimum lies between), saddle, end
  std::vector<Configuration> frames;  ///< with fields "displacement" (N,3) and "displacement_length" (N) [Å]
};

/// The configurations that an event went through: the start, the minimum on the near side of the saddle where the event
/// is not connected, the saddle, and the minimum on the far side where that is known.
///
/// Positions are those of the start plus the stored displacements (single precision; atoms that moved less than the
/// campaign's displacement_threshold are where they were). Frames are numbered by `timestep`, and atoms are in order of
/// place, so that they form a trajectory.
///
/// Throws Error(usage) where the catalogue has no event of that id, Error(input) where it was not successful: no saddle
/// was stored.
EventPath event_path(Catalogue& catalogue, std::int64_t event);

}  // namespace glasscape
