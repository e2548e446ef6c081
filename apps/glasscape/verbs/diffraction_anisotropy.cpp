#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <numbers>
#include <optional>

#include "diffraction.hpp"
#include "glasscape/core/atomic_file.hpp"
#include "glasscape/diffraction/difference/difference_picture.hpp"
#include "glasscape/diffraction/geometry/poni.hpp"
#include "glasscape/diffraction/image/read_image.hpp"
#include "glasscape/diffraction/integrate/integrate_images.hpp"
#include "glasscape/diffraction/integrate/pattern_file.hpp"
#include "glasscape/scattering/orientation_fit/anisotropy.hpp"

namespace glasscape::app {
namespace {

struct AnisotropyFlags {
  std::vector<std::string> patterns;
  std::vector<double> axes;  // degrees
  std::string background, poni, dark, flat, mask, output;
  double background_factor = 1;
  // Of images; what else integrate can do needs that command.
  IntegrationOptions integration{.azimuth_bins = 72, .split = "full", .error_model = "poisson"};
  AnisotropyOptions options;
};

// Patterns, and with --poni the images that they come from: the first two with different axes, for the picture.
struct Input {
  std::vector<OrientedPattern> patterns;
  std::vector<DetectorImage> images;
};

class Reader {
 public:
  Reader(const AnisotropyFlags& flags, const Session& session, const RunContext& context)
      : flags_(flags), context_(context) {
    if (flags.poni.empty()) return;
    file_ = read_poni(flags.poni);
    for (const std::string& sentence : file_->assumed) session.log("assumed: " + sentence);
    if (!flags.dark.empty()) references_.dark = read_image(flags.dark);
    if (!flags.flat.empty()) references_.flat = read_image(flags.flat);
    if (!flags.mask.empty()) references_.mask = read_image(flags.mask);
  }

  // `keep` takes the image, if it was one.
  AzimuthalPattern read(const std::string& name, DetectorImage* keep) {
    if (!file_) return read_pattern_h5(name);
    DetectorImage image = read_image(name);
    DetectorGeometry geometry = file_->geometry;
    fit_geometry(geometry, image.height, image.width, image.source);
    if (!(geometry.wavelength > 0)) throw input_error(flags_.poni, "the wavelength is missing", "a line Wavelength");
    IntegrationOptions options = flags_.integration;
    // One grid for all: the reach of the first image.
    if (!range_.empty()) options.range = range_;
    ImageIntegration integration(geometry, references_, options, context_);
    integration.add(image, context_);
    const Interval reach = integration.integrator().range();
    range_ = {reach.low, reach.high};
    if (keep != nullptr) *keep = std::move(image);
    return integration.result(context_).pattern;
  }

