#pragma once

#include "glasscape/core/context.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The step of a [network] table: polyhedra of chosen Voronoi classes in the inherent structure and how they hang
/// together. `largest` clusters get a rank; other keys are the options of the verb network.
///   network.json      NetworkSummary, atoms_of_the_largest: atoms of the clusters that have a rank, together;
///   polyhedra_share network.xyz       the inherent structure with network_rank and network_center
Step network_step(const StudyFile& study, double atoms, const RunContext& context);

}  // namespace glasscape
