#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/mechanics/elastic_constants.hpp"

namespace glasscape {

struct LocalModuliOptions {
  std::string potential;
  double length = 3.0;             ///< Å, standard deviation of the Gaussian average; 0: single atoms
  std::string volume = "voronoi";  ///< of an atom: its Voronoi cell, or the mean volume
  double strain = 1e-4;
  double force_tolerance = 1e-6;  ///< eV/Å
  double start_force = 1e-3;      ///< eV/Å
  std::int64_t max_evaluations = 100'000;
};

struct LocalModuli {
  std::vector<Mat6> born, relaxed;  ///< GPa, by atom
  std::vector<double> volume;       ///< Å³, by atom
};

/// Local elastic constants: how the stress of each atom answers a small strain of the whole box.
///
///   C_i,ab = [σ_i,a(+e_b) − σ_i,a(−e_b)] / 2e,   σ_i = S_i / V_i
///   S_i = ½ Σ_j (dE/dr_ij) r_ij ⊗ r_ij / r_ij   (half of each bond, as in atomic_stress)
///
/// The strain is that of the box, not the one that the surroundings take up (the "affine strain" approach of the
/// source); the atoms are relaxed in the strained box, or follow it (Born). V_i follows the volume of the box, so that
/// Σ V_i C_i / V are exactly the global constants of elastic_constants. From C_i, with ⟨⟩ over i's neighbourhood:
///
///   K = (C11 + C22 + C33 + C12 + C21 + C13 + C31 + C23 + C32)/9
///   G1 = (C11 + C22 − C12 − C21)/4,  G2 = (C11 + C22 + 4 C33 + C12 + C21 − 2 (C13 + C31 + C23 + C32))/12   (pure
///   shear) G3 = C44, G4 = C55, G5 = C66;   G = (G1 + … + G5)/5, the Voigt average
///
/// The average over a neighbourhood is Σ_j w_ij C_j with w_ij = d_i d_j V_j exp(−r_ij²/2w²), w the length, up to 3w,
/// and d such that Σ_j w_ij = 1: a uniform field stays uniform, and the average weighted with volumes stays the global
/// value at every length. This choice of weights is ours.
///
/// Input    a minimum in a box that is periodic in all directions
/// Output   elastic constants of each atom, before any average
/// NaN      never
/// Errors   Error(input): an open direction, forces above start_force, a potential without pair forces;
/// Error(numerical)
///          where a relaxation does not converge, or a strain sets off a rearrangement
/// Exact    second order in the strain; the sum over atoms is the global value to rounding
/// Cost     12 relaxations of 30 to 100 evaluations
/// Source   Mizuno, Mossa & Barrat, PRE 87, 042306 (2013), doi:10.1103/PhysRevE.87.042306 (approaches compared there);
///          Tsamados et al., PRE 80, 026112 (2009), doi:10.1103/PhysRevE.80.026112
LocalModuli local_moduli(const std::shared_ptr<const ForceField>& force_field, const Configuration& minimum,
                         const LocalModuliOptions& options, const RunContext& context);

/// The average described above of one value per atom; `volume` by atom. Cost: 30 passes over neighbours within 3w.
std::vector<double> neighbourhood_average(const ConfigurationView& view, const std::vector<double>& volume,
                                          const std::vector<double>& values, double length, const RunContext& context);

/// Output "local_bulk_modulus", "local_shear_modulus" (G), "local_shear_moduli" (G1 … G5), "local_born_shear_modulus"
/// [GPa], averaged over the length.
std::vector<Field> local_elastic_moduli(const Configuration& configuration, const LocalModuliOptions& options,
                                        const RunContext& context);

Descriptor local_elastic_moduli_descriptor();

}  // namespace glasscape
