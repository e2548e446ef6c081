#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/interaction.hpp"

namespace glasscape {

/// Opens the potential that a descriptor was given. Throws Error(usage) if it was given none, else as open_potential.
std::shared_ptr<const ForceField> potential_of(const std::string& specification, const std::string& descriptor);

/// Its formulas for the species of the configuration. Throws Error(usage) for a potential that has none.
std::shared_ptr<const Interaction> formulas_of(const ForceField& potential, const Configuration& configuration,
                                               const std::string& descriptor);

/// Calls visit(atom, bonds) once for each atom, concurrently for different atoms. `bonds` are those to all atoms within
/// reach of the potential, images included, each with the derivative of the total energy by its length:
///
///   dE/dr_ij = φ'_ij + F'_i f'_ji + F'_j f'_ij
///
/// The force on atom i is Σ_j (dE/dr_ij) r_ij/|r_ij|, positive derivatives pull. Cost O(N·n).
struct BondForce {
  Vec3 bond;           ///< Å, to the other atom
  double length = 0;   ///< Å
  double tension = 0;  ///< dE/dr [eV/Å]
};
void for_each_bond_forces(const Configuration& configuration, const Interaction& interaction, const RunContext& context,
                          const std::function<void(std::uint32_t, std::span<const BondForce>)>& visit);

}  // namespace glasscape
