#pragma once

#include <string>
#include <vector>

#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/landscape/activation_field.hpp"

namespace glasscape {

struct ViscosityOptions {
  std::string events;             ///< catalogue made by explore
  double temperature = 0;         ///< K; must be given
  std::string barrier = "mean";   ///< mean, min, median, boltzmann
  std::string connected = "all";  ///< all, only
  double prefactor = 1e-4;        ///< Pa·s
  double liquid_below = 1e12;     ///< Pa·s
  double cutoff = 0;              ///< Å; 0: first minimum of the total g(r)
};
const ParameterTable<ViscosityOptions>& viscosity_parameters();

/// Viscosity of each atom's surroundings after its activation energy, and the solid-like and liquid-like regions.
///
///   η_i = η0 exp(ΔQ_i / k_B T); liquid-like where η_i < 1e12 Pa·s, that is ΔQ_i < k_B T ln(1e16) = 36.84 k_B T
///
/// Regions are sets of atoms of one phase that are linked by neighbours within the cutoff.
///
/// Options  events (a catalogue made by `explore` of this glass); temperature [K], must be given; barrier {mean, min,
///          median, boltzmann}, what ΔQ_i is; connected {all, only}; prefactor η0 [Pa·s], default 1e-4; liquid_below
///          [Pa·s], default 1e12; cutoff [Å], default 0: the first minimum of the total g(r)
/// Output   "viscosity_log10" (N) [1], log10 of η_i in Pa·s; "viscosity_phase" (N), 0 liquid-like, 1 solid-like;
///          "viscosity_region" (N), number of the atom's region, from 1 for the largest; "viscosity_region_size" (N),
///          its atoms; "viscosity_region_spans" (N), along how many cell vectors it meets its own image
/// NaN      atoms without an event that counts
/// Errors   Error(usage): no temperature; a g(r) without a minimum, or open directions, without a cutoff
/// Cost     O(events + N·n)
/// Source   η0 and the limit: Wei et al., PRB 99, 014115 (2019), doi:10.1103/PhysRevB.99.014115, which does not state
/// its
///          temperature
std::vector<Field> viscosity(const Configuration& configuration, const ViscosityOptions& options,
                             const RunContext& context);

Descriptor viscosity_descriptor();

}  // namespace glasscape
