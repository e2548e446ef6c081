#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {

struct D2minShearOptions : ThermalOptions {
  std::string method = "quasistatic";  ///< quasistatic | md
  double strain = 0.05;
  std::vector<std::string> planes{"xy", "xz", "yz"};
  std::string senses = "forward";  ///< forward | both
  double cutoff = 3.8;             ///< Å
  std::string normalise = "mean";  ///< mean | sum | root
  // quasistatic
  double strain_step = 1e-3;
  double force_tolerance = 1e-5;  ///< eV/Å; also of the inherent structures of md
  std::int64_t max_evaluations = 100'000;
  // md
  double rate = 1e9;                 ///< 1/s
  double equilibration = 10;         ///< ps
  std::string compare = "inherent";  ///< inherent | instantaneous
};
const ParameterTable<D2minShearOptions>& d2min_shear_parameters();

/// Non-affine displacement of each atom after shear to a given strain, in several directions and their mean.
///
///   d2min_shear_i = (1/K) Σ_k D_ik,   D = min_F Σ_j |r_ij − F·R_ij|²/N_i (mean), without /N_i (sum), root of the sum
///
/// K directions: simple shear in each of `planes`, and its reverse if senses=both; one direction alone tells how an
/// atom answers to that shear, their mean how it answers to shear.
///
/// quasistatic: steps of strain_step without temperature, a minimisation after each, sides fixed; from the minimum at
/// zero strain to that at the end.
/// md: brought to the temperature at zero pressure once, then in each direction velocities of its own and shear at
/// constant rate (the cell tilts, SLLOD equations of motion, Nosé–Hoover); compared are the inherent structures below
/// both ends, or the ends themselves, which adds vibration.
///
/// Input    a minimum; periodic in all directions; with md named species and a lower triangular cell
/// Output   "d2min_shear" (N), and for each direction "d2min_shear_xy", ..., "d2min_shear_xy_reverse" (N)
///          [Å²; Å with normalise=root]
/// NaN      where the neighbours of an atom do not span three dimensions
/// Errors   Error(numerical) where a minimisation does not converge; Error(engine) when LAMMPS fails; Error(stopped)
/// Cost     per direction strain/strain_step minimisations, or strain/rate/timestep steps; not resumed
/// Source   Falk & Langer, PRE 57, 7192 (1998), doi:10.1103/PhysRevE.57.7192 (the sum); Wei et al., PRB 99, 014115
///          (2019), doi:10.1103/PhysRevB.99.014115 (the mean); SLLOD: Daivis & Todd, JCP 124, 194103 (2006),
///          doi:10.1063/1.2192775, as in LAMMPS. The mean over directions is ours
std::vector<Field> d2min_shear(const Configuration& configuration, const D2minShearOptions& options,
                               const RunContext& context);

/// The descriptor "d2min_shear".
Descriptor d2min_shear_descriptor();

}  // namespace glasscape
