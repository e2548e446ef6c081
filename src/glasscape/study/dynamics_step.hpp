#pragma once

#include <memory>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step of a [dynamics] table: a run of the glass at constant temperature, and its mean squared displacement, α2,
/// F_s and overlap. What it makes is described at write_time_dependence() (dynamics/time_dependence).
Step dynamics_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                   const RunContext& context);

}  // namespace glasscape
