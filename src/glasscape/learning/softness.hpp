#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/learning/softness_model.hpp"

namespace glasscape {

struct SoftnessOptions {
  std::string model;  ///< file made by `glasscape train`
};

/// Softness of each atom: how far its neighbourhood lies on the soft side of a hyperplane that was learned from atoms
/// whose behaviour was known, perhaps in another glass.
///
///   S_i = (w·x_i + b) / |w|,   x_i: the structure functions of i, standardised with the means and deviations of the
///                              training atoms of its species; w, b: the hyperplane of its species
///
/// Features that did not vary among the training atoms are left out. S is a distance in units of standard deviations of
/// the features; compare it within one species and one model only.
///
/// Input    a configuration of the species that the model was trained on, or some of them
/// Options  model: file made by `glasscape train`; needed
/// Output   "softness" (N) [1]
/// NaN      atoms of a species for which the model has no hyperplane
/// Errors   Error(input): a model that cannot be read, or of another version; a species that it does not know;
///          Error(usage): no model
/// Exact    unchanged by translation, rotation, relabelling and replication
/// Cost     that of the structure functions (see structure_functions.hpp)
/// Source   Cubuk et al., PRL 114, 108001 (2015), doi:10.1103/PhysRevLett.114.108001; Schoenholz et al., Nat. Phys. 12,
///          469 (2016), doi:10.1038/nphys3644
std::vector<Field> softness(const Configuration& configuration, const SoftnessOptions& options,
                            const RunContext& context);

/// The same with a model in memory.
Field softness_of(const Configuration& configuration, const SoftnessModel& model, const std::string& where,
                  const RunContext& context);

Descriptor softness_descriptor();

}  // namespace glasscape
