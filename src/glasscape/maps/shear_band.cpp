#include "glasscape/maps/shear_band.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/maps/block_shuffle.hpp"
#include "glasscape/maps/layer_fit.hpp"

namespace glasscape {
namespace {

constexpr std::size_t tiles_across = 4, tiles = tiles_across * tiles_across;

void check(const ConfigurationView& view, std::span<const double> values) {
  if (values.size() != view.size()) {
    throw usage_error("shear band", fmt::format("{} values for {} atoms", values.size(), view.size()),
                      "one value per atom");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) {
      throw input_error("shear band", fmt::format("{:g} of the atom with index {}", values[i], i),
                        "a measure of deformation that is not negative, for example an effective strain or D²min",
                        "take its absolute value or its square");
    }
  }
}

// The profile tile by tile of the plane: sums[tile][slab].
struct Tiles {
  std::array<std::vector<double>, tiles> sums, counts;
};

Tiles tile_profiles(const ConfigurationView& view, std::span<const double> values, const PlaneNormal& normal,
                    std::size_t slabs) {
  Tiles t;
  for (std::size_t k = 0; k < tiles; ++k) {
    t.sums[k].assign(slabs, 0);
    t.counts[k].assign(slabs, 0);
  }
  const auto [a, b] = normal.in_plane();
  const auto across = [&](double s, std::size_t axis) {
    const double inside = view.box.periodic()[axis] ? s - std::floor(s) : s;
    return static_cast<std::size_t>(std::clamp(inside * tiles_across, 0.0, tiles_across - 1.0));
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const Vec3 s = view.box.fractional(view.positions[i]);
    const std::size_t tile = across(s[a], a) * tiles_across + across(s[b], b);
    const auto slab = static_cast<std::size_t>(normal.phase(view.positions[i]) * static_cast<double>(slabs));
    t.sums[tile][slab] += values[i];
    ++t.counts[tile][slab];
  }
  return t;
}

// The profile without one tile (tiles: with all of them).
void without(const Tiles& t, std::size_t left_out, std::vector<double>& mean, std::vector<double>& weight) {
  std::fill(mean.begin(), mean.end(), 0);
  std::fill(weight.begin(), weight.end(), 0);
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    if (tile == left_out) continue;
    for (std::size_t k = 0; k < mean.size(); ++k) {
      mean[k] += t.sums[tile][k];
      weight[k] += t.counts[tile][k];
    }
  }
  for (std::size_t k = 0; k < mean.size(); ++k) mean[k] = weight[k] > 0 ? mean[k] / weight[k] : 0;
}

struct Jackknife {
  double centre, width;
};

Jackknife errors(const Tiles& t, const detail::LayerFit& whole, double period, bool periodic) {
  const std::size_t slabs = whole.curve.size();
  std::vector<double> mean(slabs), weight(slabs);
  double c1 = 0, c2 = 0, w1 = 0, w2 = 0;
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    without(t, tile, mean, weight);
    const auto part = detail::fit_layer(mean, weight, period, periodic, &whole);
    double shift = part.centre - whole.centre;
    if (periodic) shift -= period * std::round(shift / period);
    const double change = part.half_width - whole.half_width;
    c1 += shift / tiles;
    c2 += shift * shift / tiles;
    w1 += change / tiles;
    w2 += change * change / tiles;
  }
  return {std::sqrt(std::max(0.0, c2 - c1 * c1) * (tiles - 1)), std::sqrt(std::max(0.0, w2 - w1 * w1) * (tiles - 1))};
}

double ratio(double band, double matrix) {
  return matrix > 0 ? band / matrix : band > 0 ? std::numeric_limits<double>::infinity() : ShearBand::nan;
}

std::string verdict(const ShearBand& band, const ShearBandOptions& options) {
  if (!(band.p_value <= options.level)) {
    return fmt::format("no layer stands out from shuffled blocks (p = {:.3g})", band.p_value);
  }
  if (!(band.contrast >= options.least_contrast)) {
    return fmt::format("the layer has deformed only {:.3g} times as much as the rest", band.contrast);
  }
  return {};
}

}  // namespace

const ParameterTable<ShearBandOptions>& shear_band_parameters() {
  using O = ShearBandOptions;
  static const ParameterTable<O> table{
      {"slab", &O::slab, Unit("Å"), "width of the slabs of profiles", positive()},
      {"block", &O::block, Unit("Å"), "edge of the blocks that are shuffled to tell a band from chance", positive()},
      {"shuffles", &O::shuffles, Unit("1"), "random orders of the blocks", between(19, 1e6)},
      {"level", &O::level, Unit("1"), "largest p-value of a band", between(0, 1)},
      {"least_contrast", &O::least_contrast, Unit("1"), "least ratio of band to matrix", at_least(1)},
      {"largest_index", &O::largest_index, Unit("1"), "of the planes (h k l) of the cell that are tried",
       between(1, 3)},
      {"seed", &O::seed, Unit("1"), "of the random orders", at_least(0)},
  };
  return table;
}

double ShearBand::distance(double position) const {
  double d = position - centre;
  if (profile.periodic) d -= period * std::round(d / period);
  return std::abs(d);
}

ShearBand find_shear_band(const ConfigurationView& view, std::span<const double> values,
                          const ShearBandOptions& options, const RunContext& context) {
  check(view, values);
  const auto families = plane_families(view.box, static_cast<int>(options.largest_index));
  const auto test = detail::test_layers(view, values, families, options.block, options.shuffles, options.seed, context);
  ShearBand band;
  if (!test.defined) {
    band.why_not = "the values do not vary, or the box is too small for blocks";
    return band;
  }
  band.plane = families[test.family];
  band.p_value = test.p_value;
  band.statistic = test.statistic;
  const PlaneNormal normal(view.box, band.plane);
  band.period = normal.period();
  const std::size_t slabs = std::max<std::size_t>(slabs_of(normal, options.slab), 8);
  band.profile = profile(view, values, normal, slabs);
  const Tiles parts = tile_profiles(view, values, normal, slabs);
  std::vector<double> mean(slabs), weight(slabs);
  without(parts, tiles, mean, weight);
  const auto fit = detail::fit_layer(mean, weight, band.period, normal.periodic());
  band.centre = fit.centre;
  band.width = fit.half_width;
  band.edge = fit.edge;
  band.base = fit.base;
  band.peak = fit.peak;
  band.fit = fit.curve;
  double n = 0, all = 0, squares = 0;
  for (std::size_t k = 0; k < slabs; ++k) {
    n += weight[k];
    all += weight[k] * mean[k];
  }
  for (std::size_t k = 0; k < slabs; ++k) squares += weight[k] * (mean[k] - all / n) * (mean[k] - all / n);
  band.explained = squares > 0 ? 1 - fit.squares / squares : ShearBand::nan;
  if (fit.height > 0) {
    const Jackknife error = errors(parts, fit, band.period, normal.periodic());
    band.centre_error = error.centre;
    band.width_error = error.width;
  }
  const BandAverage average = band_average(view, values, band);
  band.band_mean = average.band;
  band.matrix_mean = average.matrix;
  band.contrast = ratio(average.band, average.matrix);
  band.why_not = verdict(band, options);
  band.found = band.why_not.empty();
  return band;
}

}  // namespace glasscape
