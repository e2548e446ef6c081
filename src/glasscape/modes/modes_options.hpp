#pragma once

#include "glasscape/core/parameters.hpp"
#include "glasscape/modes/normal_modes.hpp"

namespace glasscape {

/// Everything that `glasscape modes` and the study step [modes] can be told.
struct ModesOptions : NormalModesOptions {
  bool vectors = false;  ///< write the eigenvectors
};
const ParameterTable<ModesOptions>& modes_parameters();

}  // namespace glasscape
