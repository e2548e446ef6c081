#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/diffraction/image/image.hpp"
#include "glasscape/diffraction/integrate/integrator.hpp"
#include "glasscape/scattering/pattern.hpp"

namespace glasscape {

/// Images that belong to the detector rather than to the sample.
struct ReferenceImages {
  std::optional<DetectorImage> dark;  ///< counts without beam, for the same exposure: subtracted
  std::optional<DetectorImage>
      flat;  ///< relative response of the pixels: divided by; pixels that are not > 0 are left out
  std::optional<DetectorImage> mask;  ///< pixels that are not 0 are left out
};

/// The pattern of one image or the average of several.
struct Integration {
  AzimuthalPattern pattern;
  std::string unit;            ///< q or 2theta
  std::vector<double> radial;  ///< centres of the bins in that unit, 1/Å or degrees
  std::size_t images = 0;
  std::size_t pixels = 0;     ///< used
  std::size_t masked = 0;     ///< by the mask, by the detector's gaps or by the file
  std::size_t saturated = 0;  ///< in one of the images or more
  std::size_t undefined = 0;  ///< NaN or infinite, or with a flat field that is not positive
  std::size_t empty_bins = 0;
};

/// Integrates images of one geometry that come one after the other, so that any number fits into memory.
///
/// Intensity is that of the mean image. A pixel that is saturated or undefined in one image is left out of all.
/// Errors by poisson: v = Σ max(counts, 1)/n² + max(dark, 0); by repeats: standard error of the mean over the images'
/// own patterns, NaN for a single image.
///
/// Errors   Error(input) for images of another shape than the geometry, nothing but masked pixels, or no image
class ImageIntegration {
 public:
  /// The geometry has rows and columns; the gaps between the modules of a known detector are masked.
  ImageIntegration(const DetectorGeometry& geometry, ReferenceImages references, const IntegrationOptions& options,
                   const RunContext& context = {});

  void add(const DetectorImage& image, const RunContext& context = {});
  [[nodiscard]] Integration result(const RunContext& context = {}) const;
  [[nodiscard]] const Integrator& integrator() const noexcept { return *integrator_; }

 private:
  [[nodiscard]] std::vector<PixelValue> pixel_values(std::span<const double> sums, double images,
                                                     const RunContext& context) const;

  IntegrationOptions options_;
  std::vector<double> dark_;          // empty: none
  std::vector<float> normalisation_;  // with the flat field; 0: masked
  std::size_t masked_ = 0, bad_flat_ = 0;
  std::optional<Integrator> integrator_;
  std::vector<double> sum_, variance_;
  enum State : std::uint8_t { good, saturated, undefined };
  std::vector<std::uint8_t> state_;
  std::size_t images_ = 0;
  std::vector<double> mean_, spread_;  // of the images' patterns, for repeats
};

/// The pattern of some images at once.
Integration integrate_images(std::span<const DetectorImage> images, const DetectorGeometry& geometry,
                             const ReferenceImages& references, const IntegrationOptions& options,
                             const RunContext& context = {});

}  // namespace glasscape
