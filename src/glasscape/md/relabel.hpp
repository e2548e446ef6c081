#pragma once

#include <array>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// The same atoms under other names of the axes: what was direction k, and cell vector k, becomes axes[k].
///
/// `axes` is a permutation. An exchange of two axes is a reflection: energies and, in the new names, stresses stay.
Configuration relabelled(Configuration configuration, const std::array<int, 3>& axes);

}  // namespace glasscape
