#pragma once

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step [glass] of a study: a file of the user's, or a quench. Throws Error(usage) with file and line for options,
/// Error(input) for a file that cannot be used or species that the potential does not know.
Step glass_step(const StudyFile& study, const ForceField& potential, const RunContext& context);

}  // namespace glasscape
