#pragma once

#include "glasscape/core/context.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step of a [motion] table: what every atom did along the test of [deform], compared with its start. `fields` are
/// requests as the verb compare takes them; other keys are its options. What it makes is described at
/// compare_trajectory() (deformation/trajectory/compare_trajectory.hpp).
///
/// Throws Error(usage) where the study has no test at temperature, whose frames are compared.
Step motion_step(const StudyFile& study, double atoms, const RunContext& context);

}  // namespace glasscape
