#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// Spherical harmonics Y_lm (m = 0..l) of many directions, for a fixed list of degrees.
///
/// Orthonormal, with the Condon–Shortley phase; negative orders follow from Y_l,-m = (−1)^m conj(Y_lm).
class Harmonics {
 public:
  explicit Harmonics(std::vector<int> degrees);

  /// Number of values: the sum of l + 1 over the degrees.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Where the values m = 0..l of degree number d begin.
  [[nodiscard]] std::size_t offset(std::size_t d) const { return offsets_[d]; }
  /// Adds weight × Y_lm(unit) to `sums` (size() values).
  void add(const Vec3& unit, double weight, std::span<std::complex<double>> sums) const;

 private:
  struct Step {
    double a, b;  // Π_lm = a (z Π_l-1,m − b Π_l-2,m)
  };
  std::vector<int> degrees_;
  std::vector<std::size_t> offsets_;
  std::size_t size_ = 0;
  int highest_ = 0;
  std::vector<double> diagonal_;       // Π_mm, a constant
  std::vector<Step> steps_;            // for m = 0.., l = m + 1..highest
  std::vector<std::ptrdiff_t> place_;  // offset of degree l, or −1 if it is not wanted
};

/// Σ |q_m|² over m = −l..l, of the values m = 0..l.
double power(std::span<const std::complex<double>> q);

/// Third-order invariants of one degree: W_l = Σ (l l l; m1 m2 m3) q_m1 q_m2 q_m3 over m1 + m2 + m3 = 0.
class ThirdOrder {
 public:
  explicit ThirdOrder(int degree);
  [[nodiscard]] double operator()(std::span<const std::complex<double>> q) const;

 private:
  struct Term {
    int m1, m2;
    double factor;
  };
  int degree_;
  std::vector<Term> terms_;
};

/// Wigner 3j symbol (l l l; m1 m2 −m1−m2), by Racah's formula.
double wigner3j(int l, int m1, int m2);

}  // namespace glasscape
