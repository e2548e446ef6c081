#pragma once

#include <string>
#include <vector>

#include "glasscape/learning/train_softness.hpp"
#include "glasscape/study/step.hpp"

namespace glasscape {

/// The step [learn] of a study, still without its resolved options: learns softness from the field `labels`, which the
/// step `maker` makes, and writes
///   fields.xyz   the configuration with softness_held_out, which learned nothing near the atom
///   model.json   for other glasses
///   learn.json   scores
Step learn_step(const std::string& labels, const std::string& maker, const SoftnessTrainingOptions& options,
                double atoms);

}  // namespace glasscape
