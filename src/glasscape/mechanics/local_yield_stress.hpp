#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/mechanics/sheared_region.hpp"

namespace glasscape {

struct LocalYieldOptions : RegionYieldOptions {
  std::string potential;
  std::string atoms = "all";            ///< as explore's: all, ids, elements, every:N
  std::string orientations = "planes";  ///< axes, planes, fine
  std::string loading = "xy";           ///< simple shear that the result is meant for
  double start_force = 1e-3;            ///< eV/Å
};
const ParameterTable<LocalYieldOptions>& local_yield_parameters();

/// Simple shears in the three coordinate planes, turned about the plane's normal in steps of 90° (axes: the six ±
/// shears xy, xz, yz), 45° (planes: 12) or 22.5° (fine: 24). 45° from xy is the pure shear of x against y.
std::vector<ShearOrientation> shear_orientations(const std::string& set);

/// 2 M:M' of the symmetric parts M = (s⊗n + n⊗s)/2 of two orientations: 1 for the same shear, −1 for its reverse, cos
/// 2θ for one turned by θ in its plane.
double alignment(const ShearOrientation& a, const ShearOrientation& b);

/// How far each atom's surroundings are from yielding: local yield stress after Patinet et al., in three dimensions.
///
/// A ball around the atom relaxes while everything around it is sheared affinely in quasistatic steps, in each of a set
/// of orientations θ, until the first event: Δτ_c(θ) = τ_c − τ_0.
///
///   local_yield_stress   min over θ of Δτ_c(θ)/(2 M_θ:M_l), over orientations that load the plane l at all (> 0.01)
///   local_yield_weakest  min over θ of Δτ_c(θ)
///
/// Input    a minimum, periodic, wider than two radii
/// Options  see local_yield_parameters()
/// Output   "local_yield_stress", "local_yield_weakest" (N) [GPa]
/// NaN      atoms not sampled (`atoms`), and those where no orientation had an event up to max_strain
/// Errors   Error(input) where the configuration is no minimum, not periodic or too small
/// Exact    does not depend on the number of threads
/// Cost     per atom and orientation some 30 steps of 30 evaluations of the ball
/// Source   Patinet, Vandembroucq & Falk, PRL 117, 045501 (2016), doi:10.1103/PhysRevLett.117.045501; Barbot et al.,
/// PRE
///          97, 033001 (2018), doi:10.1103/PhysRevE.97.033001 (both in two dimensions)
std::vector<Field> local_yield_stress(const Configuration& configuration, const LocalYieldOptions& options,
                                      const RunContext& context);

Descriptor local_yield_stress_descriptor();

}  // namespace glasscape
