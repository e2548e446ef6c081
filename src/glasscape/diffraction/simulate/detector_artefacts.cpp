#include "glasscape/diffraction/simulate/detector_artefacts.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/diffraction/geometry/poni.hpp"
#include "glasscape/diffraction/simulate/poisson.hpp"

namespace glasscape {
namespace {

// Substreams of the random numbers of a pixel; images come after these.
enum : std::uint32_t { flat_numbers, dark_numbers, dead_numbers, first_image };

constexpr double mm = 1e-3;  // in m

template <class Value, class Function>
std::vector<Value> of_pixels(std::size_t pixels, const RunContext& context, const Function& function) {
  std::vector<Value> values(pixels);
  parallel_blocks(context, pixels, 1 << 14, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) values[i] = function(i);
  });
  return values;
}

double component(const std::vector<double>& values, std::size_t k, const char* name) {
  if (values.empty()) return 0;
  if (values.size() != 2) throw usage_error(name, fmt::format("{} numbers are given", values.size()), "two numbers");
  return values[k];
}

/// Where the beam meets the detector, relative to the point of normal incidence [m], and how far from the sample.
struct BeamSpot {
  double along1, along2, distance;
};
BeamSpot beam_spot(const DetectorGeometry& g) {
  const Vec3 beam = laboratory_rotation(g)[2];  // the beam's direction in the detector's own axes
  if (!(beam.z > 0)) throw usage_error("geometry", "the beam does not meet the detector", "rotations below 90 degrees");
  const double way = g.distance / beam.z;
  return {way * beam.x, way * beam.y, way};
}

}  // namespace

DetectorGeometry written_geometry(const DetectorOptions& options) {
  DetectorGeometry g;
  if (!options.poni.empty()) {
    g = read_poni(options.poni).geometry;
    if (g.wavelength == 0) {
      throw input_error(options.poni, "it states no wavelength", {}, "add a line such as 'Wavelength: 1.2359e-11'");
    }
    if (g.rows == 0)
      fit_geometry(g, static_cast<std::size_t>(options.pixels), static_cast<std::size_t>(options.pixels), "--pixels");
    return g;
  }
  g.distance = options.distance * mm;
  g.pixel1 = g.pixel2 = options.pixel * mm;
  g.rows = g.columns = static_cast<std::size_t>(options.pixels);
  g.poni1 = g.poni2 = g.pixel1 * static_cast<double>(options.pixels) / 2;
  g.wavelength = options.wavelength;
  return g;
}

DetectorGeometry true_geometry(const DetectorGeometry& written, const DetectorOptions& options) {
  DetectorGeometry g = written;
  g.rot1 += component(options.tilt_error, 0, "tilt_error") * std::numbers::pi / 180;
  g.rot2 += component(options.tilt_error, 1, "tilt_error") * std::numbers::pi / 180;
  const BeamSpot before = beam_spot(written), after = beam_spot(g);
  g.distance *= before.distance / after.distance * (1 + options.distance_error);
  const BeamSpot spot = beam_spot(g);
  g.poni1 += before.along1 - spot.along1 + component(options.centre_error, 0, "centre_error") * g.pixel1;
  g.poni2 += before.along2 - spot.along2 + component(options.centre_error, 1, "centre_error") * g.pixel2;
  g.wavelength *= 1 + options.wavelength_error;
  return g;
}

DetectorArtefacts detector_artefacts(const DetectorGeometry& g, const DetectorOptions& options, std::uint64_t seed,
                                     const RunContext& context) {
  DetectorArtefacts artefacts;
  const std::size_t pixels = g.rows * g.columns;
  if (options.flat_variation > 0) {
    artefacts.flat = of_pixels<double>(pixels, context, [&](std::size_t i) {
      const double across = 2 * (static_cast<double>(i % g.columns) + 0.5) / static_cast<double>(g.columns) - 1;
      const double own = CounterRng(seed, i, flat_numbers).normal();
      return std::max(0.05, (1 + options.flat_variation * own) * (1 + options.flat_variation * across));
    });
  }
  if (options.dark > 0) {
    artefacts.dark = of_pixels<double>(pixels, context, [&](std::size_t i) {
      return options.dark * std::max(0.0, 1 + 0.1 * CounterRng(seed, i, dark_numbers).normal());
    });
  }
  if (options.dead_pixels > 0 || options.beam_stop > 0) {
    const Vec3 corner = laboratory_position(g, 0, 0);
    const Vec3 down = laboratory_position(g, 1, 0) - corner, along = laboratory_position(g, 0, 1) - corner;
    const double radius2 = std::pow(options.beam_stop * mm, 2);
    artefacts.mask = of_pixels<std::uint8_t>(pixels, context, [&](std::size_t i) {
      const Vec3 p = corner + (static_cast<double>(i / g.columns) + 0.5) * down +
                     (static_cast<double>(i % g.columns) + 0.5) * along;
      const bool shadow = p.x * p.x + p.y * p.y < radius2;
      return static_cast<std::uint8_t>(shadow || CounterRng(seed, i, dead_numbers).uniform() < options.dead_pixels);
    });
  }
  return artefacts;
}

std::vector<double> read_out(const std::vector<double>& signal, const DetectorArtefacts& artefacts, double saturation,
                             bool noise, std::uint64_t seed, std::uint32_t image, const RunContext& context) {
  return of_pixels<double>(signal.size(), context, [&](std::size_t i) {
    if (!artefacts.mask.empty() && artefacts.mask[i] != 0) return 0.0;
    double mean = signal[i];
    if (!artefacts.flat.empty()) mean *= artefacts.flat[i];
    if (!artefacts.dark.empty()) mean += artefacts.dark[i];
    if (noise) {
      CounterRng rng(seed, i, first_image + image);
      mean = poisson_deviate(rng, mean);
    }
    return saturation > 0 ? std::min(mean, saturation) : mean;
  });
}

}  // namespace glasscape
