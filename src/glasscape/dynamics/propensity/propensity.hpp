#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {

struct PropensityOptions : ThermalOptions {
  PropensityOptions() { temperature = 700; }
  double time = 10;           ///< ps
  std::int64_t runs = 10;     ///< draws of the velocities
  double equilibration = 10;  ///< ps at zero pressure, once
};
const ParameterTable<PropensityOptions>& propensity_parameters();

/// Propensity for motion: mean squared displacement of each atom over runs that start from the same positions.
///
///   propensity_i = (1/M) Σ_k Δ_ik,   Δ_ik = | r_i^k(time) − r_i(0) |²
///
/// The configuration is brought to the temperature at zero pressure once; from the positions so reached, each of M runs
/// draws Maxwell–Boltzmann velocities of its own and goes on in the fixed cell under a Nosé–Hoover thermostat. Without
/// equilibration the given positions are the start of all runs; velocities are then drawn at twice the temperature,
/// since half of their energy goes into the springs of an inherent structure. Positions are unwrapped and the drift of
/// the centre of mass is removed.
///
/// Input    a configuration with named species; periodic, orthogonal or triclinic cell
/// Output   "propensity" (N) [Å²]; "propensity_variance" (N) [Å⁴], of Δ over the runs (M − 1 in the denominator);
///          "propensity_error" (N) [Å²], (variance/M)^{1/2}; "propensity_halves" (N,2) [Å²], the means over runs of
///          even and of odd number, whose correlation r over atoms gives the reliability 2r/(1 + r)
/// NaN      never
/// Errors   Error(usage) for contradicting options, Error(engine) when LAMMPS fails, Error(stopped) on request
/// Cost     (equilibration + M·time)/timestep evaluations of the forces; not resumed
/// Source   Widmer-Cooper, Harrowell & Fynewever, PRL 93, 135701 (2004), doi:10.1103/PhysRevLett.93.135701
std::vector<Field> propensity(const Configuration& configuration, const PropensityOptions& options,
                              const RunContext& context);

/// The descriptor "propensity".
Descriptor propensity_descriptor();

}  // namespace glasscape
