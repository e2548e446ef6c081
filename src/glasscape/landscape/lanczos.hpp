#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/landscape/surface.hpp"

namespace glasscape {

struct LanczosOptions {
  std::int64_t max_vectors = 20;
  double relative_tolerance = 1e-2;  ///< stop when the residual |H·v − λv| bounds the error of λ by this share of |λ|
  double difference = 1e-3;          ///< Å, length of the finite-difference displacement
  /// Displace to both sides: twice the evaluations, error O(difference²) instead of O(difference).
  bool central = false;
};

struct LowestMode {
  double value = 0;            ///< eV/Å²
  double residual = 0;         ///< |H·v − λ·v| [eV/Å²]: some eigenvalue lies within this distance of `value`
  std::vector<double> vector;  ///< unit length
  std::int64_t products = 0;   ///< Hessian–vector products used
};

/// The lowest eigenvalue of the Hessian (not mass-weighted) and its vector, by Lanczos iteration with full
/// reorthogonalisation; products H·q = [F(x) − F(x + d q)]/d by finite differences of forces.
///
///   start    first Krylov vector, usually the mode found last time; its overlap with the result decides the cost
///   forces   F(x), known to the caller
///   exclude  unit vectors that the result is orthogonal to (deflation), besides the surface's translations
///
/// The Ritz value is an upper bound of the lowest eigenvalue of the (deflated) finite-difference Hessian.
///
/// Source   Lanczos, J. Res. Natl. Bur. Stand. 45, 255 (1950), doi:10.6028/jres.045.026; in saddle searches Malek &
///          Mousseau, PRE 62, 7723 (2000), doi:10.1103/PhysRevE.62.7723
LowestMode lowest_mode(EnergySurface& surface, std::span<const double> x, std::span<const double> forces,
                       std::span<const double> start, const LanczosOptions& options,
                       std::span<const std::vector<double>> exclude = {});

/// v·H·v by a central difference; v has unit length.
double curvature_along(EnergySurface& surface, std::span<const double> x, std::span<const double> v, double difference);

}  // namespace glasscape
