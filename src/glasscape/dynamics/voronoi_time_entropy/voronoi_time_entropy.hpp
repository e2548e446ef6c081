#pragma once

#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {

struct VoronoiTimeEntropyOptions : ThermalOptions {
  double duration = 20;          ///< ps
  double sample_interval = 0.2;  ///< ps
  double equilibration = 10;     ///< ps at zero pressure before
  double area_threshold = 0;     ///< fraction of the cell's surface
  double edge_threshold = 0;     ///< Å
};
const ParameterTable<VoronoiTimeEntropyOptions>& voronoi_time_entropy_parameters();

/// Shannon entropy of the Voronoi indices that each atom visits in a run at temperature: our reading.
///
///   S_i = −Σ_c P_ic ln P_ic,   P_ic: share of the samples in which the index of atom i was ⟨n3, n4, n5, n6⟩ = c
///
/// The configuration is brought to the temperature at zero pressure, then sampled in the cell so reached under a
/// Nosé–Hoover thermostat; cells and thresholds are those of voronoi_fields(). Only the abstract of the source was
/// seen: temperature, number of samples and estimator (ClassTally) are ours.
///
/// Input    an inherent structure with named species; periodic, orthogonal or triclinic cell
/// Output   "voronoi_time_entropy" (N) [1]; "voronoi_classes_visited" (N) [1]; "voronoi_main_share" (N) [1], share of
///          the samples in the class visited most
/// NaN      never
/// Errors   Error(usage) for contradicting options, Error(engine) when LAMMPS fails, Error(stopped) on request
/// Cost     (equilibration + duration)/timestep evaluations of the forces, and the Voronoi cells of every sample
/// Source   Yang & Wang, Front. Mater. 9, 855681 (2022), doi:10.3389/fmats.2022.855681 (abstract)
std::vector<Field> voronoi_time_entropy(const Configuration& configuration, const VoronoiTimeEntropyOptions& options,
                                        const RunContext& context);

/// The descriptor "voronoi_time_entropy".
Descriptor voronoi_time_entropy_descriptor();

}  // namespace glasscape
