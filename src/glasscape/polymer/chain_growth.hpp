#pragma once

#include <cstdint>
#include <string>

#include "glasscape/forces/molecular/molecular_model.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Chains of the model's repeat unit, grown bead by bead at random places of a periodic cube of this density [g/cm³].
///
/// Each bead tries 300 random directions at its bond's length from the bead that it grows from, and takes one with the
/// Boltzmann weight of its bonds and angles to beads already there and of 40 kT Σ (1 − r/σ)² over the beads that it
/// overlaps (looked at for the dozen that bonds and angles favour). Beads may still overlap (dynamics pushes them
/// apart), but no two are nearer than a quarter of their σ. Depends on the seed alone.
///
/// Errors   Error(input) beginning with `where` as chain_blueprint; Error(numerical) where no place is left
/// Cost     O(N)
Configuration grow_chains(const MolecularModel& model, std::size_t chains, std::size_t monomers, double density,
                          double temperature, std::uint64_t seed, const std::string& where);

}  // namespace glasscape
