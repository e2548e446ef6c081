#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/modes/normal_modes.hpp"

namespace glasscape {

struct HarmonicOptions {
  double temperature = 300;  ///< K
  std::size_t probes = 256;  ///< vectors that are multiplied, about, where the matrix is too large to be inverted
  std::uint64_t seed = 1;
  std::size_t inverted = 1000;  ///< atoms up to which H is inverted
};

/// Mean squared displacements of classical harmonic vibrations.
struct HarmonicDisplacement {
  std::vector<double> msd;    ///< ⟨|u_i|²⟩ by atom of the configuration [Å²]
  std::vector<double> error;  ///< standard error, the same for all atoms of a species [Å²]; 0 after an inversion
  std::size_t probes = 0;     ///< 0 where the matrix was inverted
};

/// ⟨|u_i|²⟩ = k_B T Σ_α (H⁺)_{iα,iα}: what a crystal or glass would do at the temperature if its minimum were a
/// parabola.
///
/// Masses cancel: the pseudo-inverse is that of H itself, with the geometric centre held. Up to 1,000 atoms H is
/// inverted. Beyond, the lowest modes are summed exactly. The diagonal of what remains, A, is well conditioned and
/// short-ranged: it is z_i (A z)_i, up to what atoms far away add, for random signs z on one component of atoms that
/// lie far apart, with A z by Chebyshev expansion of 1/λ. All components take their turn, twice, in different groups;
/// the difference of the two rounds gives the error.
///
/// Input    a minimum; `modes` computed from the same Hessian (Weighting::mass)
/// Errors   Error(input) where negative modes or zero modes besides the translations leave displacements unbounded
/// Exact    by inversion to rounding; else unbiased, with the standard error given (for 256 probes some 3 % per atom,
///          far less for averages over many atoms)
/// Cost     about 2.5 √(λ_max/λ_modes) products per probe
/// Source   Bekas, Kokiopoulou & Saad, Appl. Numer. Math. 57, 1214 (2007), doi:10.1016/j.apnum.2007.01.003; Tang &
///          Saad, Numer. Linear Algebra Appl. 19, 485 (2012), doi:10.1002/nla.779 (probing)
HarmonicDisplacement harmonic_displacement(const Configuration& configuration, const Hessian& hessian,
                                           const NormalModes& modes, const HarmonicOptions& options,
                                           const RunContext& context);

}  // namespace glasscape
