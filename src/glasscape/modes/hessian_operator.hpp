#pragma once

#include <cstdint>

#include "glasscape/modes/hessian.hpp"

namespace glasscape {

/// A Hessian on the vectors that are orthogonal to the three translations, with the scratch memory that products need.
/// Not thread-safe; products use the threads of the algebra.
class HessianOperator {
 public:
  /// Both must outlive the operator.
  HessianOperator(const Hessian& hessian, const BlockAlgebra& algebra);

  [[nodiscard]] std::size_t rows() const noexcept { return hessian_->rows(); }
  [[nodiscard]] const Hessian& hessian() const noexcept { return *hessian_; }
  [[nodiscard]] const BlockAlgebra& algebra() const noexcept { return *algebra_; }
  /// Vectors multiplied so far.
  [[nodiscard]] std::int64_t products() const noexcept { return products_; }

  /// y = alpha·H·x + beta·x + gamma·previous; `previous` may be y, x may not.
  void multiply(double alpha, const Block& x, double beta, double gamma, const Block& previous, Block& y);
  void multiply(const Block& x, Block& y) { multiply(1, x, 0, 0, x, y); }
  /// Removes the translations from each vector.
  void project(Block& x) const;

 private:
  const Hessian* hessian_;
  const BlockAlgebra* algebra_;
  Block translations_;
  AlignedBuffer<double> scratch_;
  std::int64_t products_ = 0;
};

/// What a few steps of Lanczos on 16 random vectors tell of a spectrum.
struct SpectrumEstimate {
  double lowest = 0, highest = 0;  ///< of the Ritz values; the largest eigenvalue lies below `bound`
  double bound = 0;
  std::vector<double> nodes;  ///< ascending
  std::vector<double> below;  ///< estimated number of eigenvalues up to each node

  /// The value below which `count` eigenvalues lie, about.
  [[nodiscard]] double value_at(double count) const;
};

/// Independent Lanczos runs on the 16 columns of a random block; their Gauss quadratures give the cumulative density of
/// states. Without reorthogonalisation: copies of converged values share one weight.
///
/// Source: Ubaru, Chen & Saad, SIAM J. Matrix Anal. Appl. 38, 1075 (2017), doi:10.1137/16M1104974
SpectrumEstimate estimate_spectrum(HessianOperator& matrix, std::size_t steps, std::uint64_t seed);

}  // namespace glasscape
