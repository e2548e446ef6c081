#pragma once

#include <string>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/md/lammps_session.hpp"

namespace glasscape {

/// Whether glasscape has a force kernel for LAMMPS for this potential.
bool has_pair_kernel(const ForceField& force_field);

/// Makes glasscape's own force kernel the pair style of a LAMMPS session (instead of pair_style and pair_coeff).
///
/// Throws Error(usage) for a potential without a kernel for LAMMPS.
void install_pair_kernel(LammpsSession& session, const ForceField& force_field, const std::vector<Species>& species);

}  // namespace glasscape
