#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "glasscape/statistics/bootstrap.hpp"

namespace glasscape {

/// Repeated measurements of the same property: for each atom the values of its single events.
struct RepeatedValues {
  std::vector<std::vector<double>> of;  ///< one list per atom; may be empty
  std::string average = "mean";         ///< how an atom's value comes from its events: mean, min, median, boltzmann
  double thermal_energy = 0.025852;     ///< k_B T of the Boltzmann weights [unit of the values]
};

/// The average of a list by its name ("mean", "min", "median", "boltzmann"); NaN for an empty list.
double averaged(std::span<const double> values, const std::string& average, double thermal_energy);

/// How far the values of single atoms can be trusted.
struct Reliability {
  std::size_t atoms = 0;                                     ///< with at least one event
  std::size_t repeated = 0;                                  ///< with at least two
  double events = std::numeric_limits<double>::quiet_NaN();  ///< mean number of events of these atoms
  Estimate intraclass;    ///< ICC(1): share of the variance of single events that lies between atoms
  Estimate value;         ///< reliability of the atoms' values: share of their variance that is not noise of events
  Estimate split_halves;  ///< the same from halves of each atom's events, stepped up by Spearman and Brown
  std::string reason;     ///< why something is not determined
};

/// Reliability of an average over repeated events, with bootstrap intervals over units (blocks of space).
///
/// One-way random effects, x_ik = μ + a_i + e_ik, by analysis of variance with unequal numbers n_i of events:
///
///   ICC = (MSB − MSW) / (MSB + (n₀ − 1) MSW), n₀ = (N − Σn_i²/N)/(a − 1), N = Σn_i, a atoms
///   reliability of the atoms' means = σ_a² / (σ_a² + σ_e² ⟨1/n_i⟩)
///
/// Split halves: each atom's events are dealt into two halves at random (`splits` times, averaged), r is Pearson's
/// between the averages of the halves over atoms with two events or more, and 2r/(1 + r) that of the whole. It serves
/// any average; for the mean both routes estimate the same.
///
/// Input    `unit_of`: unit of each atom, from 0
/// NaN      fewer than 3 atoms with two events; values without spread; a reliability below 0 is given as it comes out
/// Cost     O(resamples · atoms + splits · events)
/// Source   Shrout & Fleiss, Psychol. Bull. 86, 420 (1979), doi:10.1037/0033-2909.86.2.420; unequal numbers: Donner,
///          Int. Stat. Rev. 54, 67 (1986), doi:10.2307/1403259; Spearman, Br. J. Psychol. 3, 271 (1910),
///          doi:10.1111/j.2044-8295.1910.tb00206.x
Reliability reliability(const RepeatedValues& values, std::span<const std::uint32_t> unit_of,
                        const BootstrapOptions& options, std::uint64_t stream, const RunContext& context,
                        std::int64_t splits = 50);

/// What a reliability is computed from, atom by atom, so that it can be computed again under weights.
class ReliabilityModel {
 public:
  /// Throws std::invalid_argument if the lengths differ.
  ReliabilityModel(const RepeatedValues& values, std::span<const std::uint32_t> unit_of);

  [[nodiscard]] std::size_t units() const { return units_; }
  /// ICC and reliability of the means with each unit taken `weights[u]` times; NaN where not determined.
  [[nodiscard]] double intraclass(std::span<const std::uint32_t> weights) const { return both(weights).first; }
  [[nodiscard]] double of_means(std::span<const std::uint32_t> weights) const { return both(weights).second; }
  [[nodiscard]] std::pair<double, double> both(std::span<const std::uint32_t> weights) const;

 private:
  // Sums over the atoms of a unit.
  struct Unit {
    double atoms = 0, repeated = 0, events = 0, events_squared = 0, inverse = 0;
    double within = 0;                     // Σ(x − x̄_i)²
    double mean = 0, sum = 0, square = 0;  // Σ n_i x̄_i is sum, Σ n_i x̄_i² is square
  };
  std::size_t units_ = 0;
  std::vector<Unit> unit_;
};

/// The correlation that a property known without noise would have: r divided by the root of its reliability.
///
/// Not limited to ±1: a value beyond says that the reliability is underestimated. NaN unless reliability > 0.
/// Source   Spearman, Am. J. Psychol. 15, 72 (1904), doi:10.2307/1412159
double corrected_for_attenuation(double r, double reliability);

}  // namespace glasscape
