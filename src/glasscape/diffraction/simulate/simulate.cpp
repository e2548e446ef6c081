#include "glasscape/diffraction/simulate/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>
#include <set>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/geometry/poni.hpp"
#include "glasscape/diffraction/image/write_image.hpp"
#include "glasscape/diffraction/simulate/detector_artefacts.hpp"
#include "glasscape/diffraction/simulate/expected_image.hpp"
#include "glasscape/diffraction/simulate/strained_glass.hpp"
#include "glasscape/scattering/form_factors/atomic_form_factor.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/form_factors/xray_atoms.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

constexpr auto finished_name = "truth.json";
constexpr double q_step = 0.005;  // 1/Å, of S from g

// Says that the folder is this program's, until truth.json does.
constexpr auto unfinished_name = "truth.unfinished";

void prepare_folder(const std::filesystem::path& folder, bool replace) {
  const std::filesystem::path truth = folder / finished_name;
  const bool finished = std::filesystem::exists(truth);
  const bool ours = finished || std::filesystem::exists(folder / unfinished_name);
  const bool used =
      std::filesystem::exists(folder) && !(std::filesystem::is_directory(folder) && std::filesystem::is_empty(folder));
  if (!replace && (finished || (used && !ours))) {
    throw usage_error(folder.string(), finished ? "holds a finished simulation" : "holds other files", {},
                      "choose another folder, or give --force");
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error(ErrorKind::engine, {folder.string(), "cannot be made: " + error.message(), "", ""});
  write_file_atomically(folder / unfinished_name, "");
  if (!finished) return;
  // What an earlier simulation left must not be taken for this one's.
  const json old = json::parse(read_file(truth), nullptr, false);
  if (old.is_object() && old.contains("files") && old["files"].is_array()) {
    for (const json& file : old["files"]) {
      if (file.is_string()) std::filesystem::remove(folder / std::filesystem::path(file.get<std::string>()).filename());
    }
  }
  std::filesystem::remove(truth);
}

/// g of the sample: strained, tapered, without l > 0 where it is to be isotropic. A table of S is left as it is.
HarmonicTable prepared(HarmonicTable table, const SimulateOptions& o) {
  if (o.density > 0) table.density = o.density;
  if (!(table.density > 0)) {
    throw usage_error("density", "the number density of the sample is not known", "a number [1/Å^3]",
                      "give it with --density, or as a line '# density [1/Å^3] = ...' of the table");
  }
  std::erase_if(table.curves,
                [&](const HarmonicCurve& c) { return c.harmonic.l % 2 != 0 || (o.isotropic && c.harmonic.l > 0); });
  if (o.strain != 0) {
    if (table.quantity != "g") throw usage_error("strain", "it can be planted in g(r) only", "a table of g");
    table = strained_glass(table, {.strain = o.strain,
                                   .poisson_ratio = o.poisson_ratio,
                                   .critical_radius = o.critical_radius,
                                   .inner_share = o.inner_share,
                                   .transition = o.transition});
    if (o.isotropic) std::erase_if(table.curves, [](const HarmonicCurve& c) { return c.harmonic.l > 0; });
  }
  return table.quantity == "g" ? tapered(std::move(table), o.taper) : table;
}

/// Which pair of the composition a label such as "Cu-Zr" names.
std::optional<std::pair<std::size_t, std::size_t>> pair_of(const std::string& label,
                                                           const std::vector<Constituent>& composition) {
  for (std::size_t a = 0; a < composition.size(); ++a) {
    for (std::size_t b = 0; b < composition.size(); ++b) {
      if (label == composition[a].name + "-" + composition[b].name) return std::pair(a, b);
    }
  }
  return {};
}

/// Σ_ab w_ab g_ab with the weights of atomic numbers.
HarmonicTable weighted(const std::vector<HarmonicTable>& partials, const std::vector<Constituent>& composition) {
  const std::vector<double> w = pair_weights(composition, PairWeighting::xray_number);
  HarmonicTable sum = partials.front();
  sum.label = "X-ray";
  for (HarmonicCurve& curve : sum.curves) std::fill(curve.value.begin(), curve.value.end(), 0.0);
  for (const HarmonicTable& table : partials) {
    const auto [a, b] = *pair_of(table.label, composition);
    const double weight = w[a * composition.size() + b] * (a == b ? 1 : 2);
    for (HarmonicCurve& curve : sum.curves) {
      const std::vector<double>& part = table.find(curve.harmonic)->value;
      for (std::size_t k = 0; k < part.size(); ++k) curve.value[k] += weight * part[k];
    }
  }
  return sum;
}

/// "loading_090", "loading_022.5"
std::string orientation_name(double azimuth) {
  const std::string text = fmt::format("{:g}", std::abs(azimuth));
  const auto whole = std::min(text.find('.'), text.size());
  return std::string("loading_") + (azimuth < 0 ? "-" : "") + std::string(whole < 3 ? 3 - whole : 0, '0') + text;
}

/// Images of one simulation, written as they are made.
class Writer {
 public:
  Writer(const std::filesystem::path& folder, const DetectorGeometry& g, const SimulateOptions& o)
      : folder_(folder), geometry_(g), options_(o) {}

  std::string write(const std::string& name, std::vector<double> data, bool counts) {
    DetectorImage image{.width = geometry_.columns, .height = geometry_.rows, .data = std::move(data)};
    image.wavelength = geometry_.wavelength;
    image.distance = geometry_.distance;
    const std::string file = name + "." + options_.format;
    write_image(folder_ / file, image, counts ? PixelType::uint32 : PixelType::float32);
    files_.push_back(file);
    return file;
  }
  void text(const std::string& name, const std::string& text) {
    write_file_atomically(folder_ / name, text);
    files_.push_back(name);
  }
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }

 private:
  std::filesystem::path folder_;
  DetectorGeometry geometry_;
  const SimulateOptions& options_;
  std::vector<std::string> files_;
};

