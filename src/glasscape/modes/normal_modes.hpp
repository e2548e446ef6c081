#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/modes/lowest_modes.hpp"

namespace glasscape {

struct NormalModesOptions {
  double fraction = 0.0025;       ///< of the 3N modes
  std::int64_t count = 0;         ///< instead of the fraction where it is not 0
  double residual = 1e-6;         ///< largest ‖De − λe‖ / |λ|
  double force_tolerance = 1e-4;  ///< eV/Å: a larger force is refused
  bool allow_negative = false;    ///< a saddle has negative modes; without this they are refused
  std::int64_t seed = 1;
};

/// One mode: an eigenvector e of D = H/√(m_i m_j) to the eigenvalue ω².
struct NormalMode {
  double squared = 0;        ///< ω² [(rad/ps)²], negative for a direction downhill
  double omega = 0;          ///< rad/ps; −√|ω²| where ω² is negative
  double participation = 0;  ///< (Σ|e_i|²)² / (N Σ|e_i|⁴): 1 if all atoms move alike, 1/N if one moves
  double residual = 0;       ///< ‖De − λe‖ / |λ|
};

/// The lowest modes of a configuration, zero modes left out, and what they say of each atom.
class NormalModes {
 public:
  std::vector<NormalMode> modes;  ///< ascending
  /// p_i = Σ over modes of |e_i|², by atom of the configuration; they sum to the number of modes.
  std::vector<double> participation_fraction;
  std::size_t zero_modes = 3;  ///< translations, and others below 1e-7 of the largest eigenvalue
  std::size_t negative = 0;    ///< among `modes`
  double largest_force = 0;    ///< eV/Å
  double largest_squared = 0;  ///< (rad/ps)², an upper bound of the spectrum
  std::int64_t products = 0;   ///< Hessian times vector; 0 if the matrix was diagonalised whole
  std::size_t largest_basis = 0;

  /// The eigenvector of a mode, x y z of each atom of the configuration, normalised.
  [[nodiscard]] std::vector<double> vector(std::size_t mode) const;
  /// The eigenvectors as the solver holds them: rows in the order of Hessian::order().
  [[nodiscard]] const std::vector<Block>& blocks() const noexcept { return blocks_; }

 private:
  friend NormalModes normal_modes(const Configuration&, const Hessian&, const NormalModesOptions&, const RunContext&);
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> order_;
};

/// How many modes the options ask for.
std::size_t mode_count(const NormalModesOptions& options, std::size_t atoms);

/// Lowest normal modes at a minimum of the potential energy.
///
/// Input    a configuration at a minimum; masses known; the Hessian with Weighting::mass
/// Options  see modes_parameters()
/// Output   ω² [(rad/ps)²], participation ratios and fractions; residuals relative to |λ|
/// Errors   Error(input) if a force is larger than force_tolerance or, without allow_negative, a mode is negative;
///          Error(usage) for more modes than there are; Error(numerical) if the residuals are not reached
/// Exact    to the residual; whole diagonalisation for small systems or large shares (to 2,000 atoms)
/// Cost     see lowest_modes
/// Source   participation ratio: Bell & Dean, Discuss. Faraday Soc. 50, 55 (1970), doi:10.1039/DF9705000055;
///          participation fraction: Widmer-Cooper et al., Nat. Phys. 4, 711 (2008), doi:10.1038/nphys1025
NormalModes normal_modes(const Configuration& configuration, const Hessian& hessian, const NormalModesOptions& options,
                         const RunContext& context);

/// Refuses a configuration with a force above the tolerance. Throws Error(input).
void require_minimum(const Configuration& configuration, const Hessian& hessian, double force_tolerance);

}  // namespace glasscape
