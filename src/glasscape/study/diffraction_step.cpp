#include "glasscape/study/diffraction_step.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>
#include <utility>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/diffraction/difference/difference_picture.hpp"
#include "glasscape/diffraction/geometry/poni.hpp"
#include "glasscape/diffraction/image/read_image.hpp"
#include "glasscape/diffraction/integrate/integrate_images.hpp"
#include "glasscape/diffraction/simulate/simulate.hpp"
#include "glasscape/geometry/composition.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/scattering/orientation_fit/anisotropy.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using FolderOf = std::function<fs::path(const std::string&)>;
using nlohmann::json;

struct Plan {
  SimulateOptions simulate;
  AffineOptions affine;
};

// Partial g of the state after the test, with the change of its anisotropic coefficients in place of these. A real
// sample is so large that coefficients of m ≠ 0 vanish; those of a small glass would pass for some of m = 0 in the
// images.
std::vector<HarmonicTable> partials(const fs::path& folder, const std::vector<Species>& species) {
  std::vector<HarmonicTable> tables;
  for (std::size_t a = 0; a < species.size(); ++a) {
    for (std::size_t b = a; b < species.size(); ++b) {
      const std::string pair = species[a].name + "-" + species[b].name;
      HarmonicTable table = read_harmonic_table(folder / ("g_" + pair + ".csv"));
      const HarmonicTable change = read_harmonic_table(folder / ("difference_" + pair + ".csv"));
      std::erase_if(table.curves, [](const HarmonicCurve& curve) { return curve.harmonic.m != 0; });
      for (HarmonicCurve& curve : table.curves) {
        curve.error.clear();
        if (curve.harmonic.l > 0) curve.value = change.find(curve.harmonic)->value;
      }
      tables.push_back(std::move(table));
    }
  }
  return tables;
}

// The patterns of the simulated images, corrected for what the simulation did to them.
std::vector<OrientedPattern> integrate(const SimulateOptions& simulated, const json& truth, const fs::path& images,
                                       const RunContext& context) {
  const PoniFile poni = read_poni(images / "geometry.poni");
  const auto optional_image = [&](const char* name) -> std::optional<DetectorImage> {
    const fs::path path = images / fmt::format("{}.{}", name, simulated.format);
    if (!fs::exists(path)) return std::nullopt;
    return read_image(path.string());
  };
  const ReferenceImages references{
      .dark = optional_image("dark"), .flat = optional_image("flat"), .mask = optional_image("mask")};
  const std::optional<DetectorImage> background = optional_image("background");
  IntegrationOptions options;
  options.bins = 1000;
  options.azimuth_bins = 72;
  options.split = "full";
  options.polarization = fmt::format("{}", simulated.polarisation);
  options.absorption = truth.at("mu_t").get<double>();
  options.efficiency = simulated.sensor;
  options.error_model = "poisson";
  const auto pattern_of = [&](std::span<const DetectorImage> some) {
    return integrate_images(some, poni.geometry, references, options, context).pattern;
  };
  std::vector<OrientedPattern> patterns;
  for (const json& orientation : truth.at("orientations")) {
    std::vector<DetectorImage> some;
    for (const json& name : orientation.at("images")) {
      some.push_back(read_image((images / name.get<std::string>()).string()));
    }
    AzimuthalPattern pattern = pattern_of(some);
    if (background) pattern = without_background(std::move(pattern), pattern_of(std::span(&*background, 1)), 1);
    patterns.push_back({std::move(pattern), orientation.at("azimuth_deg").get<double>() * std::numbers::pi / 180});
  }
  return patterns;
}

std::string difference_csv(const AzimuthalPattern& p) {
  std::string text = "Q [1/Å],azimuth [deg],difference\n";
  for (std::size_t a = 0; a < p.azimuth.size(); ++a) {
    for (std::size_t k = 0; k < p.q.size(); ++k) {
      text += fmt::format("{:.5g},{:.5g},{:.5g}\n", p.q[k], p.azimuth[a] * 180 / std::numbers::pi,
                          p.intensity[a * p.q.size() + k]);
    }
  }
  return text;
}

// The pattern with neighbouring bins averaged: for a figure.
AzimuthalPattern coarse(const AzimuthalPattern& p, std::size_t by) {
  AzimuthalPattern result{.azimuth = p.azimuth, .wavelength = p.wavelength};
  const std::size_t n = p.q.size() / by;
  for (std::size_t k = 0; k < n; ++k) result.q.push_back((p.q[by * k] + p.q[by * k + by - 1]) / 2);
  for (std::size_t a = 0; a < p.azimuth.size(); ++a) {
    for (std::size_t k = 0; k < n; ++k) {
      double sum = 0;
      for (std::size_t j = 0; j < by; ++j) sum += p.intensity[a * p.q.size() + by * k + j];
      result.intensity.push_back(sum / static_cast<double>(by));
    }
  }
  return result;
}

