#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/diffraction/geometry/detector_geometry.hpp"
#include "glasscape/diffraction/integrate/pixel_splitting.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

struct IntegrationOptions {
  std::int64_t bins = 1000;
  std::int64_t azimuth_bins = 1;
  std::string unit = "q";                           ///< q [1/Å] or 2theta [degrees]
  std::string split = "bbox";                       ///< none, bbox, full: see Splitting
  std::vector<double> range;                        ///< of the unit; empty: as far as the pixels reach
  std::vector<double> azimuth_range = {-180, 180};  ///< degrees
  std::string edges = "wrap";                       ///< whole: see PolarGrid
  std::string polarization = "none";                ///< or the factor f, −1 to 1
  bool no_solid_angle = false;
  double absorption = 0;  ///< μt of the sample plate
  double efficiency = 0;  ///< μd of the sensor; 0: not corrected
  double saturation = 0;  ///< pixels from this value on are left out; 0: only what the file's type cannot hold
  std::string error_model = "none";  ///< poisson, azimuthal, repeats
};
const ParameterTable<IntegrationOptions>& integration_parameters();

/// What one pixel brings to a pattern.
struct PixelValue {
  double signal = 0;        ///< counts without dark
  float normalisation = 0;  ///< what the signal is divided by; 0: the pixel is left out
  float variance = 0;       ///< of the signal
};

/// Intensity per bin and what it was made of, [azimuth · radial bins + radial].
struct BinnedIntensity {
  std::vector<double> intensity;  ///< Σ part·signal / Σ part·normalisation; NaN where nothing contributes
  std::vector<double> error;      ///< empty without an error model
  std::vector<double> pixels;     ///< Σ part
};

/// Averages of detector pixels over the bins of a grid in |Q| or 2θ and azimuth.
///
///   I = Σ_i w_i s_i / Σ_i w_i n_i,  poisson: σ² = Σ w_i² v_i / (Σ w_i n_i)²,
///   azimuthal: σ² = Σ (w_i n_i)² (s_i/n_i − I)² / (Σ w_i n_i)²
///
/// w: part of pixel i in the bin; s: signal; n: solid angle × polarisation × flat × absorption × efficiency; v:
/// variance of s. The second is the scatter of the pixels in a bin: it needs no model of the detector, but structure
/// inside a bin counts as noise.
///
/// Input    a geometry with rows and columns; mask: empty, or 1 for pixels that are never used
/// Options  see integration_parameters()
/// Errors   Error(usage) for ranges that do not grow and |Q| without a wavelength, Error(input) where all is masked
/// Exact    the same on any number of threads
/// Cost     O(pixels + parts) for the set-up and again, without trigonometry, for each image
class Integrator {
 public:
  Integrator(const DetectorGeometry& geometry, std::span<const std::uint8_t> mask, const IntegrationOptions& options,
             const RunContext& context = {});

  [[nodiscard]] const PolarGrid& grid() const noexcept { return grid_; }
  [[nodiscard]] const DetectorGeometry& geometry() const noexcept { return geometry_; }
  /// Lower edge of the first radial bin and upper one of the last, 1/Å or degrees.
  [[nodiscard]] Interval range() const;
  /// Centres of the radial bins, 1/Å or degrees.
  [[nodiscard]] std::vector<double> radial() const;
  /// Centres of the azimuthal bins [rad].
  [[nodiscard]] std::vector<double> azimuth() const;
  /// Centres of the radial bins as |Q| [1/Å], whatever the unit; NaN without a wavelength.
  [[nodiscard]] std::vector<double> momentum_transfers() const;
  /// What the pixels' signals are divided by, without flat field, [row · columns + column]; 0 where masked.
  [[nodiscard]] const std::vector<float>& normalisation() const noexcept { return normalisation_; }

  [[nodiscard]] BinnedIntensity integrate(std::span<const PixelValue> pixels, const std::string& error_model,
                                          const RunContext& context = {}) const;

 private:
  DetectorGeometry geometry_;
  RadialUnit unit_;
  PolarGrid grid_;
  SparseMatrix matrix_;
  std::vector<float> normalisation_;
};

}  // namespace glasscape
