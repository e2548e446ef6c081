#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct ThermalEnergyOptions {
  std::string potential;
  std::int64_t samples = 512;       ///< random displacements where H is not inverted; rounded up to a multiple of 16
  std::int64_t exact_atoms = 1000;  ///< atoms up to which H is inverted
  double fraction = 0.0025;         ///< share of the 3N modes that are taken exactly beside the samples
  double force_tolerance = 1e-4;    ///< eV/Å
  std::int64_t seed = 1;
};

struct LocalThermalEnergy {
  std::vector<double> value;  ///< E_a/(½ k_B T), by atom
  std::vector<double> error;  ///< standard errors; 0 where H was inverted
  std::size_t samples = 0;    ///< 0 where H was inverted
};

/// How much thermal energy sits at each atom, to first order in the temperature.
///
///   E_a/(½ k_B T) = ε_a,ij H⁺_ij − ε_a,i H⁺_il U'''_ljk H⁺_jk
///
/// ε_a is the energy of atom a (half of its pairs, and its embedding), U = Σ_a ε_a, H⁺ the pseudo-inverse of the
/// Hessian. The first term is that of harmonic vibration; the second that of the shift of the mean places by the
/// anharmonicity of U. Soft spots hold more than their share of 3 − 3/N, on average over atoms. The division of the
/// energy among atoms is ours where the source divides it among pairs.
///
/// With displacements u that make up the pseudo-inverse, Σ_k u_k u_kᵀ = H⁺, everything is a difference of energies and
/// forces along u_k (of fourth order, at most 0.12 Å per atom), and of energies along s = H⁺ Σ_k U''' u_k u_k:
///
///   ε_a,ij H⁺_ij = Σ_k ∂²ε_a/∂u_k²,   U'''_ljk H⁺_jk = −Σ_k ∂²F_l/∂u_k²
///
/// Up to exact_atoms the u_k are the columns of an inverted Cholesky factor of H. Beyond, they are the lowest modes
/// and, for the rest, averages over random vectors H^{-1/2} z with signs z, by Chebyshev expansion. Sixteen independent
/// sets of samples give the standard error of each atom.
///
/// Input    a minimum of a potential with second derivatives
/// NaN      never
/// Errors   Error(input) for a configuration at no minimum, or with loose atoms; Error(usage) for a potential without
///          second derivatives
/// Exact    when inverted, Σ_a = 3N − 3 to a few parts in a thousand: to the truncation of the differences, and to the
///          roughness of tabulated potentials, whose third derivatives are ill-defined below 0.03 Å; otherwise within
///          the errors
/// Cost     inverted: (3N)³ flops and 12N evaluations; else samples · (4 evaluations and 7 √(λ_max/λ_modes) products)
/// Source   Zylberg, Lerner, Bar-Sinai & Bouchbinder, PNAS 114, 7289 (2017), doi:10.1073/pnas.1704403114; here derived
///          from the expansion of U
LocalThermalEnergy local_thermal_energy(const Configuration& configuration, const ForceField& force_field,
                                        const ThermalEnergyOptions& options, const RunContext& context);

/// Output "local_thermal_energy", "local_thermal_energy_error" (N) [½ k_B T].
Descriptor local_thermal_energy_descriptor();

}  // namespace glasscape