void round_trip(const Plan& plan, const fs::path& folder, const FolderOf& of, const RunContext& context) {
  const Configuration glass = read_configuration(of("deform") / "start.data");
  SimulateOptions simulate = plan.simulate;
  if (simulate.composition.empty()) simulate.composition = composition_text(glass, "diffraction");
  const std::vector<HarmonicTable> tables = partials(of("anisotropy"), glass.species);
  const json truth = simulate_diffraction(tables, simulate, folder / "images", true, context);
  const std::vector<OrientedPattern> patterns = integrate(simulate, truth, folder / "images", context);
  AnisotropyOptions options;
  options.composition = simulate.composition;
  options.affine = plan.affine;
  options.reduction.density = truth.at("density").get<double>();
  options.reduction.compton = simulate.compton;
  options.reduction.fluorescence = simulate.fluorescence;
  const Anisotropy found = analyse_orientations(patterns, options, context);
  write_anisotropy(found, folder);
  const AzimuthalPattern change = difference(patterns[0].pattern, patterns[1].pattern);
  write_difference_picture(folder / "difference.png", change);
  write_file_atomically(folder / "difference.csv", difference_csv(coarse(change, 10)));
  if (!found.affine) {
    throw Error(
        ErrorKind::numerical,
        {"diffraction", "the images show no strain: " + found.why_not, {}, "more photons or repeats in [diffraction]"});
  }

  // The glass itself, through the same window and the same range of Q.
  const HarmonicTable exact = read_harmonic_table(folder / "images" / "S_truth.csv");
  const std::vector<double>& q = found.reduction.table.x;
  TransformOptions transform;
  transform.max = options.rmax;
  transform.step = options.dr;
  transform.window = options.window;
  transform.input_min = q.front();
  transform.input_max = q.back();
  const HarmonicTable expected = bessel_transform(exact, transform).table;
  const AffineAnalysis planted = affine_analysis(expected, plan.affine);
  const HarmonicCurve &measured = *found.g.table.find({2, 0}), &known = *expected.find({2, 0});
  std::string text = "r [Å],g_2_0,g_2_0_error,g_2_0_glass\n";
  double chi2 = 0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < found.g.table.x.size() && k < expected.x.size(); ++k) {
    const double error = measured.error.empty() ? NAN : measured.error[k];
    text += fmt::format("{:.6g},{:.6g},{:.6g},{:.6g}\n", expected.x[k], measured.value[k], error, known.value[k]);
    if (!(error > 0) || expected.x[k] < 2) continue;
    chi2 += std::pow((measured.value[k] - known.value[k]) / error, 2);
    ++count;
  }
  write_file_atomically(folder / "round_trip.csv", text);
  const json result = {{"found", summary(*found.affine)},
                       {"glass", summary(planted)},
                       {"chi2", count > 0 ? json(chi2 / static_cast<double>(count)) : json(nullptr)},
                       {"q_min", q.front()},
                       {"q_max", q.back()}};
  write_file_atomically(folder / "round_trip.json", result.dump(1) + "\n");
}

}  // namespace

Step diffraction_step(const StudyFile& study, const RunContext& context) {
  if (!study.anisotropy.present) {
    throw usage_error(study.diffraction.where, "there is no glass to put into the beam", {},
                      "add an [anisotropy] table, and a [deform] table with a protocol at temperature");
  }
  Plan plan;
  plan.simulate.seed = study.seed;
  apply(study.diffraction, simulate_parameters(), plan.simulate);
  apply(study.affine, affine_parameters(), plan.affine);
  if (plan.simulate.loading_axis.size() < 2) {
    throw usage_error(study.diffraction.where, "there is one orientation only", "two and more in loading_axis");
  }
  auto resolved = simulate_parameters().resolved(plan.simulate);
  for (auto& option : affine_parameters().resolved(plan.affine)) resolved.push_back(std::move(option));
  const auto pixels = static_cast<double>(plan.simulate.pixels * plan.simulate.pixels);
  const auto images =
      static_cast<double>(plan.simulate.loading_axis.size()) * static_cast<double>(plan.simulate.repeats);
  return {.name = "diffraction",
          .summary = "images of the deformed glass, and what they tell of it",
          .needs = {"deform", "anisotropy"},
          .options = std::move(resolved),
          .modules = with(file_modules, {"statistics", "maps", "neighbors", "scattering", "diffraction"}),
          .outputs = {"round_trip.json", "round_trip.csv", "difference.csv", "S.csv", "g.csv"},
          .estimate = [pixels, images, context] { return 1 + images * pixels * 1e-6 / context.thread_count(); },
          .run = [plan](const fs::path& folder, const FolderOf& of,
                        const RunContext& run_context) { round_trip(plan, folder, of, run_context); }};
}

}  // namespace glasscape