 private:
  const AnisotropyFlags& flags_;
  RunContext context_;
  std::optional<PoniFile> file_;
  ReferenceImages references_;
  std::vector<double> range_;
};

Input read_all(const AnisotropyFlags& flags, const Session& session, const RunContext& context) {
  Reader reader(flags, session, context);
  std::optional<AzimuthalPattern> background;
  Input input;
  std::size_t second = 1;
  while (second < flags.axes.size() && flags.axes[second] == flags.axes[0]) ++second;
  for (std::size_t k = 0; k < flags.patterns.size(); ++k) {
    const bool shown = !flags.poni.empty() && (k == 0 || k == second);
    DetectorImage image;
    OrientedPattern oriented{reader.read(flags.patterns[k], shown ? &image : nullptr),
                             flags.axes[k] * std::numbers::pi / 180};
    if (shown) input.images.push_back(std::move(image));
    if (!flags.background.empty()) {
      if (!background) background = reader.read(flags.background, nullptr);
      oriented.pattern = without_background(std::move(oriented.pattern), *background, flags.background_factor);
    }
    input.patterns.push_back(std::move(oriented));
  }
  return input;
}

void draw(const Input& input, const AnisotropyFlags& flags, const Anisotropy& result) {
  const std::filesystem::path path = std::filesystem::path(flags.output) / "difference.png";
  std::size_t second = 1;
  while (second < flags.axes.size() && flags.axes[second] == flags.axes[0]) ++second;
  if (second == flags.axes.size()) return;  // one orientation
  const double a = result.fit.scales[0], b = result.fit.scales[second];
  if (input.images.size() == 2) {
    write_difference_picture(path, input.images[0], a, input.images[1], b);
    return;
  }
  AzimuthalPattern one = input.patterns[0].pattern, two = input.patterns[second].pattern;
  for (double& v : one.intensity) v *= a;
  for (double& v : two.intensity) v *= b;
  write_difference_picture(path, difference(one, two));
}

std::string with_error(const Measured& m) { return fmt::format("{:.4g} ± {:.2g}", m.value, m.error); }

void print(const nlohmann::json& json, const Anisotropy& a) {
  const Reduction& r = a.reduction;
  std::puts(fmt::format("Q            {:.4g} to {:.4g} 1/Å, median chi² per degree of freedom {:.3g}",
                        r.table.x.front(), r.table.x.back(),
                        json["chi2_median"].is_null() ? std::nan("") : json["chi2_median"].get<double>())
                .c_str());
  std::puts(fmt::format("scale        {:.4g} electron units per count, fluorescence {:.3g}", r.scale.beta,
                        r.scale.fluorescence)
                .c_str());
  for (const auto& curve : json["curves"]) {
    if (curve["l"] == 0 || curve["rms_error"].is_null()) continue;
    std::puts(fmt::format("S_{}_0        rms {:.3g}, error {:.3g}, chi² of zero {:.3g}", curve["l"].get<int>(),
                          curve["rms"].get<double>(), curve["rms_error"].get<double>(),
                          curve["chi2_of_zero"].get<double>())
                  .c_str());
  }
  std::puts(fmt::format("resolution   {:.3g} Å", a.g.report.resolution).c_str());
  if (!a.affine) {
    std::puts(fmt::format("no strain    {}", a.why_not).c_str());
    return;
  }
  const AffineAnalysis& affine = *a.affine;
  std::puts(fmt::format("strain       {} (positive in tension), {:.4g} to {:.4g}", with_error(affine.fit.strain),
                        affine.fit.strain_interval.low, affine.fit.strain_interval.high)
                .c_str());
  std::puts(fmt::format("r_c          {:.3g} Å, {:.3g} to {:.3g}{}", affine.critical.value, affine.critical.low,
                        affine.critical.high, affine.critical.beyond_fit ? ", beyond r_fit: no affine range" : "")
                .c_str());
  std::puts(fmt::format("phase        {}° against r dg/dr", with_error(affine.phase.phase)).c_str());
}

int run_anisotropy(const AnisotropyFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(anisotropy_parameters(), flags.options);
  resolved.update(resolved_json(reduction_parameters(), flags.options.reduction));
  resolved.update(resolved_json(affine_parameters(), flags.options.affine));
  resolved["patterns"] = flags.patterns;
  resolved["loading_axis"] = flags.axes;
  if (!flags.background.empty()) {
    resolved["background"] = flags.background;
    resolved["background_factor"] = flags.background_factor;
  }
  if (!flags.poni.empty()) {
    resolved["poni"] = flags.poni;
    resolved.update(resolved_json(integration_parameters(), flags.integration));
  }
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  if (flags.axes.size() != flags.patterns.size()) {
    throw usage_error("--loading-axis",
                      fmt::format("{} angles for {} patterns", flags.axes.size(), flags.patterns.size()),
                      "one angle for each pattern, in the same order");
  }
  if (flags.options.composition.empty()) throw usage_error("--composition", "it is missing", "such as Cu50Zr50");
  if (!(flags.options.reduction.density > 0)) throw usage_error("--density", "it is missing", "atoms per Å³");
  if (flags.poni.empty()) {
    for (const std::string& name : {flags.dark, flags.flat, flags.mask}) {
      if (!name.empty())
        throw usage_error("--poni", "it is missing, but images are given", "the geometry of the images");
    }
    for (const std::string& name : flags.patterns) {
      if (std::filesystem::path(name).extension() == ".h5") continue;
      throw usage_error("PATTERN", name + " is no pattern", "NAME.h5 of glasscape diffraction integrate",
                        "for images, give their geometry with --poni");
    }
  }
  require_fresh_output(flags.output, session);
  const RunContext context = session.context();
  const Input input = read_all(flags, session, context);
  const Anisotropy result = analyse_orientations(input.patterns, flags.options, context);
  std::filesystem::create_directories(flags.output);
  write_anisotropy(result, flags.output);
  draw(input, flags, result);
  std::vector<std::filesystem::path> inputs;
  for (const std::string& name : flags.patterns) inputs.emplace_back(name.substr(0, name.find("::")));
  for (const std::string& name : {flags.background, flags.poni, flags.dark, flags.flat, flags.mask}) {
    if (!name.empty()) inputs.emplace_back(name.substr(0, name.find("::")));
  }
  write_run_record(flags.output, session, resolved, inputs);
  const nlohmann::json json = summary(result);
  if (session.json) {
    std::puts(json.dump(2).c_str());
  } else {
    print(json, result);
  }
  return ExitCode::success;
}

}  // namespace

void add_diffraction_anisotropy(CLI::App& diffraction, Session& session) {
  auto flags = std::make_shared<AnisotropyFlags>();
  CLI::App* verb =
      diffraction.add_subcommand("anisotropy", "S_0, S_2, S_4, g and strain from patterns at several orientations");
  verb->add_option("PATTERN", flags->patterns, "patterns of integrate (.h5, with azimuths), or with --poni images")
      ->required();
  verb->add_option("--loading-axis", flags->axes,
                   "azimuth of the loading axis on the detector [deg], one for each pattern: 0,90")
      ->required()
      ->delimiter(',');
  verb->add_option("-o,--output", flags->output, "folder for tables and the picture of the difference")->required();
  verb->add_option("--background", flags->background, "pattern or image without the sample, subtracted");
  verb->add_option("--background-factor", flags->background_factor, "what it is multiplied by; default 1");
  add_parameter_flags(*verb, anisotropy_parameters(), flags->options);
  add_parameter_flags(*verb, reduction_parameters(), flags->options.reduction);
  add_parameter_flags(*verb, affine_parameters(), flags->options.affine);
  verb->add_option("--poni", flags->poni, "images: geometry of the detector");
  verb->add_option("--dark", flags->dark, "images: without beam, subtracted");
  verb->add_option("--flat", flags->flat, "images: response of the pixels, divided by");
  verb->add_option("--mask", flags->mask, "images: not 0 where pixels are bad");
  verb->add_option("--bins", flags->integration.bins, "images: bins in Q; default 1000")->check(CLI::Range(8, 100000));
  verb->add_option("--azimuth-bins", flags->integration.azimuth_bins, "images: bins in azimuth; default 72")
      ->check(CLI::Range(4, 3600));
  verb->add_option("--polarization", flags->integration.polarization,
                   "images: factor of the beam, or none; default none");
  verb->add_option("--absorption", flags->integration.absorption, "images: attenuation times thickness of the plate")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--efficiency", flags->integration.efficiency, "images: attenuation times thickness of the sensor")
      ->check(CLI::NonNegativeNumber);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_anisotropy(*flags, session); }; });
}

}  // namespace glasscape::app
