#pragma once

#include <memory>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step of an [inhomogenize] table: relaxed regions in the glass of the study, which all later steps then start
/// from. What it makes is described at inhomogenize() (preparation/inhomogenize.hpp).
Step inhomogenize_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                       const RunContext& context);

}  // namespace glasscape
