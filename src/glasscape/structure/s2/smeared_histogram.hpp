#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace glasscape {

/// Sums of equal Gaussians on a regular grid of bin centres (k + ½) width, k = 0 .. bins − 1.
///
/// A Gaussian at r is A·exp(−x0²/2σ²)·T_j·q^j at the j-th bin from the nearest: T_j is a table, and the powers of q are
/// made eight at a time, so that two exponentials serve a hundred bins.
class SmearedHistogram {
 public:
  SmearedHistogram(double width, std::size_t bins, double sigma, double reach_in_sigma);

  void clear();
  /// Adds a normalised Gaussian centred at r ≥ 0; nothing if it ends before the grid begins or begins after its end.
  void add(double r);
  [[nodiscard]] std::span<const double> values() const { return {values_.data() + margin_, bins_}; }

 private:
  double width_, sigma_;
  std::size_t bins_, half_, margin_;
  std::vector<double> table_;   // amplitude × T_j, j = −half..half, filled up with zeros
  std::vector<double> values_;  // with a margin at both ends, so that nothing is cut while adding
};

}  // namespace glasscape
