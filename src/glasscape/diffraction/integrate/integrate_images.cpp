#include "glasscape/diffraction/integrate/integrate_images.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/diffraction/geometry/known_detectors.hpp"
#include "glasscape/diffraction/geometry/poni.hpp"

namespace glasscape {
namespace {

void require_shape(const DetectorImage& image, const DetectorGeometry& geometry, const char* kind) {
  const std::string name = image.source.empty() ? kind : image.source;
  if (image.height != geometry.rows || image.width != geometry.columns || image.data.size() != image.size()) {
    throw input_error(
        name, fmt::format("has {} rows and {} columns", image.height, image.width),
        fmt::format("{} rows and {} columns, as the geometry or the first image", geometry.rows, geometry.columns),
        "give images of the same detector");
  }
}

}  // namespace

ImageIntegration::ImageIntegration(const DetectorGeometry& geometry, ReferenceImages references,
                                   const IntegrationOptions& options, const RunContext& context)
    : options_(options) {
  const std::size_t size = geometry.rows * geometry.columns;
  const KnownDetector* const known = find_detector(geometry.detector);
  std::vector<std::uint8_t> mask;
  if (known != nullptr) mask = module_gaps(*known, geometry.rows, geometry.columns);
  mask.resize(size, 0);
  if (references.mask) {
    require_shape(*references.mask, geometry, "mask");
    // NaN marks bad pixels, too.
    for (std::size_t i = 0; i < size; ++i) mask[i] |= references.mask->data[i] != 0 ? 1 : 0;
  }
  if (references.dark) {
    require_shape(*references.dark, geometry, "dark");
    dark_ = std::move(references.dark->data);
  }
  masked_ = static_cast<std::size_t>(std::count(mask.begin(), mask.end(), 1));
  if (references.flat) {
    require_shape(*references.flat, geometry, "flat");
    for (std::size_t i = 0; i < size; ++i) {
      const double flat = references.flat->data[i];
      if (mask[i] == 0 && !(flat > 0 && std::isfinite(flat))) {
        mask[i] = 1;
        ++bad_flat_;
      }
    }
  }
  if (masked_ + bad_flat_ == size) {
    throw input_error(references.mask && !references.mask->source.empty() ? references.mask->source : "mask",
                      "every pixel is masked", "0 for good pixels, another number for bad ones");
  }
  integrator_.emplace(geometry, mask, options, context);
  normalisation_ = integrator_->normalisation();
  if (references.flat) {
    for (std::size_t i = 0; i < size; ++i) {
      if (mask[i] == 0) normalisation_[i] *= static_cast<float>(references.flat->data[i]);
    }
  }
  sum_.assign(size, 0);
  if (options.error_model == "poisson") variance_.assign(size, 0);
  state_.assign(size, good);
}

void ImageIntegration::add(const DetectorImage& image, const RunContext& context) {
  require_shape(image, integrator_->geometry(), "image");
  double limit = options_.saturation > 0 ? options_.saturation : std::numeric_limits<double>::infinity();
  if (!std::isnan(image.largest_count)) limit = std::min(limit, image.largest_count);
  const bool own_mask = image.mask.size() == image.data.size();
  parallel_blocks(context, image.data.size(), 1 << 16, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const double value = image.data[i];
      if (!std::isfinite(value) || (own_mask && image.mask[i] != 0)) {
        state_[i] = undefined;
      } else if (value >= limit) {
        state_[i] = saturated;
      }
      sum_[i] += value;
      if (!variance_.empty()) variance_[i] += std::max(value, 1.0);
    }
  });
  ++images_;
  if (options_.error_model != "repeats") return;
  const std::vector<double> own =
      integrator_->integrate(pixel_values(image.data, 1, context), "none", context).intensity;
  mean_.resize(own.size(), 0);
  spread_.resize(own.size(), 0);
  for (std::size_t k = 0; k < own.size(); ++k) {
    const double off = own[k] - mean_[k];
    mean_[k] += off / static_cast<double>(images_);
    spread_[k] += off * (own[k] - mean_[k]);
  }
}

std::vector<PixelValue> ImageIntegration::pixel_values(std::span<const double> sums, double images,
                                                       const RunContext& context) const {
  std::vector<PixelValue> values(sums.size());
  parallel_blocks(context, sums.size(), 1 << 16, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const double dark = dark_.empty() ? 0 : dark_[i];
      if (state_[i] != good || normalisation_[i] == 0 || !std::isfinite(dark)) continue;
      values[i].signal = sums[i] / images - dark;
      values[i].normalisation = normalisation_[i];
      if (!variance_.empty()) {
        values[i].variance = static_cast<float>(variance_[i] / (images * images) + std::max(dark, 0.0));
      }
    }
  });
  return values;
}

Integration ImageIntegration::result(const RunContext& context) const {
  if (images_ == 0) throw input_error("images", "there is none", "one image or more");
  const auto n = static_cast<double>(images_);
  const std::vector<PixelValue> values = pixel_values(sum_, n, context);
  Integration result;
  result.images = images_;
  result.masked = masked_;
  result.undefined = bad_flat_;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (normalisation_[i] == 0) continue;
    result.pixels += values[i].normalisation > 0 ? 1 : 0;
    result.saturated += state_[i] == saturated ? 1 : 0;
    result.undefined += values[i].normalisation == 0 && state_[i] != saturated ? 1 : 0;
  }
  if (result.pixels == 0) {
    throw input_error("images",
                      fmt::format("no pixel can be used: {} masked, {} saturated, {} undefined", masked_,
                                  result.saturated, result.undefined),
                      "at least one good pixel", "check mask, saturation value and images");
  }
  BinnedIntensity binned = integrator_->integrate(values, options_.error_model, context);
  if (options_.error_model == "repeats") {
    binned.error.resize(binned.intensity.size());
    for (std::size_t k = 0; k < binned.error.size(); ++k) {
      binned.error[k] = images_ < 2 ? DetectorImage::unknown : std::sqrt(spread_[k] / (n - 1) / n);
    }
  }
  result.unit = options_.unit;
  result.radial = integrator_->radial();
  result.pattern.q = integrator_->momentum_transfers();
  result.pattern.azimuth = integrator_->azimuth();
  result.pattern.wavelength = integrator_->geometry().wavelength;
  result.empty_bins = static_cast<std::size_t>(
      std::count_if(binned.intensity.begin(), binned.intensity.end(), [](double v) { return std::isnan(v); }));
  result.pattern.intensity = std::move(binned.intensity);
  result.pattern.error = std::move(binned.error);
  result.pattern.pixels = std::move(binned.pixels);
  return result;
}

Integration integrate_images(std::span<const DetectorImage> images, const DetectorGeometry& geometry,
                             const ReferenceImages& references, const IntegrationOptions& options,
                             const RunContext& context) {
  if (images.empty()) throw input_error("images", "there is none", "one image or more");
  DetectorGeometry fitted = geometry;
  fit_geometry(fitted, images.front().height, images.front().width, images.front().source);
  ImageIntegration integration(fitted, references, options, context);
  for (const DetectorImage& image : images) integration.add(image, context);
  return integration.result(context);
}

}  // namespace glasscape
