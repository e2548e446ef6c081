#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

struct AngleDistributionOptions {
  double angle_cutoff = 3.9;  ///< Å
  double angle_bin = 1.0;     ///< degrees, largest width of a bin
};
const ParameterTable<AngleDistributionOptions>& angle_distribution_parameters();

/// Distribution of bond angles, total and for each triple of species, over frames.
///
///   P(θ) = n(θ) / (Σ n · width)   [1/deg], ∫ P dθ = 1
///
/// n counts the angles j-i-k between the bonds of an atom i to its neighbours j and k nearer than the cutoff, each
/// unordered pair of neighbours once, all images included. Directions at random have P ∝ sin θ.
///
/// Input    any configurations of the same species
/// NaN      P of a triple without any angle
/// Exact    counts are integers: identical on any number of threads
/// Cost     O(N·n²)
class AngleDistribution {
 public:
  /// Throws Error(usage) unless the options make 1 to 180,000 bins.
  AngleDistribution(const AngleDistributionOptions& options, std::size_t species);

  /// Throws Error(input) for another number of species.
  void add(const ConfigurationView& view, const RunContext& context = {});

  [[nodiscard]] std::size_t bins() const noexcept { return bins_; }
  [[nodiscard]] std::size_t species() const noexcept { return species_; }
  [[nodiscard]] double width() const noexcept { return 180.0 / static_cast<double>(bins_); }
  /// Centre of bin k [deg].
  [[nodiscard]] double angle(std::size_t k) const { return (static_cast<double>(k) + 0.5) * width(); }
  /// Angles a-centre-b in bin k; the same for b-centre-a.
  [[nodiscard]] std::uint64_t count(std::size_t a, std::size_t centre, std::size_t b, std::size_t k) const;
  /// P(θ) of a triple [1/deg].
  [[nodiscard]] std::vector<double> density(std::size_t a, std::size_t centre, std::size_t b) const;
  [[nodiscard]] std::vector<double> total() const;

 private:
  [[nodiscard]] std::size_t place(std::size_t a, std::size_t centre, std::size_t b) const;
  [[nodiscard]] std::vector<double> normalised(const std::vector<std::uint64_t>& counts) const;

  double cutoff_;
  std::size_t bins_ = 0, species_;
  std::vector<std::uint64_t> counts_;  // [((centre · species + a) · species + b) · bins + k], a ≤ b
};

}  // namespace glasscape
