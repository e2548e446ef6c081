#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/modes/hessian_operator.hpp"

namespace glasscape {

struct VibrationalDensityOptions {
  std::size_t moments = 400;  ///< Chebyshev moments: the resolution is π Ω / (2 · moments)
  std::size_t probes = 0;     ///< random vectors, a multiple of 16; 0: 32, more for few atoms
  std::uint64_t seed = 1;
};

/// The density of vibrational states of all modes but the translations.
///
///   g(ω) = 1/(3N−3) Σ_k δ(ω − ω_k), smeared by a bell of standard deviation σ(ω) (the Jackson kernel)
///
/// and reduced by the Debye law, h = g/(ω² + σ²): for g = A ω² the smeared density is A (ω² + σ²).
struct VibrationalDensity {
  double highest = 0;           ///< Ω [rad/ps], above every frequency
  std::vector<double> omega;    ///< rad/ps, uniform
  std::vector<double> density;  ///< ps/rad; its integral is 1
  std::vector<double> error;    ///< standard error over the probes
  std::vector<double> reduced;  ///< h [(ps/rad)³]
  std::vector<double> reduced_error;
  double resolution = 0;  ///< σ at low ω [rad/ps]; at ω it is σ √(1 − ω²/Ω²)
  std::size_t moments = 0, probes = 0;

  /// The largest maximum of h above `from`.
  struct Peak {
    double omega = 0, omega_error = 0;    ///< rad/ps; jackknife over the probes
    double height = 0, height_error = 0;  ///< (ps/rad)³
    double resolution = 0;                ///< σ of the curve on which it was found
    bool found = false;                   ///< false where h falls from `from` on
  };
  /// Looks on a curve with a resolution of `smoothing` (or the best there is, if that is coarser).
  [[nodiscard]] Peak boson_peak(double from, double smoothing) const;

  std::vector<std::vector<double>> moments_of_probe;  ///< each begins with 1
};

/// Kernel polynomial method: the moments ⟨z|T_n(1 − 2D/Ω²)|z⟩ of random vectors z, two of them per product.
///
/// Chebyshev polynomials in ω² resolve ω evenly: with ω = Ω sin(θ/2) the kernel has one width in θ.
///
/// Input    a Hessian with Weighting::mass and no negative eigenvalue
/// Output   see VibrationalDensity
/// Errors   Error(numerical) where an eigenvalue is negative or above the bound found by Lanczos
/// Exact    each moment to the statistics of the probes: relative to 1, about 1/√(3N · probes)
/// Cost     moments/2 products per probe
/// Source   Weiße, Wellein, Alvermann & Fehske, Rev. Mod. Phys. 78, 275 (2006), doi:10.1103/RevModPhys.78.275
VibrationalDensity vibrational_density(HessianOperator& matrix, const VibrationalDensityOptions& options);

/// 3/ω_D³ [(ps/rad)³], what h is in a Debye solid: `density` atoms per Å³, velocities of sound in Å/ps.
double debye_level(double density, double longitudinal, double transverse);

}  // namespace glasscape
