#include <benchmark/benchmark.h>
#include <cmath>

#include "glasscape/diffraction/integrate/integrate_images.hpp"

// A detector of 2048 × 2048 pixels onto 2000 × 360 bins: the set-up once for a geometry, then each image. Arguments:
// threads. bench/compare_pyfai.py sets the same beside pyFAI.
namespace {

using namespace glasscape;

constexpr std::size_t side = 2048;

DetectorGeometry geometry() {
  DetectorGeometry g{.distance = 0.25, .poni1 = 0.2071, .poni2 = 0.2013, .rot1 = 0.06, .rot2 = -0.04, .rot3 = 0.3};
  g.wavelength = 0.12359;
  g.pixel1 = g.pixel2 = 2e-4;
  g.rows = g.columns = side;
  return g;
}

IntegrationOptions options(const char* split) {
  return {.bins = 2000, .azimuth_bins = 360, .split = split, .polarization = "0.95"};
}

DetectorImage image() {
  DetectorImage made;
  made.width = made.height = side;
  made.data.assign(side * side, 100);
  return made;
}

// Every bin that pixels reach must hold the level of the image.
void check(benchmark::State& state, const std::vector<double>& intensity) {
  std::size_t wrong = 0;
  for (const double v : intensity) wrong += !std::isnan(v) && std::abs(v - 100) > 1e-4 ? 1 : 0;
  if (wrong > 0) state.SkipWithError("a constant image gave another pattern");
}

void set_up(benchmark::State& state, const char* split) {
  const RunContext context{.threads = static_cast<int>(state.range(0))};
  for (auto _ : state) {
    const Integrator integrator(geometry(), {}, options(split), context);
    benchmark::DoNotOptimize(integrator.grid());
  }
}

void apply(benchmark::State& state, const char* split) {
  const RunContext context{.threads = static_cast<int>(state.range(0))};
  const Integrator integrator(geometry(), {}, options(split), context);
  const auto& normalisation = integrator.normalisation();
  std::vector<PixelValue> pixels(side * side);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = {100 * static_cast<double>(normalisation[i]), normalisation[i], 100};
  }
  BinnedIntensity result;
  for (auto _ : state) result = integrator.integrate(pixels, "poisson", context);
  check(state, result.intensity);
}

// From the counts of one more image to its pattern, with what is done to each pixel.
void image_to_pattern(benchmark::State& state, const char* split) {
  const RunContext context{.threads = static_cast<int>(state.range(0))};
  IntegrationOptions chosen = options(split);
  chosen.no_solid_angle = true;
  chosen.polarization = "none";
  ImageIntegration integration(geometry(), {}, chosen, context);
  const DetectorImage counts = image();
  std::vector<double> intensity;
  for (auto _ : state) {
    integration.add(counts, context);
    intensity = integration.result(context).pattern.intensity;
  }
  check(state, intensity);
}

BENCHMARK_CAPTURE(set_up, bbox, "bbox")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(set_up, full, "full")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(apply, bbox, "bbox")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(apply, full, "full")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(image_to_pattern, full, "full")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
