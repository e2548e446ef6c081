#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/maps/profile.hpp"

namespace glasscape {

struct ShearBandOptions {
  double slab = 2.5;  ///< Å, slabs of the profile that is fitted
  double block = 8;   ///< Å, edge of the blocks that are shuffled
  std::int64_t shuffles = 199;
  double level = 0.01;             ///< a band needs p ≤ level
  double least_contrast = 1.5;     ///< and band ≥ least_contrast × matrix
  std::int64_t largest_index = 1;  ///< of the planes that are tried
  std::int64_t seed = 1;
};
const ParameterTable<ShearBandOptions>& shear_band_parameters();

/// A layer that has deformed more than the rest, as a fit of the profile along its normal.
struct ShearBand {
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

  bool found = false;
  std::string why_not;                        ///< which criterion fails, empty where found
  PlaneIndices plane{1, 0, 0};                ///< of the family with the largest T, also where no band is found
  double p_value = nan;                       ///< of T against shuffled blocks, over all families tried
  double statistic = nan;                     ///< T
  double period = nan;                        ///< Å, distance after which the planes repeat
  double centre = nan, centre_error = nan;    ///< Å along the normal, in [0, period)
  double width = nan, width_error = nan;      ///< Å, full width at half maximum of the fitted curve
  double edge = nan;                          ///< Å, δ
  double peak = nan, base = nan;              ///< of the fitted curve
  double band_mean = nan, matrix_mean = nan;  ///< of the atoms in the band and in the matrix
  double contrast = nan;                      ///< band_mean / matrix_mean (∞ where the matrix has 0)
  double explained = nan;                     ///< fraction of the profile's variance that the fit explains
  Profile profile;                            ///< along the normal, and the fitted curve at its slabs
  std::vector<double> fit;

  /// Distance [Å] of a place from the middle of the band, along the normal, at most half a period.
  [[nodiscard]] double distance(double position) const;
  [[nodiscard]] bool in_band(double distance) const { return 2 * distance <= width; }
  [[nodiscard]] bool in_matrix(double distance) const { return 4 * distance >= 3 * width; }
};

/// Looks for one shear band in a per-atom measure of deformation (effective strain, D²_min, ...) that is not negative.
///
/// Every family of planes with small indices that the cell allows is tried; (1 0 0), (0 1 0), (0 0 1) are the bands of
/// simple shear, oblique ones those of tension and compression. What counts as a band is our definition:
///
///   1. T exceeds what blocks in random order give: T = max over families and over layers of consecutive slabs of
///      (⟨f⟩_in − ⟨f⟩_out) √(n_in n_out / n) / σ, all from the means f of cubic blocks of the box, σ their standard
///      deviation. p = (1 + shuffles with as large a T) / (1 + shuffles) ≤ level. Shuffling blocks keeps what
///      neighbours have in common, and the maximum over families accounts for trying them all.
///   2. along the family with the largest T, the profile f(z) in fine slabs is fitted by least squares with
///      f = base + a [tanh((u + w/2)/δ) − tanh((u − w/2)/δ)]/2, averaged over each slab and summed over the images of
///      the band; u = z − centre, δ ≤ w/2: a layer with edges of any sharpness. Its width at half maximum is the
///      band's. The width is at most half the period.
///   3. ⟨f⟩ of the band (within half the width of the centre) is at least least_contrast times that of the matrix
///   (beyond
///      three quarters of the width).
///
/// Errors of centre and width are a jackknife over 16 tiles of the plane: they contain that the band is wavy.
///
/// Input    reference positions, one value ≥ 0 per atom; NaN left out
/// Options  slab [Å] > 0, default 2.5; block [Å] > 0, default 8, to exceed the correlation length; shuffles ≥ 19,
///          default 199; level, default 0.01; least_contrast ≥ 1, default 1.5; largest_index 1 to 3, default 1; seed
/// Output   see ShearBand; everything but `found` is also given where there is no band
/// NaN      all, where fewer than 8 blocks have values or all values are equal; errors, where a jackknife fit fails
/// Errors   Error(usage): number of values, options out of range; Error(input): a negative value
/// Exact    the same on any number of threads; unchanged by relabelling to rounding
/// Cost     O(N) + O(shuffles · families · blocks); blocks grow where there would be more than 20,000
ShearBand find_shear_band(const ConfigurationView& view, std::span<const double> values,
                          const ShearBandOptions& options = {}, const RunContext& context = {});

/// A field in the band and in the matrix.
struct BandAverage {
  double band = ShearBand::nan, matrix = ShearBand::nan;
  double band_error = ShearBand::nan, matrix_error = ShearBand::nan;  ///< standard errors, for independent atoms
  std::size_t band_atoms = 0, matrix_atoms = 0;
};

/// Averages of any field over the atoms in the band and in the matrix. NaN without atoms.
/// Throws Error(usage) for another number of values than atoms.
BandAverage band_average(const ConfigurationView& view, std::span<const double> values, const ShearBand& band);

/// The same from a profile along the band's planes (of a frame long ago): slabs count by their centres.
/// Throws Error(usage) where the profile is that of other planes.
BandAverage band_average(const Profile& profile, const ShearBand& band);

nlohmann::json to_json(const ShearBand& band);
nlohmann::json to_json(const BandAverage& average);

}  // namespace glasscape
