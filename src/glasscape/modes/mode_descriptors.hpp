#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct ParticipationOptions {
  std::string potential;
  double fraction = 0.0025;       ///< of the 3N modes
  std::int64_t count = 0;         ///< instead of the fraction
  double force_tolerance = 1e-4;  ///< eV/Å
  std::int64_t seed = 1;
};

/// Participation fraction of each atom in the lowest normal modes: soft spots.
///
///   p_i = Σ_k |e_k,i|², over the lowest modes e_k of D = H/√(m_i m_j), zero modes left out
///
/// Input    a configuration at a minimum of the potential; masses known
/// Options  fraction of the 3N modes, default 0.0025, or count
/// Output   "participation_fraction" (N) [1]; the sum is the number of modes
/// NaN      never
/// Errors   see normal_modes
/// Exact    to the residual of the modes, 1e-6
/// Cost     see lowest_modes
/// Source   Widmer-Cooper et al., Nat. Phys. 4, 711 (2008), doi:10.1038/nphys1025; the 0.25 %: Wang et al. (2020),
///          doi:10.6052/0459-1879-19-368
std::vector<Field> participation_fraction(const Configuration& configuration, const ParticipationOptions& options,
                                          const RunContext& context);
Descriptor participation_fraction_descriptor();

struct HarmonicMsdOptions {
  std::string potential;
  double temperature = 300;       ///< K
  std::int64_t probes = 256;      ///< see HarmonicOptions
  double fraction = 0.0025;       ///< of the modes that are summed exactly
  double force_tolerance = 1e-4;  ///< eV/Å
  std::int64_t seed = 1;
};

/// Mean squared displacement of each atom in classical harmonic vibration, from the Hessian at the minimum.
///
///   ⟨|u_i|²⟩ = k_B T Σ_α (H⁺)_{iα,iα}, whatever the masses
///
/// Input    a configuration at a minimum of the potential
/// Output   "harmonic_msd" (N) [Å²]
/// NaN      never
/// Errors   see normal_modes and harmonic_displacement
/// Exact    to 1,000 atoms; beyond with a standard error of some 4 % per atom for 256 probes (see the field's origin)
/// Cost     that of the modes, and some 100 products per probe
/// Source   classical statistics of a quadratic form; estimator: see harmonic_displacement
std::vector<Field> harmonic_msd(const Configuration& configuration, const HarmonicMsdOptions& options,
                                const RunContext& context);
Descriptor harmonic_msd_descriptor();

}  // namespace glasscape
