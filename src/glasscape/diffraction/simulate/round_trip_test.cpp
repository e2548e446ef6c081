#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/diffraction/integrate/integrate_images.hpp"
#include "glasscape/diffraction/simulate/detector_artefacts.hpp"
#include "glasscape/diffraction/simulate/expected_image.hpp"
#include "glasscape/diffraction/simulate/model_glass_fixture.hpp"
#include "glasscape/diffraction/simulate/strained_glass.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/form_factors/xray_atoms.hpp"
#include "glasscape/scattering/orientation_fit/anisotropy.hpp"

// The whole chain on known truth: a strain is planted in a glass, its images are counted, and the analysis of the
// images must find the strain within its own errors.
namespace glasscape {
namespace {

constexpr double thickness = 0.5;  // mm

struct Experiment {
  PlantedStrain planted;
  DetectorOptions detector;
  std::vector<double> loading_axis = {0, 90};  // deg
  std::uint64_t seed = 1;
  bool noise = true;
  std::string window = "none";
  std::int64_t bins = 700;

  Experiment() {
    detector.pixels = 512;
    detector.pixel = 0.4;
    planted.poisson_ratio = 0.36;
    planted.inner_share = 0.3;
    planted.transition = 0.5;
  }
};

const HarmonicTable& glass() {
  static const HarmonicTable table = HardSpheres{}.g_table(28, 0.02);
  return table;
}

HarmonicTable sample_of(const Experiment& e) { return tapered(strained_glass(glass(), e.planted), 6); }

AffineOptions affine_options() { return {.poisson = 0.36, .r_fit = 11, .r_end = 19}; }

AffineAnalysis analysis_of(const HarmonicTable& g) { return affine_analysis(g, affine_options()); }

// Counts on the detector as it is, analysed with the geometry, dark, flat and mask that were written.
AffineAnalysis analysis_of(const Experiment& e) {
  const std::vector<Constituent> alloy{{"Cu", 0.5}, {"Zr", 0.5}};
  const DetectorGeometry written = written_geometry(e.detector), actual = true_geometry(written, e.detector);
  const HarmonicTable g = sample_of(e);
  const double qmax = largest_q(actual) + 0.01;
  const SampleScattering sample =
      sample_scattering(structure_factor(g, qmax, 0.01), alloy, hc / actual.wavelength, qmax);
  const ImagePhysics physics{.polarisation = 0.99, .thickness = thickness, .density = g.density};
  const DetectorArtefacts artefacts = detector_artefacts(actual, e.detector, e.seed, {});
  const auto image_of = [&](std::vector<double> data) {
    DetectorImage image{.width = written.columns, .height = written.rows};
    image.data = std::move(data);
    return image;
  };
  ReferenceImages references;
  if (!artefacts.dark.empty()) references.dark = image_of(artefacts.dark);
  if (!artefacts.flat.empty()) references.flat = image_of(artefacts.flat);
  if (!artefacts.mask.empty()) references.mask = image_of({artefacts.mask.begin(), artefacts.mask.end()});
  IntegrationOptions integration;
  integration.bins = e.bins;
  integration.azimuth_bins = 72;
  integration.range = {0.2, 12.4};
  integration.split = "full";
  integration.polarization = "0.99";
  integration.absorption = thickness * linear_attenuation(alloy, g.density, hc / written.wavelength);
  integration.error_model = "poisson";
  std::vector<OrientedPattern> patterns;
  for (const double degrees : e.loading_axis) {
    const double azimuth = degrees * std::numbers::pi / 180;
    std::vector<double> signal = expected_image(actual, sample, alloy, physics, azimuth, {});
    for (double& value : signal) value *= 10;  // about 1,500 counts
    const auto number = static_cast<std::uint32_t>(patterns.size());
    const DetectorImage image = image_of(read_out(signal, artefacts, 1e12, e.noise, e.seed, number, {}));
    patterns.push_back({integrate_images(std::span(&image, 1), written, references, integration).pattern, azimuth});
  }
  AnisotropyOptions options;
  options.composition = "Cu50Zr50";
  options.window = e.window;
  options.reduction.density = g.density;
  options.affine = affine_options();
  return analyse_orientations(patterns, options).affine.value();
}

// Without a window, which would smear the step of the strain. Q begins at 0.2 /Å: the step is a long wave in g_20, and
// with Q from 0.6 /Å on, the critical radius comes out 2 Å too large.
TEST(RoundTrip, PlantedStrainAndCriticalRadiusComeBack) {
  Experiment e;
  e.planted.strain = -0.01;
  e.detector.dark = 30;
  e.detector.flat_variation = 0.03;
  e.detector.dead_pixels = 0.005;
  e.detector.beam_stop = 1.5;
  e.detector.tilt_error = {0.1, -0.1};
  const AffineAnalysis affine = analysis_of(e);
  EXPECT_TRUE(affine.fit.strain_interval.contains(-0.01)) << affine.fit.strain.value;
  EXPECT_LT(affine.fit.strain_interval.high - affine.fit.strain_interval.low, 0.0015);
  EXPECT_TRUE(std::isnan(affine.critical.value)) << affine.critical.value;

  e.planted.critical_radius = 7;
  const AffineAnalysis found = analysis_of(e), truth = analysis_of(sample_of(e));
  EXPECT_TRUE(found.fit.strain_interval.contains(-0.01)) << found.fit.strain.value;
  EXPECT_LT(found.fit.strain_interval.high - found.fit.strain_interval.low, 0.0015);
  // The definition looks for the outer end of the deviation, two widths of the step beyond its middle.
  EXPECT_NEAR(truth.critical.value, 8, 0.15);
  EXPECT_LT(found.critical.low, truth.critical.value);
  EXPECT_GT(found.critical.high, truth.critical.value);
  EXPECT_NEAR(found.critical.value, truth.critical.value, 1);
}

TEST(RoundTrip, IsotropicSampleGivesZeroWithinItsErrors) {
  Experiment e;
  e.window = "lorch";
  // Bins a little narrower than the pixels (0.05 1/Å). Much narrower ones share pixels, and the error of the strain
  // does not know that this correlates them: with bins of 0.018 1/Å it is 1.35 times too small.
  e.bins = 290;
  e.noise = false;
  // What large pixels leave without any noise: one per cent of a one per cent strain.
  const double offset = analysis_of(e).fit.strain.value;
  EXPECT_LT(std::abs(offset), 1e-4);
  e.noise = true;
  double sum = 0, squares = 0;
  int inside = 0;
  constexpr int samples = 12;
  for (int k = 0; k < samples; ++k) {
    e.seed = 100 + static_cast<std::uint64_t>(k);
    const AffineAnalysis a = analysis_of(e);
    EXPECT_LT(a.fit.strain.error, 2e-4);
    inside += a.fit.strain_interval.contains(0) ? 1 : 0;
    const double pull = (a.fit.strain.value - offset) / a.fit.strain.error;
    sum += pull;
    squares += pull * pull;
  }
  EXPECT_GE(inside, 9);
  // 99.9 % of the means and of the sums of squares of normal deviates.
  EXPECT_LT(std::abs(sum / samples), 0.95);
  EXPECT_GT(squares / samples, 0.22);
  EXPECT_LT(squares / samples, 2.74);
}

// A beam beside the assumed centre makes an ellipse of a ring: the same on the detector in both orientations, so that
// it adds to the strain of one and is subtracted from that of the other.
TEST(RoundTrip, TwoOrientationsCancelAnErrorOfTheBeamCentre) {
  Experiment e;
  e.detector.centre_error = {2, -1};
  const AffineAnalysis both = analysis_of(e);
  EXPECT_TRUE(both.fit.strain_interval.contains(0));
  EXPECT_LT(std::abs(both.fit.strain.value), 5e-4);
  e.loading_axis = {0};
  EXPECT_GT(std::abs(analysis_of(e).fit.strain.value), 3e-3);
}

}  // namespace
}  // namespace glasscape
