#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "anisotropic_output.hpp"
#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/scattering/extrema.hpp"
#include "glasscape/scattering/radial_distribution.hpp"
#include "glasscape/structure/bond_angles/angle_distribution.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct PdfFlags : AnisotropicFlags {
  bool anisotropic = false;
  AnisotropicOptions options;
  std::string angles;  // file of the angle distribution
  AngleDistributionOptions angle_options;
};

struct Curve {
  std::string name;  // "total", "Cu-Zr"
  std::vector<double> g;
  Extrema extrema;
};

std::string label(const Species& species, std::size_t index) {
  return species.name.empty() ? fmt::format("type{}", index + 1) : species.name;
}

std::vector<Curve> curves_of(const RadialDistribution& rdf, const std::vector<Species>& species, double smoothing) {
  std::vector<double> all(rdf.bins(), 0);
  std::vector<Curve> curves{{"total", rdf.total(), {}}};
  for (std::size_t a = 0; a < species.size(); ++a) {
    for (std::size_t b = a; b < species.size(); ++b) {
      std::vector<double> expected(rdf.bins());
      for (std::size_t k = 0; k < rdf.bins(); ++k) {
        // Ordered pairs count both ways, except that a-b and b-a are the two ways of unlike species.
        expected[k] = a == b ? rdf.expected_pairs(a, b, k) / 2 : rdf.expected_pairs(a, b, k);
        all[k] += expected[k];
      }
      curves.push_back({label(species[a], a) + "-" + label(species[b], b), rdf.partial(a, b), {}});
      if (rdf.expected_pairs(a, b, 0) > 0) {
        curves.back().extrema = find_extrema(curves.back().g, rdf.width(), smoothing, expected);
      }
    }
  }
  curves.front().extrema = find_extrema(curves.front().g, rdf.width(), smoothing, all);
  return curves;
}

std::string csv(const RadialDistribution& rdf, const std::vector<Curve>& curves) {
  std::string text = "r [Å]";
  for (const Curve& curve : curves) text += ",g_" + curve.name;
  text += '\n';
  for (std::size_t k = 0; k < rdf.bins(); ++k) {
    text += fmt::format("{}", rdf.radius(k));
    for (const Curve& curve : curves) text += fmt::format(",{}", curve.g[k]);
    text += '\n';
  }
  return text;
}

std::string angles_csv(const AngleDistribution& angles, const std::vector<Species>& species) {
  std::string text = "angle [deg],P_total [1/deg]";
  std::vector<std::vector<double>> columns{angles.total()};
  for (std::size_t centre = 0; centre < species.size(); ++centre) {
    for (std::size_t a = 0; a < species.size(); ++a) {
      for (std::size_t b = a; b < species.size(); ++b) {
        text += fmt::format(",P_{}-{}-{} [1/deg]", label(species[a], a), label(species[centre], centre),
                            label(species[b], b));
        columns.push_back(angles.density(a, centre, b));
      }
    }
  }
  text += '\n';
  for (std::size_t k = 0; k < angles.bins(); ++k) {
    text += fmt::format("{}", angles.angle(k));
    for (const auto& column : columns) text += fmt::format(",{}", column[k]);
    text += '\n';
  }
  return text;
}

nlohmann::json json_of(const std::vector<Extremum>& extrema) {
  nlohmann::json list = nlohmann::json::array();
  for (const Extremum& e : extrema) list.push_back({{"r_A", e.r}, {"g", e.g}});
  return list;
}

std::string row_of(const std::vector<Extremum>& extrema) {
  std::string text;
  for (std::size_t k = 0; k < extrema.size() && k < 6; ++k) text += fmt::format("{:>8.2f}", extrema[k].r);
  return text;
}

