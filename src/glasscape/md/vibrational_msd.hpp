#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {

/// How thermal vibrations are sampled; the defaults are those of the paper.
struct VibrationalMsdOptions : ThermalOptions {
  double duration = 100;          ///< ps, sampled
  double equilibration = 20;      ///< ps at zero pressure before
  double sample_interval = 0.02;  ///< ps
  std::string about = "mean";     ///< mean | inherent
};
const ParameterTable<VibrationalMsdOptions>& vibrational_msd_parameters();

/// Vibrational mean squared displacement of each atom, from molecular dynamics.
///
///   vmsd_i = ⟨|r_i − r̄_i|²⟩ = tr C_i,   vmsd_xyz = its three terms,   C_i = ⟨(r_i − r̄_i) ⊗ (r_i − r̄_i)⟩
///
/// vmsd_anisotropy is the fractional anisotropy of C_i (anisotropy.hpp), vmsd_direction its principal direction.
///
/// The inherent structure is brought to the temperature at zero pressure (each edge of the cell relaxes its own
/// stress), then sampled in that fixed cell under a Nosé–Hoover thermostat; r̄ is the mean position over the samples
/// or the inherent structure, scaled to the cell. Positions are unwrapped and the drift of the centre of mass is
/// removed (DisplacementAccumulator). Atoms that jump during the time have large values: they are not left out.
///
/// Input    an inherent structure with named species; periodic, orthogonal or triclinic cell
/// Output   "vmsd" (N) [Å²], "vmsd_xyz" (N,3) [Å²], "vmsd_anisotropy" (N) [1], "vmsd_direction" (N,3) [1]
/// NaN      never
/// Errors   Error(usage) for contradicting options, Error(engine) when LAMMPS fails, Error(stopped) on request
/// Cost     duration / timestep evaluations of the forces
/// Source   Wang et al., Chin. J. Theor. Appl. Mech. (2020), doi:10.6052/0459-1879-19-368: 300 K, 100 ps, mean position
std::vector<Field> vibrational_msd(const Configuration& inherent, const VibrationalMsdOptions& options,
                                   const RunContext& context);

/// The descriptor "vibrational_msd".
Descriptor vibrational_msd_descriptor();

}  // namespace glasscape
