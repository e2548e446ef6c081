#pragma once

#include <memory>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/interaction.hpp"

namespace glasscape {

/// An Evaluator that walks a full neighbour list and calls the formulas of an Interaction: plain, exact for
/// any cell and cutoff, the yardstick of the fast kernels. Per-atom sums have a fixed order, so results are
/// the same bits for any number of threads.
std::unique_ptr<Evaluator> make_list_evaluator(std::shared_ptr<const Interaction> interaction,
                                               const Configuration& configuration, const EvaluatorOptions& options);

}  // namespace glasscape
