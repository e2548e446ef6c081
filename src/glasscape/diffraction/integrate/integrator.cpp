#include "glasscape/diffraction/integrate/integrator.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/diffraction/corrections/corrections.hpp"

namespace glasscape {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::optional<double> polarization_of(const IntegrationOptions& options) {
  if (options.polarization == "none") return {};
  double factor = 0;
  const char* const last = options.polarization.data() + options.polarization.size();
  const auto [end, error] = std::from_chars(options.polarization.data(), last, factor);
  if (error != std::errc{} || end != last || !(factor >= -1 && factor <= 1)) {
    throw usage_error("polarization", "'" + options.polarization + "'", "none, or a number from -1 to 1");
  }
  return factor;
}

std::array<double, 2> interval(const std::vector<double>& values, const char* name) {
  if (values.size() != 2 || !(values[1] > values[0]) || !std::isfinite(values[1] - values[0])) {
    throw usage_error(name, fmt::format("[{}]", fmt::join(values, ", ")), "two numbers, the lower one first");
  }
  return {values[0], values[1]};
}

Splitting splitting_of(const IntegrationOptions& options) {
  return options.split == "none" ? Splitting::none : options.split == "bbox" ? Splitting::bbox : Splitting::full;
}

PolarGrid azimuths_of(const IntegrationOptions& options) {
  PolarGrid grid;
  grid.bins = static_cast<std::size_t>(options.bins);
  grid.azimuth_bins = static_cast<std::size_t>(options.azimuth_bins);
  grid.whole = options.edges == "whole";
  const auto [low, high] = interval(options.azimuth_range, "azimuth_range");
  if (low < -360 || high > 360 || high - low > 360) {
    throw usage_error("azimuth_range", fmt::format("{:g} to {:g}", low, high), "at most one turn between -360 and 360");
  }
  grid.azimuth_low = low * pi / 180;
  grid.azimuth_width = (high - low) * pi / 180 / static_cast<double>(grid.azimuth_bins);
  grid.sector = grid.azimuth_bins > 1 || high - low < 360;
  return grid;
}

}  // namespace

const ParameterTable<IntegrationOptions>& integration_parameters() {
  using O = IntegrationOptions;
  static const ParameterTable<O> table{
      {"bins", &O::bins, Unit("1"), "radial bins", between(1, 1e6)},
      {"azimuth_bins", &O::azimuth_bins, Unit("1"), "bins in azimuth; 1: whole rings", between(1, 36000)},
      {"unit", &O::unit, Unit("1"), "radial axis: |Q| in 1/Å or 2θ in degrees", {}, {"q", "2theta"}},
      {"split", &O::split, Unit("1"), "how pixels are shared between bins", {}, {"none", "bbox", "full"}},
      {"range", &O::range, Unit("1"), "low,high of the radial axis; default as far as the pixels reach"},
      {"azimuth_range", &O::azimuth_range, Unit("1"), "low,high in degrees; azimuth 0 is along the rows of the image"},
      {"edges",
       &O::edges,
       Unit("1"),
       "pixels across ±180° and the ends of a range: cut there and continued on the other side, or counted whole on "
       "one",
       {},
       {"wrap", "whole"}},
      {"polarization", &O::polarization, Unit("1"),
       "none, or the factor of the beam: 1 polarised along the rows of the image, 0 unpolarised, -1 across"},
      {"no_solid_angle", &O::no_solid_angle, Unit("1"), "do not correct for the solid angle of the pixels"},
      {"absorption", &O::absorption, Unit("1"), "correct for absorption in a plate across the beam: its μt",
       at_least(0)},
      {"efficiency", &O::efficiency, Unit("1"), "correct for oblique paths through the sensor: its μd", at_least(0)},
      {"saturation", &O::saturation, Unit("1"),
       "leave out pixels from this value on; 0: only the largest that the file can hold", at_least(0)},
      {"error_model",
       &O::error_model,
       Unit("1"),
       "counting statistics, scatter of the pixels in a bin, or scatter between repeated images",
       {},
       {"none", "poisson", "azimuthal", "repeats"}},
  };
  return table;
}

