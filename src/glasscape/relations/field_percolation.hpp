#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/percolation.hpp"
#include "glasscape/neighbors/percolation_sweep.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

struct FieldPercolationOptions {
  std::vector<double> above;    ///< thresholds: atoms whose value is larger; each is a choice of its own
  std::vector<double> below;    ///< atoms whose value is smaller
  std::vector<double> top;      ///< this fraction of the atoms, those with the largest values
  std::vector<double> bottom;   ///< those with the smallest
  std::string cutoff = "auto";  ///< as bond_cutoffs() reads it
  std::int64_t samples = 10;    ///< random choices that a scan is compared with
  std::int64_t seed = 1;
};
const ParameterTable<FieldPercolationOptions>& field_percolation_parameters();

/// One way of choosing atoms by a field.
struct AtomChoice {
  enum class Kind { above, below, top, bottom } kind = Kind::above;
  double number = 0;

  [[nodiscard]] std::string name() const;  ///< "above 0.25"
};

/// The choices of the options, in the order above, below, top, bottom.
/// Throws Error(usage) where there is none, or a fraction outside (0, 1].
std::vector<AtomChoice> atom_choices(const FieldPercolationOptions& options);

/// A mark for each chosen atom. Atoms without a value are never chosen; fractions are of those with a value, equal
/// values being taken in random order (which depends on the seed and the place in the file only).
std::vector<std::uint8_t> choose_atoms(std::span<const double> values, const AtomChoice& choice, std::int64_t seed);

/// Atoms with a value, largest first (or smallest), equal ones in random order.
std::vector<std::uint32_t> order_of_atoms(std::span<const double> values, bool largest_first, std::int64_t seed);

/// How percolation sets in as more and more atoms are chosen, beside random choices of as many atoms with a value.
struct PercolationScan {
  std::size_t atoms = 0;  ///< with a value
  struct Point {
    double fraction = 0;     ///< chosen, of the atoms with a value
    double threshold = 0;    ///< the last value that was taken
    double ratio = 0;        ///< S_max/S_all
    double random_mean = 0;  ///< of random choices
    double random_sd = 0;
  };
  std::vector<Point> points;
  /// Fraction at which a cluster first spans x, y, z (cell vectors), any, and all of them; NaN where none ever does.
  struct Onset {
    double fraction = 0, threshold = 0;
    double random_mean = 0, random_sd = 0;
    double z = 0;  ///< (fraction − random_mean)/random_sd
  };
  std::array<Onset, 3> along;
  Onset any, all;
};

/// Sweeps over all thresholds of a field (percolation_sweep), and over `samples` random orders of the same atoms.
///
/// Input    a field of one value per atom; atoms without a value (NaN) are left out of both
/// Options  largest_first: from the largest values down, or from the smallest up; samples ≥ 2; seed
/// Output   points at 1, 2, …, 100 % of the atoms, and onsets of spanning
/// NaN      onsets that do not happen, the standard deviation of random onsets of which fewer than two happen
/// Errors   Error(input): fewer than 2 atoms with a value
/// Cost     O((1 + samples) N n); samples in parallel
/// Source   comparison with random choices of as many atoms: our definition
PercolationScan scan_percolation(const ConfigurationView& view, std::span<const double> values, bool largest_first,
                                 const BondCutoffs& cutoffs, std::int64_t samples, std::int64_t seed,
                                 const RunContext& context);

/// Table "fraction,threshold,ratio,random_ratio,random_ratio_sd".
std::string scan_csv(const PercolationScan& scan);
nlohmann::json to_json(const PercolationScan& scan);
/// Table of frames and choices: percolation_header() and a line for each.
std::string percolation_header();
std::string percolation_row(std::size_t frame, std::int64_t timestep, const AtomChoice& choice,
                            const Percolation& percolation);
/// Everything but the atoms: S_all, S_max, ratio, spanning, mean finite size, dimension, sizes [[size, clusters], ...].
nlohmann::json to_json(const Percolation& percolation);

}  // namespace glasscape
