#pragma once

#include <cstddef>

namespace glasscape {

/// A function value and its derivative.
struct ValueSlope {
  double value = 0;
  double slope = 0;
};

/// The formulas of a potential between the species of one configuration (types 0 .. n-1):
///
///   E = ½ Σ_i Σ_j φ_ij(r_ij) + Σ_i F_i(ρ_i),   ρ_i = Σ_j f_ji(r_ij)
///
/// Immutable and thread-safe. Distances are below cutoff().
class Interaction {
 public:
  virtual ~Interaction() = default;
  [[nodiscard]] virtual double cutoff() const = 0;  ///< Å
  [[nodiscard]] virtual bool has_embedding() const { return false; }
  /// φ_ab(r) [eV] and its derivative [eV/Å]; zero beyond the pair's own cutoff.
  [[nodiscard]] virtual ValueSlope pair(std::size_t a, std::size_t b, double r) const = 0;
  /// Density that an atom of type `source` makes at an atom of type `at`.
  [[nodiscard]] virtual ValueSlope density([[maybe_unused]] std::size_t source, [[maybe_unused]] std::size_t at,
                                           [[maybe_unused]] double r) const {
    return {};
  }
  /// F(ρ) [eV] of an atom of this type.
  [[nodiscard]] virtual ValueSlope embedding([[maybe_unused]] std::size_t type, [[maybe_unused]] double rho) const {
    return {};
  }
  /// The second derivatives of the three: the slopes of the slopes above, tables' cubics included. [eV/Å²], [1/Å²],
  /// [eV]
  [[nodiscard]] virtual double pair_curvature(std::size_t a, std::size_t b, double r) const = 0;
  [[nodiscard]] virtual double density_curvature([[maybe_unused]] std::size_t source, [[maybe_unused]] std::size_t at,
                                                 [[maybe_unused]] double r) const {
    return 0;
  }
  [[nodiscard]] virtual double embedding_curvature([[maybe_unused]] std::size_t type,
                                                   [[maybe_unused]] double rho) const {
    return 0;
  }
};

}  // namespace glasscape
