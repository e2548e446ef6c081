#pragma once

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step [glass] of a study: a file of the user's, or a quench; with [polymer], that of the melt, whose number of
/// beads is `atoms`. Throws Error(usage) with file and line for options,
/// Error(input) for a file that cannot be used or species that the potential does not know.
Step glass_step(const StudyFile& study, const ForceField& potential, double atoms, const RunContext& context);

}  // namespace glasscape
