#pragma once

#include <memory>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step of a [deform] table: quasistatic deformation of the inherent structure (protocol "aqs", the default), or a
/// test of the glass at temperature. What it makes is described at deform() (mechanics/deform.hpp) and thermal_deform()
/// (mechanics/thermal_deform.hpp).
Step deform_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                 const RunContext& context);

}  // namespace glasscape
