#pragma once

#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

struct S2Options {
  double cutoff = 11.2;   ///< Å, end of the integral
  double smearing = 0.2;  ///< Å, standard deviation of the Gaussians
  double dr = 0.02;       ///< Å, largest width of a bin of the integral
  bool by_species = true;
};

/// Two-body excess entropy of each atom, resolved by species.
///
///   S2_i = −2π Σ_ν ρ_ν ∫_0^rc [g ln g − g + 1] r² dr,   g = g_i^ν(r)
///   g_i^ν(r) = 1/(4π r² ρ_ν) Σ_{j ∈ ν} (2πσ²)^{-1/2} exp[−(r − r_ij)²/2σ²],   ρ_ν = N_ν/V
///
/// by_species = false: one sum over all atoms with ρ = N/V, as if they were of one species.
///
/// 0·ln 0 = 0, so the core counts as +1. Gaussians are summed on grids to 1e-9 of their height; neighbours are taken up
/// to rc + 6.4σ, at any number of images. The integral is a midpoint sum.
///
/// Values depend strongly on σ and rc: even uncorrelated atoms give about −rc/(8√π σ) per species. Compare ranks, or
/// values of equal σ and rc, and quote both; they are in the field's origin.
///
/// Input    any configuration that is periodic in all directions (ρ_ν needs a volume)
/// Options  cutoff rc [Å] > 0, default 11.2 (fourth trough of g(r) of Cu50Zr50, paper 003); smearing σ [Å] > 0, default
///          0.2 (003 gives none); dr [Å] > 0, default 0.02, lowered to divide rc; refused above σ; by_species, default
///          true
/// Output   "s2" (N) [kB]
/// NaN      never; Error(input) for a box with open directions
/// Exact    unchanged by translation, rotation, relabelling and replication
/// Cost     O(N·(n + rc/dr))
/// Source   Piaggi & Parrinello, JCP 147, 114112 (2017), doi:10.1063/1.4998408; species-resolved as in Wei et al., PRB
///          99, 014115 (2019), doi:10.1103/PhysRevB.99.014115, eq. (3)
std::vector<Field> s2(const Configuration& configuration, const S2Options& options, const RunContext& context);

}  // namespace glasscape
