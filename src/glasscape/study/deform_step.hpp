#pragma once

#include <memory>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step of a [deform] table: quasistatic deformation of the inherent structure. What it makes is described at
/// deform() (mechanics/deform.hpp).
Step deform_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                 const RunContext& context);

}  // namespace glasscape
