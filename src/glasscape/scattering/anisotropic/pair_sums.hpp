#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/anisotropic/bond_harmonics.hpp"

namespace glasscape {

/// The bins in distance and the harmonics of a computation of g_lm(r).
struct PairGrid {
  double rmax = 20;  ///< Å
  double dr = 0.02;  ///< Å, largest width of a bin
  int lmax = 4;
  Mat3 frame = Mat3::identity();  ///< frame_of_axis
};

/// Values and variances [bin · channels + harmonic_index], in the 4π normalisation.
struct PairCurves {
  std::vector<double> value, variance;
};

/// Atoms of one sample divided into blocks of equal volume, three or five along each cell vector, by their places in a
/// first configuration. Every pair of atoms belongs to one of the two blocks, so that sums over blocks are independent
/// but for what correlates over the width of a block.
///
/// A pair belongs to the block from which the other is reached by a step in the half-space of positive (x, y, z),
/// compared in that order; the number of blocks being odd, there is always one. So pairs near each other belong
/// together, and a pair belongs to the same block however its atoms move later.
class AtomBlocks {
 public:
  /// `along`: blocks along each cell vector, odd.
  AtomBlocks(const Configuration& configuration, int along);

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] bool owns(std::size_t block, std::size_t other) const { return owner_[block * count_ + other] != 0; }
  /// The block of each atom of a later configuration. Throws Error(input) that names `where` unless it has the same
  /// ids and species.
  [[nodiscard]] std::vector<std::uint16_t> of(const Configuration& configuration, const std::string& where) const;
  /// Atoms of a species in a block.
  [[nodiscard]] double atoms(std::size_t block, std::size_t species) const {
    return atoms_[block * species_ + species];
  }
  [[nodiscard]] std::size_t species() const noexcept { return species_; }

 private:
  std::size_t count_, species_;
  std::vector<char> owner_;
  std::vector<std::int64_t> ids_;  // sorted
  std::vector<std::int32_t> types_;
  std::vector<std::uint16_t> blocks_;
  std::vector<double> atoms_;
};

/// Sums of harmonics over the pairs of one sample, by distance, species and block, over any number of frames.
///
///   g_lm^ab(r) = Σ_{i∈a, j∈b in the bin} y_lm(r̂_ij) / [Σ_frames N_a N_b / V · (4π/3)(r₂³ − r₁³)]
///
/// r̂_ij points from the atom of species a to that of species b. Odd l of pairs of like atoms, and of sums that hold a-b
/// as well as b-a, are zero: each pair counts both ways.
class PairSums {
 public:
  PairSums(const PairGrid& grid, const AtomBlocks& blocks);

  /// Throws Error(input) for a box with open directions and for other atoms than the blocks have.
  void add(const Configuration& frame, const std::string& where, const RunContext& context);

  [[nodiscard]] std::size_t bins() const noexcept { return bins_; }
  [[nodiscard]] double width() const noexcept { return width_; }
  [[nodiscard]] std::size_t channels() const noexcept { return bonds_.channels(); }
  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  [[nodiscard]] const AtomBlocks& blocks() const noexcept { return blocks_; }
  /// Centre of bin k [Å].
  [[nodiscard]] double radius(std::size_t k) const { return (static_cast<double>(k) + 0.5) * width_; }
  /// Mean number density over the frames [1/Å³].
  [[nodiscard]] double density() const;

  /// g_lm of species a with b, a ≤ b, or that minus the same of other sums over the same blocks and bins. NaN without
  /// atoms of both; the variance is NaN for a single block.
  [[nodiscard]] PairCurves partial(std::size_t a, std::size_t b, const PairSums* minus,
                                   const RunContext& context) const;
  /// Σ_ab weights[a·species + b] g_lm^ab, likewise. Species without atoms must have the weight 0.
  [[nodiscard]] PairCurves weighted(std::span<const double> weights, const PairSums* minus,
                                    const RunContext& context) const;

 private:
  struct Term {
    const PairSums* sums;
    std::size_t row;
    double factor;
  };
  // Terms of other sums than these are subtracted.
  [[nodiscard]] PairCurves combine(std::span<const Term> terms, bool odd, std::span<const double> share,
                                   const RunContext& context) const;

  AtomBlocks blocks_;
  double width_;
  std::size_t bins_;
  BondHarmonics bonds_;
  std::size_t frames_ = 0;
  double inverse_volume_ = 0;              // Σ_frames 1/V
  std::vector<double> atoms_;              // of each species
  std::vector<std::vector<double>> sums_;  // per block, as BondHarmonics has them; each pair once
};

}  // namespace glasscape