double mean_of_used(const std::vector<double>& image, const std::vector<std::uint8_t>& mask) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < image.size(); ++i) {
    if (!mask.empty() && mask[i] != 0) continue;
    sum += image[i];
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

void check(const SimulateOptions& o, const DetectorGeometry& written, double qmax) {
  if (o.composition.empty()) throw usage_error("composition", "it is not given", "chemical elements such as Cu50Zr50");
  if (o.loading_axis.empty()) throw usage_error("loading_axis", "no azimuth is given", "degrees, such as 0,90");
  std::set<std::string> names;
  for (const double azimuth : o.loading_axis) {
    if (!(std::abs(azimuth) <= 360)) {
      throw usage_error("loading_axis", fmt::format("{:g} degrees", azimuth), "-360 to 360");
    }
    if (!names.insert(orientation_name(azimuth)).second) {
      throw usage_error("loading_axis", fmt::format("{:g} degrees are given twice", azimuth), {},
                        "for several images of one orientation give --repeats");
    }
  }
  if (written.rows * written.columns > 8192 * 8192) {
    throw usage_error("geometry", fmt::format("{} x {} pixels", written.rows, written.columns), "8192 x 8192 at most");
  }
  if (qmax > largest_form_factor_q) {
    throw usage_error(
        "geometry", fmt::format("the detector reaches Q = {:.4g} 1/Å, where no form factors are known", qmax),
        fmt::format("up to {:.4g} 1/Å", largest_form_factor_q), "move the detector away, or take a longer wavelength");
  }
}

}  // namespace

