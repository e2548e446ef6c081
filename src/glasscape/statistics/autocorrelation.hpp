#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "glasscape/statistics/moments.hpp"

namespace glasscape {

/// Bins of equal width over 0 … range.
struct RadialBins {
  double width = 0.25;  ///< Å
  std::size_t count = 48;

  [[nodiscard]] double range() const { return width * static_cast<double>(count); }
  [[nodiscard]] double centre(std::size_t bin) const { return width * (static_cast<double>(bin) + 0.5); }
};

/// Autocorrelation of a per-atom value as a function of distance, with errors.
struct AutocorrelationCurve {
  RadialBins bins;
  std::vector<double> r;             ///< bin centres [Å]
  std::vector<std::uint64_t> pairs;  ///< pairs of atoms in the bin, each counted once
  std::vector<double> value;         ///< C(r); NaN in a bin without pairs
  std::vector<double> error;         ///< jackknife standard error; NaN with fewer than 3 blocks
  std::size_t atoms = 0;
  std::size_t blocks = 0;  ///< blocks that hold atoms
  double mean = std::numeric_limits<double>::quiet_NaN();
  double variance = std::numeric_limits<double>::quiet_NaN();  ///< σ² = ⟨(P − P̄)²⟩
  std::vector<std::vector<double>> without;                    ///< C(r) with one block left out, one curve per block

  /// C(r) divided by its value in the bin that holds `distance` (003 sets C to 1 at 3 Å); all NaN where that value is
  /// not positive.
  [[nodiscard]] std::vector<double> normalised_at(double distance) const;
};

/// Sums from which C(r) and its jackknife errors follow. The caller finds the pairs.
///
///   C(r) = ⟨(P_i − P̄)(P_j − P̄)⟩_{pairs at r} / σ²,   P̄ and σ² over the atoms
///
/// Every atom belongs to a spatial block. The jackknife leaves out the rows of one block's atoms (a pair across a
/// border counts half for either side) and recomputes mean, variance and C(r).
///
/// Exact    C = 0 within its error for values without spatial correlation (finite size: −1/(N−1) on average)
/// Source   paper 003, eq. (6); jackknife over blocks: Künsch, Ann. Stat. 17, 1217 (1989), doi:10.1214/aos/1176347265
class AutocorrelationSums {
 public:
  AutocorrelationSums(const RadialBins& bins, std::size_t blocks);

  /// Adds one atom: its value and, bin by bin, how many pairs its row lists there and the sum of the partners' values.
  /// Over all rows each pair must be listed once. Rows of different blocks may be added concurrently.
  void add_row(std::size_t block, double value, std::span<const std::uint32_t> neighbors,
               std::span<const double> neighbor_sums);

  [[nodiscard]] AutocorrelationCurve curve() const;

 private:
  struct Sums {
    std::uint64_t pairs = 0;
    double value = 0;    // Σ (P_i + P_j)/2
    double product = 0;  // Σ P_i P_j
  };
  struct Block {
    std::size_t atoms = 0;
    double value = 0, square = 0;
    std::vector<Sums> bins;
  };
  static double correlation(const Sums& s, double mean, double variance);

  RadialBins bins_;
  std::vector<Block> blocks_;
};

/// The mean of the curves of several values of the same atoms, bin by bin; errors from the jackknife of the mean.
/// Throws std::invalid_argument unless there is a curve and all have the same bins, atoms and blocks.
AutocorrelationCurve mean_curve(const std::vector<AutocorrelationCurve>& curves);

struct FitWindow {
  double from = 3.0, to = 8.0;  ///< Å, bins whose centre lies within
};

/// C(r) = amplitude · exp(−(r − from)/ξ) fitted over a window.
struct CorrelationLength {
  double xi = std::numeric_limits<double>::quiet_NaN();         ///< Å
  Interval interval;                                            ///< of ξ, from the jackknife of ln ξ
  double amplitude = std::numeric_limits<double>::quiet_NaN();  ///< C at the start of the window
  double amplitude_error = std::numeric_limits<double>::quiet_NaN();
  double r_squared = std::numeric_limits<double>::quiet_NaN();    ///< weighted share of the variation explained
  double chi_squared = std::numeric_limits<double>::quiet_NaN();  ///< Σ(C − fit)²/error² per degree of freedom
  std::size_t points = 0;
  std::string reason;  ///< why ξ or its interval is not determined; empty if both are

  [[nodiscard]] double at(double r, const FitWindow& window) const;
};

/// Weighted least-squares fit of an exponential decay.
///
/// Minimises Σ n_pairs (C − A e^{−(r−from)/ξ})² over A and ξ: to first order the fit of ln C with weights n_pairs C²,
/// but bins with C ≤ 0 count too instead of being dropped, which would lengthen ξ. The interval is ξ exp(±t s), s the
/// jackknife error of ln ξ over blocks and t Student's quantile with blocks − 1 degrees of freedom.
///
/// NaN, with reason   fewer than 4 bins in the window; A not positive or below 3 of its errors; ξ at the limits of what
///                    the window can tell (half a bin, 20 windows); interval alone: fewer than 3 blocks or a fit that
///                    fails with a block left out
CorrelationLength fit_correlation_length(const AutocorrelationCurve& curve, const FitWindow& window, double level);

}  // namespace glasscape
