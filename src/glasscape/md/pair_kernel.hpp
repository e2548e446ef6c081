#pragma once

#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/md/lammps_session.hpp"

namespace glasscape {

/// Whether glasscape has a force kernel for LAMMPS for this potential: it has one for embedded-atom potentials.
bool has_pair_kernel(const ForceField& force_field);

/// Makes glasscape's own EamKernel the pair style of a LAMMPS session (instead of pair_style and pair_coeff).
///
/// Call it where the pair style would be chosen: the atoms exist, with an atom map and newton on. Works on any number
/// of ranks and gives the forces of LAMMPS's own style to rounding. LAMMPS has no per-atom virials from it.
/// Throws Error(usage) for a potential without such a kernel.
void install_pair_kernel(LammpsSession& session, const ForceField& force_field, const std::vector<Species>& species);

}  // namespace glasscape
