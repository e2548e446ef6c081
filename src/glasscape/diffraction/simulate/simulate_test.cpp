#include "glasscape/diffraction/simulate/simulate.hpp"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numbers>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/corrections/corrections.hpp"
#include "glasscape/diffraction/simulate/detector_artefacts.hpp"
#include "glasscape/diffraction/simulate/expected_image.hpp"
#include "glasscape/diffraction/simulate/model_glass_fixture.hpp"
#include "glasscape/diffraction/simulate/strained_glass.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/form_factors/xray_atoms.hpp"

namespace glasscape {
namespace {

constexpr double degree = std::numbers::pi / 180;
const std::vector<Constituent> alloy = parse_composition("Cu50Zr50", "test");

const HarmonicTable& strained_s() {
  static const HarmonicTable table =
      structure_factor(strained_glass(HardSpheres{}.g_table(20, 0.04), {.strain = 0.01}), 26, 0.01);
  return table;
}

DetectorOptions small_detector() {
  DetectorOptions options;
  options.pixels = 64;
  options.pixel = 6.4;
  options.centre_error = {3.25, -1.5};
  options.tilt_error = {1.0, -2.0};
  return options;
}

// Every factor again from angles, as section "Experiment" of textbooks has them.
TEST(ExpectedImage, IsTheProductOfItsFactors) {
  const DetectorGeometry g = true_geometry(written_geometry(small_detector()), small_detector());
  const double energy = hc / g.wavelength;
  const SampleScattering sample = sample_scattering(strained_s(), alloy, energy, largest_q(g) + 0.01);
  const ImagePhysics physics{.polarisation = 0.95,
                             .compton = ComptonModel::klein_nishina,
                             .fluorescence = 12,
                             .thickness = 0.5,
                             .density = 0.058,
                             .sensor = 0.4};
  const double azimuth = 35 * degree;
  const auto image = expected_image(g, sample, alloy, physics, azimuth, {});
  const auto value = [&](int l, double q) {
    const HarmonicTable& s = strained_s();
    const auto k = static_cast<std::size_t>(std::upper_bound(s.x.begin(), s.x.end(), q) - s.x.begin());
    const double t = (q - s.x[k - 1]) / (s.x[k] - s.x[k - 1]);
    const auto& v = s.find({l, 0})->value;
    return (1 - t) * v[k - 1] + t * v[k];
  };
  for (std::size_t row = 0; row < 64; row += 7) {
    for (std::size_t column = 0; column < 64; column += 5) {
      const double r = static_cast<double>(row) + 0.5, c = static_cast<double>(column) + 0.5;
      const ScatteringAngles angle = scattering_angles(laboratory_position(g, r, c));
      const double q = momentum_transfer(angle.two_theta, g.wavelength);
      if (q < 1 || q > 25) continue;
      const double cosine = std::cos(angle.two_theta / 2) * std::cos(angle.azimuth - azimuth), z2 = cosine * cosine;
      const double s = value(0, q) + std::sqrt(5.0) * value(2, q) * (3 * z2 - 1) / 2 +
                       3 * value(4, q) * (35 * z2 * z2 - 30 * z2 + 3) / 8;
      const XrayAverages mean = xray_averages(alloy, q, energy);
      const double p = polarisation_factor(angle.two_theta, angle.azimuth, 0.95);
      const double in = 0.5 * linear_attenuation(alloy, 0.058, energy);
      const double k = compton_energy_ratio(angle.two_theta, energy);
      const double out = 0.5 * linear_attenuation(alloy, 0.058, energy * k);
      const double coherent = std::norm(mean.f) * s + mean.f_squared - std::norm(mean.f);
      const double incidence = std::cbrt(solid_angle(g, r, c));
      const double expected =
          (p * coherent * plate_absorption(angle.two_theta, in, in) +
           mean.compton * k * k * (p + (1 - k) * (1 - k) / (2 * k)) * plate_absorption(angle.two_theta, in, out) +
           12 * plate_absorption(angle.two_theta, in, in)) *
          solid_angle(g, r, c) * detector_efficiency(incidence, 0.4);
      EXPECT_NEAR(image[row * 64 + column] / expected, 1, 3e-4) << row << ' ' << column;
    }
  }
}

TEST(ExpectedImage, TurnsWithTheLoadingAxis) {
  DetectorOptions options;
  options.pixels = 33;
  options.pixel = 12;
  const DetectorGeometry g = written_geometry(options);
  const SampleScattering sample = sample_scattering(strained_s(), alloy, 100, largest_q(g));
  const auto across = expected_image(g, sample, alloy, {}, 0, {});
  const auto upright = expected_image(g, sample, alloy, {}, 90 * degree, {});
  double contrast = 0;
  for (std::size_t row = 0; row < 33; ++row) {
    for (std::size_t column = 0; column < 33; ++column) {
      // A turn of the detector by 90 degrees about the beam.
      EXPECT_NEAR(across[row * 33 + column] / upright[column * 33 + 32 - row], 1, 1e-10);
      contrast = std::max(contrast, std::abs(across[row * 33 + column] / upright[row * 33 + column] - 1));
    }
  }
  EXPECT_GT(contrast, 0.01);
}

TEST(Artefacts, ATiltKeepsTheBeamWhereItMeetsTheDetector) {
  const DetectorGeometry written = written_geometry({}), g = true_geometry(written, {.tilt_error = {1.5, -3}});
  EXPECT_NEAR(laboratory_position(g, 1024, 1024).x, 0, 1e-12);
  EXPECT_NEAR(laboratory_position(g, 1024, 1024).y, 0, 1e-12);
  EXPECT_NEAR(laboratory_position(g, 1024, 1024).z, 0.4, 1e-12);
  const DetectorGeometry moved = true_geometry(written, {.centre_error = {2, -5}, .distance_error = 0.01});
  EXPECT_NEAR(norm(laboratory_position(moved, 1026, 1019) - Vec3{0, 0, 0.404}), 0, 1e-12);
}

TEST(Artefacts, CountsScatterAsPoissonAroundTheirMean) {
  DetectorOptions options;
  options.pixels = 100;
  options.dark = 5;
  options.flat_variation = 0.05;
  options.dead_pixels = 0.1;
  const DetectorGeometry g = written_geometry(options);
  const DetectorArtefacts artefacts = detector_artefacts(g, options, 3, {.threads = 1});
  const std::vector<double> signal(10000, 40.0);
  const auto counts = read_out(signal, artefacts, 1e9, true, 3, 0, {.threads = 1});
  EXPECT_EQ(counts, read_out(signal, artefacts, 1e9, true, 3, 0, {.threads = 2}));
  EXPECT_NE(counts, read_out(signal, artefacts, 1e9, true, 3, 1, {.threads = 1}));
  double pull = 0, squares = 0, used = 0;
  for (std::size_t i = 0; i < signal.size(); ++i) {
    if (artefacts.mask[i] != 0) {
      EXPECT_EQ(counts[i], 0);
      continue;
    }
    const double mean = 40 * artefacts.flat[i] + artefacts.dark[i];
    const double z = (counts[i] - mean) / std::sqrt(mean);
    pull += z;
    squares += z * z;
    ++used;
  }
  EXPECT_NEAR(used, 9000, 120);
  EXPECT_NEAR(pull / used, 0, 4 / std::sqrt(used));
  EXPECT_NEAR(squares / used, 1, 4 * std::sqrt(2 / used));
  for (const double count : read_out(signal, artefacts, 42, true, 3, 0, {})) EXPECT_LE(count, 42);
}

class Simulation : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("glasscape-simulate-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    options_.composition = "Cu50Zr50";
    options_.pixels = 48;
    options_.pixel = 8;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  nlohmann::json run(const HarmonicTable& table) {
    return simulate_diffraction(std::span(&table, 1), options_, folder_, false, {.threads = 1});
  }

  std::filesystem::path folder_;
  SimulateOptions options_;
};

TEST_F(Simulation, WritesEverythingThatItNames) {
  options_.dark = 3;
  options_.flat_variation = 0.02;
  options_.beam_stop = 10;
  options_.background = 20;
  options_.thickness = 0.5;
  options_.strain = -0.01;
  options_.repeats = 2;
  options_.photons = 500;
  const auto truth = run(HardSpheres{}.g_table(15, 0.05));
  for (const auto& file : truth["files"]) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / file.get<std::string>())) << file;
  }
  EXPECT_EQ(truth["orientations"][1]["images"][1], "loading_090_2.tif");
  EXPECT_GT(truth["masked"], 0);
  const double rho = HardSpheres{}.density() / (0.99 * std::pow(1.004, 2));
  EXPECT_NEAR(truth["density"], rho, 1e-12);
  EXPECT_NEAR(truth["transmission"], std::exp(-0.5 * linear_attenuation(alloy, rho, 100.3)), 1e-4);
  EXPECT_EQ(read_harmonic_table(folder_ / "g_truth.csv").curves.size(), 3u);
  EXPECT_EQ(nlohmann::json::parse(read_file(folder_ / "truth.json")), truth);
  // A second time into the same folder, and over it.
  EXPECT_THROW(run(HardSpheres{}.g_table(15, 0.05)), Error);
}

