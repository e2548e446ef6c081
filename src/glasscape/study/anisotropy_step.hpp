#pragma once

#include "glasscape/core/context.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step of [anisotropy] and [affine]: g_lm(r) after the test of [deform], averaged over its last `frames` frames,
/// beside the state before, and the affine analysis of the two; with [motion], the map of g_20 against D²min too. The
/// axis is that of the test (of a shear: the normal of its plane) unless the table gives another.
///
///   g.csv, reference.csv, difference.csv   as write_anisotropic()
///   affine.csv, affine.json                as to_csv() and summary() of AffineAnalysis
///   map.csv                                g_20 of the atoms of each class of D²min, and its change
///   map.json                               mean square of that change for each class, highest over lowest
///
/// Throws Error(usage) where the study has no test at temperature.
Step anisotropy_step(const StudyFile& study, double atoms, const RunContext& context);

}  // namespace glasscape
