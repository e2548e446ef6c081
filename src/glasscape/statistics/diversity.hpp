#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

/// Diversity of classes e^S, S = −Σ P ln P: the number of equally frequent classes that would be as diverse.
/// NaN without members.
/// Source   Hill, Ecology 54, 427 (1973), doi:10.2307/1934352 (order 1); S over Voronoi indices: paper 003 and its
///          reference on diversity; that this exponential is what is meant there is our reading
double shannon_diversity(std::span<const std::size_t> counts);

/// A number of a sample, beside what the same number is when the property has nothing to do with the classes.
struct ShuffledEstimate {
  double value = std::numeric_limits<double>::quiet_NaN();     ///< baseline taken off or divided out, see the quantity
  Interval interval;                                           ///< jackknife over units
  double plain = std::numeric_limits<double>::quiet_NaN();     ///< before the comparison with shuffles
  double baseline = std::numeric_limits<double>::quiet_NaN();  ///< mean over shuffles of plain
  double p_value = std::numeric_limits<double>::quiet_NaN();  ///< share of shuffles at least as far, (k+1)/(shuffles+1)
};

/// How much classes say about a property. All three are toolkit definitions: the paper that introduced the utility of
/// structural classes could not be read.
struct ClassUtility {
  std::size_t atoms = 0;
  std::size_t classes = 0;
  double diversity = std::numeric_limits<double>::quiet_NaN();  ///< e^S of all atoms
  /// U_q = 1 − D_q/⟨D_q⟩_shuffle for the top and the bottom share q of the property: D_q the diversity of these atoms,
  /// ⟨D_q⟩ that of random subsets of the same size (small samples are less diverse, so this comparison is needed).
  /// plain and baseline are diversities; > 0: the extreme atoms are less diverse. p two-sided.
  ShuffledEstimate top, bottom;
  /// I(class; property)/H(property), the property in 10 quantiles, less the same of shuffled properties.
  ShuffledEstimate information;
  /// R² of predicting an atom by the mean of the other atoms of its class (of all others, if it is the only one):
  /// 1 − Σ(p_i − m_{c∖i})²/Σ(p_i − m_{∖i})². Below 0: worse than the overall mean. `value` is plain.
  ShuffledEstimate explained;
};

struct ClassOptions {
  double tail = 0.1;  ///< q
  std::int64_t shuffles = 1000;
  double level = 0.95;
  std::int64_t seed = 1;
};

/// Utility of classes for a property; see ClassUtility.
///
/// Input    class of each atom, from 0; property without NaN; unit (block of space) of each atom, from 0
/// NaN      fewer than 20 atoms; a property without spread; intervals with fewer than 3 units
/// Exact    U_q and the information vanish on average for shuffled properties; one class: information 0, R² below 0 by
///          1/N; a property that is a function of the class: R² 1 unless the class has one atom
/// Cost     O((shuffles + units) · N)
ClassUtility class_utility(std::span<const std::uint32_t> class_of, std::span<const double> property,
                           std::span<const std::uint32_t> unit_of, const ClassOptions& options, std::uint64_t stream,
                           const RunContext& context);

/// Largest distance of the cumulative distributions of two samples (Kolmogorov–Smirnov). Sorted input; NaN if empty.
double ks_distance(std::span<const double> a, std::span<const double> b);

/// Area between the cumulative distributions of two samples (Wasserstein distance of order 1), in their unit. Sorted
/// input; NaN if empty.
double wasserstein_distance(std::span<const double> a, std::span<const double> b);

/// How far the spectra of two groups of atoms lie apart.
struct SpectrumDistance {
  std::size_t atoms_a = 0, atoms_b = 0, events_a = 0, events_b = 0;
  ShuffledEstimate ks;                                      ///< value is plain less baseline
  ShuffledEstimate wasserstein;                             ///< the same, in the unit of the values
  double shift = std::numeric_limits<double>::quiet_NaN();  ///< difference of the means, a less b
};

/// Distance of the spectra of group 0 and group 1, with what shuffling the groups among the atoms gives: the events of
/// an atom stay together, because they go together.
///
/// Input    events of each atom (may be empty), its group (0, 1, or another number: left out), its unit
/// NaN      a group with fewer than 2 atoms that have events
/// Cost     O((shuffles + units) · events)
SpectrumDistance spectrum_distance(const std::vector<std::vector<double>>& events,
                                   std::span<const std::uint32_t> group_of, std::span<const std::uint32_t> unit_of,
                                   const ClassOptions& options, std::uint64_t stream, const RunContext& context);

}  // namespace glasscape
