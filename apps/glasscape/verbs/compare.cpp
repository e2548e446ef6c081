#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "fields_output.hpp"
#include "glasscape/deformation/trajectory/compare_trajectory.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct CompareFlags {
  InputFlags reference, current;
  std::vector<std::string> requests;
  std::string output;
  TrajectoryOptions options;
  bool list = false;
};

std::string number(const nlohmann::json& value) {
  return value.is_number() && !std::isnan(value.get<double>()) ? fmt::format("{:.6g}", value.get<double>()) : "-";
}

void print_summary(const nlohmann::json& summary) {
  std::string f;
  for (const auto& row : summary.at("macroscopic").at("F")) {
    f += fmt::format("{}{:.6f} {:.6f} {:.6f}", f.empty() ? "" : " | ", row[0].get<double>(), row[1].get<double>(),
                     row[2].get<double>());
  }
  std::puts(fmt::format("{} atoms; macroscopic F = {}", summary.at("atoms").get<std::size_t>(), f).c_str());
  std::puts(fmt::format("{:<24} {:<6} {:>12} {:>12} {:>12} {:>12} {:>12} {:>10}", "field", "unit", "mean", "median",
                        "psi", "skewness", "top 1 %", "undefined")
                .c_str());
  for (const auto& field : summary.at("fields")) {
    std::puts(fmt::format("{:<24} {:<6} {:>12} {:>12} {:>12} {:>12} {:>12} {:>10}", field.at("name").get<std::string>(),
                          field.at("unit").get<std::string>(), number(field.at("mean")), number(field.at("median")),
                          number(field.at("psi")), number(field.at("skewness")), number(field.at("extreme")),
                          field.at("undefined").get<std::size_t>())
                  .c_str());
  }
  for (const auto& [name, value] : summary.at("numbers").items()) {
    std::puts(fmt::format("{:<36} {}", name, number(value)).c_str());
  }
  const auto& bonds = summary.at("broken_bonds");
  if (!bonds.is_null()) {
    std::puts(
        fmt::format("broken bonds against D2min: intercept {} +- {}, slope {} +- {} over the lowest {} of {} bins",
                    number(bonds.at("intercept")), number(bonds.at("intercept_error")), number(bonds.at("slope")),
                    number(bonds.at("slope_error")), bonds.at("fitted").get<std::size_t>(), bonds.at("bins").size())
            .c_str());
  }
}

// Options of trajectories mean nothing where the output is one file.
void refuse_trajectory_options(const TrajectoryOptions& options) {
  const auto given = trajectory_parameters().resolved(options), initial = trajectory_parameters().resolved({});
  const auto names = pair_parameters().names();
  for (std::size_t k = 0; k < given.size(); ++k) {
    if (given[k] == initial[k] || std::find(names.begin(), names.end(), given[k].first) != names.end()) continue;
    std::string flag = "--" + given[k].first;
    std::replace(flag.begin(), flag.end(), '_', '-');
    throw usage_error(flag, "it is for trajectories, whose output is a folder", {},
                      "leave it out, or give -o a name without an ending such as .xyz");
  }
}

int compare_one(const CompareFlags& flags, const Configuration& before, const std::vector<FieldRequest>& requests,
                const nlohmann::json& resolved, Session& session) {
  const Configuration now = load(flags.current, session);
  const Comparison comparison = compare_pair(before, now, requests, flags.options, session.context());
  for (const std::string& note : comparison.notes) session.log(flags.current.path + ": " + note);
  write_fields(flags.output, comparison.current);
  write_run_record(flags.output, session, resolved, {flags.reference.path, flags.current.path});
  nlohmann::json summary = comparison_summary(comparison);
  if (session.json) {
    summary["output"] = flags.output;
    std::puts(summary.dump(2).c_str());
  } else {
    print_summary(summary);
  }
  return ExitCode::success;
}