json simulate_diffraction(std::span<const HarmonicTable> tables, const SimulateOptions& options,
                          const std::filesystem::path& folder, bool replace, const RunContext& context) {
  const DetectorGeometry written = written_geometry(options), actual = true_geometry(written, options);
  const double qmax = largest_q(actual) + q_step, energy = hc / actual.wavelength;
  check(options, written, qmax);
  const ComptonModel compton = parse_compton_model(options.compton, "compton");
  const std::vector<Constituent> composition = parse_composition(options.composition, "composition");
  if (tables.empty()) throw input_error("diffraction simulate", "no table of g or S is given");

  const bool partial = tables.size() > 1;
  std::vector<HarmonicTable> sample_tables;
  for (const HarmonicTable& table : tables) {
    if (!partial || pair_of(table.label, composition)) sample_tables.push_back(prepared(table, options));
  }
  if (sample_tables.empty()) throw input_error("diffraction simulate", "no table is of a pair of these elements");
  const HarmonicTable& first = sample_tables.front();
  const HarmonicTable s = partial ? xray_structure_factor(sample_tables, composition, energy, qmax, q_step)
                          : first.quantity == "g" ? structure_factor(first, qmax, q_step)
                                                  : first;
  const SampleScattering sample = sample_scattering(s, composition, energy, qmax);
  const ImagePhysics physics{.polarisation = options.polarisation,
                             .compton = compton,
                             .fluorescence = options.fluorescence,
                             .thickness = options.thickness,
                             .density = first.density,
                             .sensor = options.sensor};
  const auto seed = static_cast<std::uint64_t>(options.seed);
  const DetectorArtefacts artefacts = detector_artefacts(actual, options, seed, context);
  constexpr double largest_written = 4294967295.0;
  const double saturation = options.saturation > 0 ? std::min(options.saturation, largest_written) : largest_written;

  prepare_folder(folder, replace);
  Writer writer(folder, written, options);
  std::vector<double> background;
  if (options.background > 0) {
    background = background_image(actual, options.background_fall, options.sensor, context);
    const double factor = options.background / mean_of_used(background, artefacts.mask);
    for (double& value : background) value *= factor;
  }

  double scale = 0, largest = 0;
  std::size_t saturated = 0;
  std::uint32_t number = 0;
  json orientations = json::array();
  for (const double azimuth : options.loading_axis) {
    std::vector<double> signal =
        expected_image(actual, sample, composition, physics, azimuth * std::numbers::pi / 180, context);
    if (scale == 0) {
      const double mean = mean_of_used(signal, artefacts.mask);
      if (!(mean > 0)) throw usage_error("geometry", "no pixel sees the sample", {}, "mask fewer pixels");
      scale = options.photons / mean;
    }
    for (std::size_t i = 0; i < signal.size(); ++i) {
      signal[i] = signal[i] * scale + (background.empty() ? 0 : background[i]);
    }
    json images = json::array();
    for (std::int64_t repeat = 1; repeat <= options.repeats; ++repeat) {
      context.report("simulate", static_cast<double>(number) / static_cast<double>(options.loading_axis.size()) /
                                     static_cast<double>(options.repeats));
      std::vector<double> counts = read_out(signal, artefacts, saturation, !options.no_noise, seed, number++, context);
      for (const double count : counts) {
        largest = std::max(largest, count);
        saturated += count >= saturation ? 1 : 0;
      }
      const std::string suffix = options.repeats > 1 ? fmt::format("_{}", repeat) : "";
      images.push_back(writer.write(orientation_name(azimuth) + suffix, std::move(counts), !options.no_noise));
    }
    orientations.push_back({{"azimuth_deg", azimuth}, {"images", images}});
  }
  context.report("simulate", 1);

  if (!background.empty()) {
    writer.write("background", read_out(background, artefacts, saturation, !options.no_noise, seed, number, context),
                 !options.no_noise);
  }
  if (!artefacts.flat.empty()) writer.write("flat", artefacts.flat, false);
  if (!artefacts.dark.empty()) writer.write("dark", artefacts.dark, false);
  const auto masked = std::count(artefacts.mask.begin(), artefacts.mask.end(), 1);
  if (masked > 0) writer.write("mask", {artefacts.mask.begin(), artefacts.mask.end()}, true);
  writer.text("geometry.poni", poni_text(written));
  writer.text("true.poni", poni_text(actual));
  writer.text("S_truth.csv", to_csv(s));
  if (partial) {
    writer.text("g_truth.csv", to_csv(weighted(sample_tables, composition)));
  } else if (first.quantity == "g") {
    writer.text("g_truth.csv", to_csv(first));
  }
  if (options.strain != 0) {
    const PlantedStrain planted{options.strain, options.poisson_ratio, options.critical_radius, options.inner_share,
                                options.transition};
    std::string rows = "r [Å],strain\n";
    for (const double r : first.x) rows += fmt::format("{},{}\n", r, planted.at(r));
    writer.text("strain_truth.csv", rows);
  }

  const double attenuation = linear_attenuation(composition, first.density, energy);
  json truth{{"options", json::object()},
             {"orientations", orientations},
             {"density", first.density},
             {"mass_density", mass_density(composition, first.density)},
             {"energy_keV", energy},
             {"attenuation_per_mm", attenuation},
             {"mu_t", attenuation * options.thickness},
             {"transmission", std::exp(-attenuation * options.thickness)},
             {"counts_per_unit", scale},
             {"largest_q", qmax - q_step},
             {"largest_count", largest},
             {"saturated", saturated},
             {"masked", masked},
             {"files", writer.files()}};
  for (const auto& [name, value] : simulate_parameters().resolved(options)) truth["options"][name] = value;
  write_file_atomically(folder / finished_name, truth.dump(1) + "\n");
  std::filesystem::remove(folder / unfinished_name);
  return truth;
}

}  // namespace glasscape
