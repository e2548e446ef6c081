#pragma once

#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {

struct S2TimeAverageOptions : ThermalOptions {
  double duration = 20;          ///< ps
  double sample_interval = 0.2;  ///< ps
  double equilibration = 10;     ///< ps at zero pressure before
  double cutoff = 11.2;          ///< Å
  double smearing = 0.2;         ///< Å
  double dr = 0.02;              ///< Å
};
const ParameterTable<S2TimeAverageOptions>& s2_time_average_parameters();

/// Two-body excess entropy of each atom, of pair distributions averaged over a run at temperature (AveragedS2).
///
/// The configuration is brought to the temperature at zero pressure, then sampled in the cell so reached under a
/// Nosé–Hoover thermostat.
///
/// Input    an inherent structure with named species; periodic, orthogonal or triclinic cell
/// Output   "s2_time_average" (N) [kB]
/// NaN      never
/// Errors   Error(usage) for contradicting options, Error(engine) when LAMMPS fails, Error(stopped) on request
/// Cost     (equilibration + duration)/timestep evaluations of the forces, and s2() once per sample beside them; memory
///          4·cutoff/dr bytes per atom and species
/// Source   Piaggi & Parrinello, JCP 147, 114112 (2017), doi:10.1063/1.4998408; the average over 100 frames at 300 K is
///          ours
std::vector<Field> s2_time_average(const Configuration& configuration, const S2TimeAverageOptions& options,
                                   const RunContext& context);

/// The descriptor "s2_time_average".
Descriptor s2_time_average_descriptor();

}  // namespace glasscape
