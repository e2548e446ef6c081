#pragma once

#include "glasscape/core/context.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step of a [diffraction] table: the glass that [anisotropy] looked at is put into a simulated beam, and its
/// anisotropy is measured from the images, as from an experiment's. Keys are the options of `diffraction simulate`; the
/// analysis has those of [affine], with all corrections that the simulation has distortions for.
///
/// The glass in the beam has the partial g after the test and the change of the other coefficients of m = 0 since
/// before: as a sample that is symmetric about the axis of the test.
///
///   images/                     what simulate_diffraction() writes
///   S.csv, g.csv, anisotropy.json and so on   what write_anisotropy() writes
///   difference.csv              intensity of the first orientation less the second, over Q and azimuth
///   round_trip.csv              r, g_20 from the images with its error, and of the glass through the same transform
///   round_trip.json             affine analysis of both; mean square of their difference over its error
///
/// Throws Error(usage) without [anisotropy], and for fewer than two orientations.
Step diffraction_step(const StudyFile& study, const RunContext& context);

}  // namespace glasscape
