#pragma once

#include <memory>

#include "glasscape/forces/eam_tables.hpp"
#include "glasscape/forces/force_field.hpp"

namespace glasscape {

/// An Evaluator on the fast EamKernel: periodic images are copies that it makes itself, a region is its active atoms
/// with the frozen ones around them. Same numbers as the list evaluator to rounding, and the same bits for any number
/// of threads. EamKernel::applicable(*tables) must hold.
std::unique_ptr<Evaluator> make_eam_evaluator(std::shared_ptr<const EamTables> tables,
                                              const Configuration& configuration, const EvaluatorOptions& options);

}  // namespace glasscape
