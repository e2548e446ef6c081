#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {

struct DiffusiveMsdOptions : ThermalOptions {
  DiffusiveMsdOptions() { temperature = 700; }
  double duration = 200;           ///< ps
  double equilibration = 10;       ///< ps at zero pressure before
  double sample_interval = 0.2;    ///< ps
  std::string positions = "mean";  ///< mean | inherent
  double window = 5;               ///< ps at either end over which positions are averaged
  double hop_window = 10;          ///< ps, both halves
  double hop_threshold = 1.0;      ///< Å²
};
const ParameterTable<DiffusiveMsdOptions>& diffusive_msd_parameters();

/// How far each atom has gone for good in a time at high temperature, and its jumps on the way.
///
///   diffusive_msd_i = | R_i(end) − R_i(start) |²
///   p_hop_i(t)      = [ ⟨|r_i − ⟨r_i⟩_B|²⟩_A · ⟨|r_i − ⟨r_i⟩_A|²⟩_B ]^{1/2},   A, B: hop_window/2 before and after t
///
/// R: the mean position over the first or last `window` ps of the run, or that in the inherent structure of its first
/// and last sample, so that vibration is left out. A hop is a maximal run of samples with p_hop above the threshold, at
/// the time of its largest value (HopAccumulator). The configuration is brought to the temperature at zero pressure,
/// then followed in the cell so reached under a Nosé–Hoover thermostat; positions are unwrapped and the drift of the
/// centre of mass is removed.
///
/// Input    an inherent structure with named species; periodic, orthogonal or triclinic cell
/// Output   "diffusive_msd" (N) [Å²], "p_hop_max" (N) [Å²], "hops" (N) [1], "first_hop" (N) [ps] since sampling began
/// NaN      first_hop of atoms that do not hop
/// Errors   Error(usage) for windows that do not fit the duration; Error(engine) when LAMMPS fails; Error(stopped)
/// Cost     duration/timestep evaluations of the forces; memory 6·hop_window/sample_interval numbers per atom
/// Source   Wang et al. (2020), doi:10.6052/0459-1879-19-368: 700 K, 50 ns (the default is 250 times shorter); p_hop
///          after Candelier et al., PRL 105, 135702 (2010), doi:10.1103/PhysRevLett.105.135702. Windows, threshold and
///          the choice of positions are ours
std::vector<Field> diffusive_msd(const Configuration& inherent, const DiffusiveMsdOptions& options,
                                 const RunContext& context);

/// The descriptor "diffusive_msd".
Descriptor diffusive_msd_descriptor();

}  // namespace glasscape
