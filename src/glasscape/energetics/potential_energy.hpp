#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct PotentialEnergyOptions {
  std::string potential;
};

/// Potential energy of each atom.
///
///   E_i = ½ Σ_j φ(r_ij) + F(ρ_i): pair energies are shared equally, the embedding energy stays with its atom
///
/// The sum is the energy of the configuration. The division among atoms is a convention, that of LAMMPS's compute
/// pe/atom.
///
/// Input    any configuration whose species the potential knows, at a minimum or not
/// Options  potential, required: a file, or kim:MODEL_ID
/// Output   "potential_energy" (N) [eV]
/// NaN      never
/// Errors   Error(usage) without a potential, Error(input) for one that cannot be read or lacks a species
/// Exact    unchanged by translation, rotation, relabelling and replication; sums to the total
/// Cost     one evaluation of the potential
/// Source   EAM: Daw & Baskes, PRB 29, 6443 (1984), doi:10.1103/PhysRevB.29.6443
std::vector<Field> potential_energy(const Configuration& configuration, const PotentialEnergyOptions& options,
                                    const RunContext& context);

Descriptor potential_energy_descriptor();

}  // namespace glasscape
