#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "diffraction.hpp"
#include "glasscape/core/atomic_file.hpp"
#include "glasscape/diffraction/geometry/poni.hpp"
#include "glasscape/diffraction/image/read_image.hpp"
#include "glasscape/diffraction/integrate/integrate_images.hpp"
#include "glasscape/diffraction/integrate/pattern_file.hpp"
#include "glasscape/diffraction/integrate/pattern_picture.hpp"
#include "glasscape/maps/colormap.hpp"

namespace glasscape::app {
namespace {

struct IntegrateFlags {
  std::vector<std::string> images;
  std::string poni, dark, flat, mask, output, picture, colours = "viridis";
  int orientation = 0;    // 0: as the geometry says
  double wavelength = 0;  // Å; 0: as the geometry says
  IntegrationOptions options;
};

/// Geometry, and one sentence for each thing that was assumed.
PoniFile geometry_of(const IntegrateFlags& flags) {
  PoniFile file = read_poni(flags.poni);
  if (flags.orientation != 0) {
    file.geometry.orientation = flags.orientation;
    file.assumed.clear();
  }
  if (flags.wavelength > 0) file.geometry.wavelength = flags.wavelength;
  return file;
}

nlohmann::json summary_of(const Integration& result, const Integrator& integrator, const PoniFile& file) {
  const PolarGrid& grid = integrator.grid();
  nlohmann::json json{{"images", result.images},
                      {"rows", integrator.geometry().rows},
                      {"columns", integrator.geometry().columns},
                      {"unit", result.unit == "q" ? "1/Å" : "deg"},
                      {"bins", grid.bins},
                      {"azimuth_bins", grid.azimuth_bins},
                      {"range", {integrator.range().low, integrator.range().high}},
                      {"pixels_used", result.pixels},
                      {"pixels_masked", result.masked},
                      {"pixels_saturated", result.saturated},
                      {"pixels_undefined", result.undefined},
                      {"empty_bins", result.empty_bins},
                      {"orientation", integrator.geometry().orientation},
                      {"assumed", file.assumed}};
  if (integrator.geometry().wavelength > 0) json["wavelength_A"] = integrator.geometry().wavelength;
  return json;
}

int run_integrate(const IntegrateFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(integration_parameters(), flags.options);
  resolved["images"] = flags.images;
  resolved["poni"] = flags.poni;
  for (const auto& [name, value] :
       {std::pair("dark", flags.dark), std::pair("flat", flags.flat), std::pair("mask", flags.mask)}) {
    if (!value.empty()) resolved[name] = value;
  }
  if (flags.orientation != 0) resolved["orientation"] = flags.orientation;
  if (flags.wavelength > 0) resolved["wavelength"] = flags.wavelength;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const std::filesystem::path output(flags.output);
  const bool table = output.extension() == ".xy";
  if (!table && output.extension() != ".h5") {
    throw usage_error("--output", flags.output + " is neither", "NAME.xy for one azimuth, NAME.h5 for any number");
  }
  if (table && flags.options.azimuth_bins > 1) {
    throw usage_error("--output",
                      fmt::format("{} azimuths do not fit into the columns of a .xy file", flags.options.azimuth_bins),
                      "NAME.h5");
  }
  require_fresh_output(output, session);
  if (!flags.picture.empty()) require_fresh_output(flags.picture, session);
  const RunContext context = session.context();
  const PoniFile file = geometry_of(flags);
  ReferenceImages references;
  if (!flags.dark.empty()) references.dark = read_image(flags.dark);
  if (!flags.flat.empty()) references.flat = read_image(flags.flat);
  if (!flags.mask.empty()) references.mask = read_image(flags.mask);

  std::optional<ImageIntegration> integration;
  for (const std::string& name : flags.images) {
    read_images(name, [&](DetectorImage&& image) {
      if (!integration) {
        DetectorGeometry geometry = file.geometry;
        fit_geometry(geometry, image.height, image.width, image.source);
        integration.emplace(geometry, std::move(references), flags.options, context);
      }
      integration->add(image, context);
      return true;
    });
  }
  const Integration result = integration->result(context);
  const nlohmann::json summary = summary_of(result, integration->integrator(), file);
  for (const std::string& sentence : file.assumed) session.log("assumed: " + sentence);
  if (table) {
    std::vector<std::string> comments{
        fmt::format("glasscape diffraction integrate: {} image(s) from {}", result.images, flags.images.front()),
        "geometry: " + flags.poni};
    for (const std::string& sentence : file.assumed) comments.push_back("assumed: " + sentence);
    write_file_atomically(output, pattern_xy(result, comments));
  } else {
    write_pattern_h5(output, result);
  }
  if (!flags.picture.empty()) write_pattern_picture(flags.picture, result.pattern, flags.colours);
  std::vector<std::filesystem::path> inputs{flags.poni};
  const auto add_input = [&inputs](const std::string& name) {
    if (!name.empty()) inputs.emplace_back(name.substr(0, name.find("::")));
  };
  for (const std::string& name : flags.images) add_input(name);
  for (const std::string& name : {flags.dark, flags.flat, flags.mask}) add_input(name);
  write_run_record(output, session, resolved, inputs);
  if (session.json) {
    std::puts(summary.dump(2).c_str());
    return ExitCode::success;
  }
  const PolarGrid& grid = integration->integrator().grid();
  const char* const unit = result.unit == "q" ? "1/Å" : "°";
  const Interval range = integration->integrator().range();
  std::puts(fmt::format("{} × {} bins, {:.5g} to {:.5g} {}\n{} image(s): {} pixels used, {} masked, {} saturated, {} "
                        "undefined; {} empty bins",
                        grid.bins, grid.azimuth_bins, range.low, range.high, unit, result.images, result.pixels,
                        result.masked, result.saturated, result.undefined, result.empty_bins)
                .c_str());
  return ExitCode::success;
}

}  // namespace

void add_integrate(CLI::App& diffraction, Session& session) {
  auto flags = std::make_shared<IntegrateFlags>();
  const auto maps = colour_maps();
  CLI::App* verb = diffraction.add_subcommand("integrate", "average detector images over rings and sectors");
  verb->add_option("images", flags->images,
                   "images of one sample: TIFF, EDF, CBF, HDF5; FILE::N is frame N, "
                   "FILE.h5::/group/data a data set; several are averaged")
      ->required();
  verb->add_option("--poni", flags->poni, "geometry of the detector, a PONI file")->required();
  verb->add_option("--dark", flags->dark, "image without beam, subtracted");
  verb->add_option("--flat", flags->flat, "response of the pixels, divided by");
  verb->add_option("--mask", flags->mask, "image that is not 0 where pixels are bad");
  verb->add_option("--orientation", flags->orientation,
                   "corner of the detector where the image begins, seen from behind: 1 top left, 2 top right, 3 bottom "
                   "right, 4 bottom left; default as the geometry says, else 3")
      ->check(CLI::Range(1, 4));
  verb->add_option("--wavelength", flags->wavelength, "of the beam [Å]; default as the geometry says")
      ->check(CLI::PositiveNumber);
  verb->add_option("-o,--output", flags->output, "pattern to write: NAME.xy (one azimuth) or NAME.h5")->required();
  verb->add_option("--picture", flags->picture, "also draw the pattern over radius and azimuth, PNG");
  verb->add_option("--colours", flags->colours, "of the picture; default viridis")
      ->check(CLI::IsMember(std::vector<std::string>(maps.begin(), maps.end())));
  add_parameter_flags(*verb, integration_parameters(), flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_integrate(*flags, session); }; });
}

}  // namespace glasscape::app
