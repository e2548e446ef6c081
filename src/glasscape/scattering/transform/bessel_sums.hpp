#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace glasscape {

/// Σ_k weight_ck j_l(y x_k) for several rows of weights, and the sums of squares that errors need. Sines and cosines
/// are shared by all rows, and j_l by the rows of one l.
class BesselSums {
 public:
  /// One row: its l and one weight for each abscissa. `spread` is empty or as long: weight times standard error.
  struct Row {
    int l = 0;
    std::vector<double> weight, spread;
  };
  /// `x` increasing from 0 or more; l from 0 to bessel_lmax, which the caller has checked.
  BesselSums(std::span<const double> x, std::vector<Row> rows);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
  /// sums[row] = Σ weight j_l(y x), squares[row] = Σ (spread j_l(y x))²; y x at most 1e6, where sines are good to
  /// 1e-15.
  void operator()(double y, std::span<double> sums, std::span<double> squares) const;

 private:
  std::vector<double> x_;
  std::vector<Row> rows_;
  int lmax_ = 0;
};

}  // namespace glasscape
