#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/modes/block.hpp"

namespace glasscape {

enum class Weighting {
  none,  ///< H [eV/Å²]
  mass,  ///< D = H/√(m_i m_j) [eV/(Å² g/mol)]; 1 eV/(Å² g/mol) = 9648.53 (rad/ps)²
};

/// (rad/ps)² per eV/(Å² g/mol).
inline constexpr double squared_frequency = 9648.53321233100;

/// The second derivatives of the energy of a configuration in factored form:
///
///   H = Σ_pairs (blocks of 3×3) + Σ_i F''_i g_i g_iᵀ,   g_i = ∂ρ_i/∂x
///
/// The embedding term couples second neighbours, but is never multiplied out. Coefficients are the derivatives of the
/// very cubics and formulas that the forces are made of. Atoms are held in an order of their own, along a space-filling
/// curve, so that partners are near in memory: order()[k] is the atom whose components are rows 3k .. 3k+2.
///
/// Input    any configuration, minimum or not; any cell and cutoff (integer shifts, self images included)
/// Errors   Error(usage) for a potential without formulas and, with Weighting::mass, for masses that are not known
/// Exact    to rounding; second derivatives of tables jump at their nodes, as LAMMPS's cubics do
/// Cost     40 bytes per directed pair (105 MB for 20,000 atoms and 7.6 Å); product: see modes_bench.cpp
class Hessian {
 public:
  Hessian(const Configuration& configuration, const ForceField& force_field, Weighting weighting,
          const RunContext& context = {});

  [[nodiscard]] std::size_t atoms() const noexcept { return order_.size(); }
  [[nodiscard]] std::size_t rows() const noexcept { return 3 * order_.size(); }
  [[nodiscard]] std::span<const std::uint32_t> order() const noexcept { return order_; }
  /// Largest norm of a force [eV/Å] and its atom, from the same derivatives: how far this is from a minimum.
  [[nodiscard]] double largest_force() const noexcept { return largest_force_; }
  [[nodiscard]] std::size_t largest_force_atom() const noexcept { return largest_force_atom_; }
  /// √m of each atom in order(), 1 without weighting: a translation is that in one direction.
  [[nodiscard]] std::span<const double> translation() const noexcept { return translation_; }

  /// y = alpha·H·x + beta·x + gamma·previous for 16 vectors; `previous` may be y, x may not. `scratch` grows as needed.
  void multiply(const BlockAlgebra& algebra, double alpha, const Block& x, double beta, double gamma,
                const Block& previous, Block& y, AlignedBuffer<double>& scratch) const;
  /// y = H·x.
  void multiply(const BlockAlgebra& algebra, const Block& x, Block& y, AlignedBuffer<double>& scratch) const {
    multiply(algebra, 1, x, 0, 0, x, y, scratch);
  }

 private:
  [[nodiscard]] modes_kernel::Factors factors() const;

  std::vector<std::uint32_t> order_;
  std::vector<double> translation_;
  double largest_force_ = 0;
  std::size_t largest_force_atom_ = 0;
  std::vector<std::size_t> group_, density_;
  AlignedBuffer<std::uint32_t> partner_;
  AlignedBuffer<double> pair_, c1c2_;
  std::vector<double> diagonal_, own_, embedding_;
};

}  // namespace glasscape