int compare_all(const CompareFlags& flags, const Configuration& before, const std::vector<FieldRequest>& requests,
                const nlohmann::json& resolved, Session& session) {
  const ReadOptions read{.elements = flags.current.elements, .atom_style = flags.current.atom_style};
  const nlohmann::json summary = compare_trajectory(before, flags.current.path, read, requests, flags.options,
                                                    flags.output, session.force, session.context());
  for (const auto& note : summary.at("notes")) session.log(flags.current.path + ": " + note.get<std::string>());
  write_run_record(flags.output, session, resolved, {flags.reference.path, flags.current.path});
  if (session.json) {
    std::puts(summary.dump(1).c_str());
    return ExitCode::success;
  }
  std::puts(fmt::format("{} of {} frames; the last:", summary.at("frames").size(),
                        summary.at("frames_in_file").get<std::int64_t>())
                .c_str());
  print_summary(summary.at("last"));
  const auto& band = summary.at("band");
  if (band.at("found").get<bool>()) {
    std::puts(fmt::format("shear band of {}: plane {}, centre {} Å, width {} Å, {} times the matrix",
                          summary.at("options").at("band_field").get<std::string>(), band.at("plane").dump(),
                          number(band.at("centre_A")), number(band.at("width_A")), number(band.at("contrast")))
                  .c_str());
  } else {
    std::puts("no shear band in the last frame");
  }
  return ExitCode::success;
}

int run_compare(const CompareFlags& flags, Session& session) {
  if (flags.list) {
    print_descriptors(pair_descriptors(), session);
    return ExitCode::success;
  }
  if (flags.reference.path.empty() || flags.current.path.empty()) {
    throw usage_error("compare", "two configurations are needed", {}, "name REF and CUR, or use --list");
  }
  if (flags.requests.empty()) {
    throw usage_error("compare", "no --field is given", {},
                      "name at least one, for example --field d2min; --list shows all");
  }
  if (flags.output.empty()) throw usage_error("compare", "there is no output", {}, "name a file or a folder with -o");
  const bool one = is_field_format(flags.output);
  const bool folder = !one && std::filesystem::path(flags.output).extension().empty();
  if (!one && !folder) require_field_format(flags.output);
  std::vector<FieldRequest> requests;
  nlohmann::json resolved = one ? resolved_json<PairOptions>(pair_parameters(), flags.options)
                                : resolved_json(trajectory_parameters(), flags.options);
  if (one) {
    refuse_trajectory_options(flags.options);
    resolved["frame"] = flags.current.frame;
  } else if (flags.current.frame != -1) {
    throw usage_error("--frame", "the output is a folder, for several frames", {},
                      "choose frames with --frames, or give -o the name of a file");
  }
  resolved["reference_frame"] = flags.reference.frame;
  resolved["elements"] = flags.current.elements;
  for (const std::string& text : flags.requests) requests.push_back(parse_pair_request(text));
  resolved["fields"] = resolved_requests(requests);
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  if (one) require_fresh_output(flags.output, session);
  InputFlags reference = flags.reference;
  reference.elements = flags.current.elements;
  reference.atom_style = flags.current.atom_style;
  const Configuration before = load(reference, session);
  return (one ? compare_one : compare_all)(flags, before, requests, resolved, session);
}

}  // namespace

void add_compare(CLI::App& app, Session& session) {
  auto flags = std::make_shared<CompareFlags>();
  CLI::App* verb =
      app.add_subcommand("compare", "what happened to each atom between two configurations, or along a trajectory");
  verb->add_option("REF", flags->reference.path, "the configuration before");
  verb->add_option("--reference-frame", flags->reference.frame,
                   "frame of REF, from 0; negative from the end; default the last");
  add_input_flags(*verb, flags->current, "CUR");
  verb->get_option("CUR")->required(false);
  verb->add_option("--field", flags->requests,
                   "NAME[:key=value,...], repeatable; lists with plus signs; as=LABEL renames the fields")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb->add_option(
      "-o,--output", flags->output,
      "a file (.xyz or .dump, also with .gz or .zst, or .csv) for one frame, or a folder for a trajectory");
  add_parameter_flags(*verb, trajectory_parameters(), flags->options);
  verb->add_flag("--list", flags->list, "show all fields of two configurations with options and sources, and stop");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_compare(*flags, session); }; });
}

}  // namespace glasscape::app
