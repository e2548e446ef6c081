#pragma once

#include "glasscape/forces/force_field.hpp"
#include "glasscape/md/program.hpp"

namespace glasscape {

/// Wall time [s] that a program takes on so many ranks, from the measured time of a few force evaluations here and now.
double estimated_seconds(const MdProgram& program, const ForceField& force_field, int ranks);

/// "2 h 13 min": for people.
std::string clock_text(double seconds);

}  // namespace glasscape
