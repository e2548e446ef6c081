#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace glasscape {

/// Sums of equal Gaussians on a regular grid of bin centres (k + ½) width, k = 0 .. bins − 1.
///
/// A Gaussian of σ is a Gaussian of σ₁ smeared by one of √(σ² − σ₁²). Each centre is therefore added as a narrow
/// Gaussian to sixteen points of a coarse grid (0.4 σ), and the sum of all is smeared once, when it is asked for, onto
/// the fine one. Sums on a grid stand for integrals here to 1e-9 of a Gaussian's height, and tails are cut where they
/// fall below that.
class SmearedHistogram {
 public:
  SmearedHistogram(double width, std::size_t bins, double sigma);

  /// How far a centre may lie from the grid and still count, in units of σ.
  static constexpr double reach_in_sigma = 6.4;

  void clear();
  /// Adds a normalised Gaussian centred at r ≥ 0; nothing if it ends before the grid begins or begins after its end.
  void add(double r);
  /// Smears what was added; valid until the next call.
  std::span<const double> values();

 private:
  static constexpr std::size_t taps = 16, degree = 13;

  std::size_t bins_, phases_ = 1, skip_ = 1, reach_ = 0;
  double inverse_spacing_ = 0;  // of the coarse grid [1/Å]
  double shift_ = 0;            // of the first bin centre, in spacings
  double last_ = 0;             // coarse point beyond which centres do not count
  // Weight of each point as a polynomial of the offset from the middle of its interval, highest power first.
  std::array<std::array<double, taps>, degree + 1> weights_{};
  std::vector<double> kernel_;  // phases × (2 reach + 1)
  std::vector<double> coarse_, smooth_, values_;
};

}  // namespace glasscape
