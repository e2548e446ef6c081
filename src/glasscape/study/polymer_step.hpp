#pragma once

#include "glasscape/core/context.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step "melt" of a [polymer] table: chains, grown and equilibrated as build_polymer() does. [glass] then holds how
/// that melt is cooled, without composition and atoms.
Step melt_step(const StudyFile& study, const RunContext& context);

/// The step of an [orientation] table: bonds, rings and molecules of a polymer after the test of [deform] beside those
/// before, as orientation_analysis() finds them. The axis is that of the test unless the table gives another.
///
/// Throws Error(usage) where the study has no test at temperature.
Step orientation_step(const StudyFile& study, const RunContext& context);

}  // namespace glasscape