// Partial functions that are all alike weigh nothing: the total comes back, whatever the form factors.
TEST_F(Simulation, OfEqualPartialsIsThatOfTheirTotal) {
  const HarmonicTable g = HardSpheres{}.g_table(15, 0.05);
  std::vector<HarmonicTable> partials(3, g);
  partials[0].label = "Cu-Cu";
  partials[1].label = "Zr-Cu";
  partials[2].label = "Zr-Zr";
  const HarmonicTable s = xray_structure_factor(partials, alloy, 100, 20, 0.1), total = structure_factor(g, 20, 0.1);
  for (std::size_t k = 0; k < s.x.size(); ++k) EXPECT_NEAR(s.curves[0].value[k], total.curves[0].value[k], 1e-10);
  // And unlike ones weigh as their atoms do where Q is small.
  for (double& v : partials[1].curves[0].value) v = 1;
  const HarmonicTable z = xray_structure_factor(partials, alloy, 100, 1, 0.5);
  const double like = (29 * 29 + 40 * 40) / (69.0 * 69);
  const HarmonicTable flat = structure_factor(partials[1], 1, 0.5), low = structure_factor(g, 1, 0.5);
  EXPECT_NEAR(z.curves[0].value[0], like * low.curves[0].value[0] + (1 - like) * flat.curves[0].value[0], 0.01);
  EXPECT_THROW(xray_structure_factor(std::span(partials).first(2), alloy, 100, 20, 0.1), Error);
}

