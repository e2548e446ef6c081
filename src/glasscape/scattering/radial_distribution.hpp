#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

struct RadialOptions {
  double rmax = 15;         ///< Å
  double dr = 0.02;         ///< Å, largest width of a bin
  double smoothing = 0.07;  ///< Å, only for finding peaks and troughs
};
const ParameterTable<RadialOptions>& radial_parameters();

/// Radial distribution function, total and partial, averaged over frames.
///
///   g_ab(r) = n_ab(r) / [Σ_frames N_a N_b / V · (4π/3)(r₂³ − r₁³)]
///
/// n_ab counts ordered pairs (a atom of species a, then one of b) in the bin, summed over frames; the volume of the
/// shell is exact. g_ab = g_ba; g = Σ_ab c_a c_b g_ab. The density is N_b/V also for a = b, since an atom's own images
/// count (LAMMPS's compute rdf takes N_b − 1).
///
/// Input    configurations that are periodic in all directions, with the same species; rmax may exceed the box
/// NaN      partials of a species without atoms
/// Exact    counts are integers: identical on any number of threads, and for any order of atoms
/// Cost     O(N·n) time; memory for the histogram and the cells only, no pair is stored
class RadialDistribution {
 public:
  /// Bins of width at most `options.dr` that divide [0, rmax].
  RadialDistribution(const RadialOptions& options, std::size_t species);

  /// Throws Error(input) for a box with open directions or another number of species.
  void add(const ConfigurationView& view, const RunContext& context = {});

  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  [[nodiscard]] std::size_t bins() const noexcept { return bins_; }
  [[nodiscard]] std::size_t species() const noexcept { return species_; }
  [[nodiscard]] double width() const noexcept { return width_; }
  /// Centre of bin k [Å].
  [[nodiscard]] double radius(std::size_t k) const { return (static_cast<double>(k) + 0.5) * width_; }
  /// Ordered pairs in bin k.
  [[nodiscard]] std::uint64_t pairs(std::size_t a, std::size_t b, std::size_t k) const;
  /// What pairs() would be without any structure, averaged over the shell.
  [[nodiscard]] double expected_pairs(std::size_t a, std::size_t b, std::size_t k) const;
  [[nodiscard]] std::vector<double> partial(std::size_t a, std::size_t b) const;
  [[nodiscard]] std::vector<double> total() const;

 private:
  double width_;
  std::size_t bins_, species_, frames_ = 0;
  std::vector<std::uint64_t> counts_;  // [(a · species + b) · bins + k], each unordered pair once
  std::vector<double> ideal_;          // Σ_frames N_a N_b / V
};

}  // namespace glasscape