Integrator::Integrator(const DetectorGeometry& geometry, std::span<const std::uint8_t> mask,
                       const IntegrationOptions& options, const RunContext& context)
    : geometry_(geometry), unit_(options.unit == "q" ? RadialUnit::q : RadialUnit::two_theta) {
  if (unit_ == RadialUnit::q && !(geometry.wavelength > 0)) {
    throw usage_error("unit q", "the geometry has no wavelength", {},
                      "give --wavelength, or integrate over 2θ with --unit 2theta");
  }
  grid_ = azimuths_of(options);
  constexpr std::size_t most_bins = 1u << 28;
  const std::size_t rows = geometry.rows, columns = geometry.columns;
  if (grid_.size() > most_bins) throw usage_error("bins", fmt::format("{} in all", grid_.size()), "at most 2²⁸");
  const PixelPlaces places(geometry, unit_);
  const Splitting splitting = splitting_of(options);
  double low = 0, high = 0;
  if (options.range.empty()) {
    const RadialRange range = radial_range(places, rows, columns, mask, splitting, context);
    if (range.low > range.high) {
      throw input_error("mask", "every pixel is masked", {},
                        "check that the mask marks bad pixels by values other than 0");
    }
    low = range.low;
    // The largest radius belongs to the last bin.
    high = range.high * (1 + static_cast<double>(std::numeric_limits<float>::epsilon()));
  } else {
    const auto given = interval(options.range, "range");
    low = given[0] / radial_scale(unit_);
    high = given[1] / radial_scale(unit_);
  }
  grid_.low = low;
  grid_.width = (high - low) / static_cast<double>(grid_.bins);
  if (!(grid_.width > 0)) throw usage_error("range", fmt::format("{:g} to {:g}", low, high), "two numbers that grow");
  matrix_ = split_pixels(places, rows, columns, mask, grid_, splitting, context);

  normalisation_.assign(rows * columns, 1);
  const auto factor = polarization_of(options);
  const bool angles = factor || options.absorption > 0;
  parallel_blocks(context, rows, 16, [&](std::size_t first, std::size_t last) {
    for (std::size_t row = first; row < last; ++row) {
      for (std::size_t column = 0; column < columns; ++column) {
        const double y = static_cast<double>(row) + 0.5, x = static_cast<double>(column) + 0.5;
        float& value = normalisation_[row * columns + column];
        if (!mask.empty() && mask[row * columns + column] != 0) {
          value = 0;
          continue;
        }
        double n = 1;
        const double cosine = cos_incidence(geometry_, y, x);
        if (!options.no_solid_angle) n *= cosine * cosine * cosine;
        if (options.efficiency > 0) n *= detector_efficiency(cosine, options.efficiency);
        if (angles) {
          const ScatteringAngles at = scattering_angles(laboratory_position(geometry_, y, x));
          if (factor) n *= polarisation_factor(at.two_theta, at.azimuth, *factor);
          if (options.absorption > 0) n *= plate_absorption(at.two_theta, options.absorption, options.absorption);
        }
        value = static_cast<float>(n);
      }
    }
  });
}

std::vector<double> Integrator::radial() const {
  std::vector<double> centres(grid_.bins);
  for (std::size_t k = 0; k < centres.size(); ++k) {
    centres[k] = radial_scale(unit_) * (grid_.low + (static_cast<double>(k) + 0.5) * grid_.width);
  }
  return centres;
}

Interval Integrator::range() const {
  const double scale = radial_scale(unit_);
  return {scale * grid_.low, scale * (grid_.low + static_cast<double>(grid_.bins) * grid_.width)};
}

std::vector<double> Integrator::azimuth() const {
  std::vector<double> centres(grid_.azimuth_bins);
  for (std::size_t k = 0; k < centres.size(); ++k) {
    centres[k] = grid_.azimuth_low + (static_cast<double>(k) + 0.5) * grid_.azimuth_width;
  }
  return centres;
}

std::vector<double> Integrator::momentum_transfers() const {
  std::vector<double> q = radial();
  if (unit_ == RadialUnit::two_theta) {
    for (double& x : q) x = geometry_.wavelength > 0 ? momentum_transfer(x * pi / 180, geometry_.wavelength) : nan;
  }
  return q;
}

BinnedIntensity Integrator::integrate(std::span<const PixelValue> pixels, const std::string& error_model,
                                      const RunContext& context) const {
  if (pixels.size() != normalisation_.size()) {
    throw input_error("image", fmt::format("{} pixels", pixels.size()), fmt::format("{}", normalisation_.size()));
  }
  const bool poisson = error_model == "poisson", scatter = error_model == "azimuthal";
  BinnedIntensity result;
  const std::size_t bins = grid_.size();
  result.intensity.resize(bins);
  result.pixels.resize(bins);
  if (poisson || scatter) result.error.resize(bins);
  parallel_blocks(context, bins, 512, [&](std::size_t first, std::size_t last) {
    for (std::size_t bin = first; bin < last; ++bin) {
      const auto entries = matrix_.of(bin);
      double signal = 0, normalisation = 0, variance = 0, count = 0;
      for (const auto& [pixel, part] : entries) {
        const PixelValue& p = pixels[pixel];
        const double w = part;
        signal += w * p.signal;
        normalisation += w * static_cast<double>(p.normalisation);
        variance += w * w * static_cast<double>(p.variance);
        count += p.normalisation > 0 ? w : 0;
      }
      const double intensity = normalisation > 0 ? signal / normalisation : nan;
      result.intensity[bin] = intensity;
      result.pixels[bin] = count;
      if (scatter) {
        variance = 0;
        for (const auto& [pixel, part] : entries) {
          const PixelValue& p = pixels[pixel];
          const double off = static_cast<double>(part) * (p.signal - intensity * static_cast<double>(p.normalisation));
          variance += off * off;
        }
      }
      if (poisson || scatter) result.error[bin] = normalisation > 0 ? std::sqrt(variance) / normalisation : nan;
    }
  });
  return result;
}

}  // namespace glasscape