int run_pdf(const PdfFlags& flags, Session& session) {
  if (flags.anisotropic) {
    if (!flags.angles.empty()) throw usage_error("--angles", "it does not go with --anisotropic", {}, "run pdf twice");
    return run_anisotropic(flags, flags.options, session);
  }
  if (!flags.more.empty()) {
    throw usage_error("pdf", fmt::format("'{}' is a second configuration", flags.more.front()), "one configuration",
                      "--anisotropic averages several");
  }
  nlohmann::json resolved = resolved_json<RadialOptions>(radial_parameters(), flags.options);
  resolved["elements"] = flags.input.elements;
  resolved["frames"] = flags.all_frames ? nlohmann::json("all") : nlohmann::json(flags.input.frame);
  if (!flags.angles.empty()) {
    resolved["angles"] = flags.angles;
    resolved.update(resolved_json(angle_distribution_parameters(), flags.angle_options));
  }
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const auto whole = [](const std::string& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
  };
  if (!flags.angles.empty() && whole(flags.angles) == whole(flags.output)) {
    throw usage_error("--angles", "it is the same file as the output", {}, "choose another name for one of them");
  }
  require_fresh_output(flags.output, session);
  if (!flags.angles.empty()) require_fresh_output(flags.angles, session);
  const RunContext context = session.context();
  std::optional<RadialDistribution> rdf;
  std::optional<AngleDistribution> angles;
  std::vector<Species> species;
  const auto add = [&](const Configuration& frame) {
    if (!rdf) {
      species = frame.species;
      rdf.emplace(flags.options, species.size());
      if (!flags.angles.empty()) angles.emplace(flags.angle_options, species.size());
    }
    rdf->add(frame.view(), context);
    if (angles) angles->add(frame.view(), context);
  };
  if (flags.all_frames) {
    const ReadOptions options{.elements = flags.input.elements, .atom_style = flags.input.atom_style};
    read_frames(flags.input.path, options, [&](Configuration&& frame) {
      add(frame);
      return true;
    });
    session.log(fmt::format("{}: {} frames", flags.input.path, rdf ? rdf->frames() : 0));
  } else {
    add(load(flags.input, session));
  }
  if (!rdf) throw input_error(flags.input.path, "there is no complete frame");
  const std::vector<Curve> curves = curves_of(*rdf, species, flags.options.smoothing);
  write_file_atomically(flags.output, csv(*rdf, curves));
  if (angles) write_file_atomically(flags.angles, angles_csv(*angles, species));
  write_run_record(flags.output, session, resolved, {flags.input.path});
  if (session.json) {
    nlohmann::json result{{"output", flags.output}, {"frames", rdf->frames()}, {"bin_width_A", rdf->width()}};
    for (const Curve& curve : curves) {
      result["curves"].push_back(
          {{"pair", curve.name}, {"peaks", json_of(curve.extrema.peaks)}, {"troughs", json_of(curve.extrema.troughs)}});
    }
    std::puts(result.dump(2).c_str());
    return ExitCode::success;
  }
  for (const Curve& curve : curves) {
    std::puts(fmt::format("{:<10} peaks [Å]  {}\n{:<10} troughs [Å]{}", curve.name, row_of(curve.extrema.peaks), "",
                          row_of(curve.extrema.troughs))
                  .c_str());
  }
  return ExitCode::success;
}

}  // namespace

void add_pdf(CLI::App& app, Session& session) {
  auto flags = std::make_shared<PdfFlags>();
  CLI::App* verb = app.add_subcommand("pdf", "radial distribution function, total and partial, with peaks and troughs");
  add_input_flags(*verb, flags->input);
  verb->add_option("-o,--output", flags->output, "table to write, CSV; anisotropic: a table (.csv) or a folder")
      ->required();
  verb->add_flag("--anisotropic", flags->anisotropic,
                 "expand g in spherical harmonics, g_lm(r); so does every flag below that is for it");
  add_anisotropic_flags(*verb, *flags);
  verb->add_flag("--all-frames", flags->all_frames, "average over all frames of a trajectory");
  add_parameter_flags(*verb, anisotropic_parameters(), flags->options);
  verb->add_option("--angles", flags->angles, "also write the distribution of bond angles to this table, CSV");
  add_parameter_flags(*verb, angle_distribution_parameters(), flags->angle_options);
  add_common_flags(*verb, session);
  verb->callback([verb, flags, &session] {
    for (const std::string& flag : anisotropic_flag_names()) flags->anisotropic |= verb->count(flag) > 0;
    session.action = [flags, &session] { return run_pdf(*flags, session); };
  });
}

}  // namespace glasscape::app