TEST_F(Simulation, RefusesWhatCannotBe) {
  const HarmonicTable g = HardSpheres{}.g_table(15, 0.05);
  const auto refused = [&](const auto& change) {
    const SimulateOptions before = options_;
    change(options_);
    EXPECT_THROW(run(g), Error);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "truth.json"));
    options_ = before;
  };
  refused([](SimulateOptions& o) { o.composition = ""; });
  refused([](SimulateOptions& o) { o.composition = "Cu50Qq50"; });
  refused([](SimulateOptions& o) { o.wavelength = 1e-4; });
  refused([](SimulateOptions& o) { o.distance = 1; });
  refused([](SimulateOptions& o) { o.loading_axis = {0, 0}; });
  refused([](SimulateOptions& o) { o.loading_axis = {}; });
  refused([](SimulateOptions& o) { o.loading_axis = {1e9}; });
  refused([](SimulateOptions& o) { o.centre_error = {1}; });
  refused([](SimulateOptions& o) { o.beam_stop = 1e4; });
  refused([](SimulateOptions& o) { o.poni = "/nowhere.poni"; });
  HarmonicTable none = g;
  none.density = 0;
  EXPECT_THROW(run(none), Error);
  none = g;
  none.curves[0].value[5] = std::nan("");
  EXPECT_THROW(run(none), Error);
  none = HardSpheres{}.s_table(20, 0.02);
  options_.strain = 0.01;
  EXPECT_THROW(run(none), Error);
}

}  // namespace
}  // namespace glasscape
