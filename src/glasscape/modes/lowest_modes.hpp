#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/modes/hessian_operator.hpp"

namespace glasscape {

struct LowestModesOptions {
  std::size_t count = 1;          ///< how many, translations not counted
  double tolerance = 1e-6;        ///< on ‖Hv − λv‖ / |λ|
  std::uint64_t seed = 1;         ///< of the random start vectors
  std::size_t degree = 0;         ///< of the Chebyshev filter; 0: chosen from the spectrum
  std::size_t basis = 0;          ///< most vectors kept; 0: chosen from count
  std::int64_t max_products = 0;  ///< give up after this many products with one vector; 0: chosen from count
};

/// The lowest eigenvalues of a Hessian with orthonormal eigenvectors.
struct LowestModes {
  bool converged = false;
  std::vector<double> values;     ///< ascending
  std::vector<double> residuals;  ///< ‖Hv − λv‖ / |λ|
  std::vector<Block> vectors;     ///< vector k is column k % 16 of block k / 16; rows as in Hessian::order()
  double bound = 0;               ///< above the largest eigenvalue
  std::int64_t products = 0;
  std::size_t degree = 0, largest_basis = 0, restarts = 0;
};

/// Finds them by block Krylov iteration with a Chebyshev polynomial of H that is small above the wanted part of the
/// spectrum and grows below it: blocks of 16, full reorthogonalisation twice, thick restarts where the basis is full.
/// The translations are removed exactly; other zero modes (loose atoms, free rotations) are found like any mode. When
/// all have converged, a fresh random block is worked in and everything must stay as it was: modes of a high
/// multiplicity that one start block has missed appear then.
///
/// Negative eigenvalues come first, since the filter grows without bound towards them.
/// Not converging is a value: `converged` is false and the residuals say how far it came.
///
/// Cost     about 90 products per mode for 0.25 % of a glass's modes; memory 3 × count vectors
/// Source   Zhou, Saad, Tiago & Chelikowsky, PRE 74, 066704 (2006), doi:10.1103/PhysRevE.74.066704 (filter);
///          Wu & Simon, SIAM J. Matrix Anal. Appl. 22, 602 (2000), doi:10.1137/S0895479898334605 (thick restart)
LowestModes lowest_modes(HessianOperator& matrix, const LowestModesOptions& options);

}  // namespace glasscape
