#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "fields_output.hpp"
#include "glasscape/deformation/compare/compare_pair.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct CompareFlags {
  InputFlags reference, current;
  std::vector<std::string> requests;
  std::string output;
  PairOptions options;
  bool list = false;
};

std::string number(const nlohmann::json& value) {
  return value.is_number() && !std::isnan(value.get<double>()) ? fmt::format("{:.6g}", value.get<double>()) : "-";
}

void print_summary(const nlohmann::json& summary) {
  const auto& macroscopic = summary.at("macroscopic");
  std::puts(
      fmt::format("{} atoms; macroscopic F {}", summary.at("atoms").get<std::size_t>(), macroscopic.at("F").dump())
          .c_str());
  std::puts(fmt::format("{:<24} {:<6} {:>12} {:>12} {:>12} {:>12} {:>12} {:>10}", "field", "unit", "mean", "median",
                        "psi", "skewness", "top 1 %", "undefined")
                .c_str());
  for (const auto& f : summary.at("fields")) {
    std::puts(fmt::format("{:<24} {:<6} {:>12} {:>12} {:>12} {:>12} {:>12} {:>10}", f.at("name").get<std::string>(),
                          f.at("unit").get<std::string>(), number(f.at("mean")), number(f.at("median")),
                          number(f.at("psi")), number(f.at("skewness")), number(f.at("extreme")),
                          f.at("undefined").get<std::size_t>())
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
  if (flags.output.empty()) throw usage_error("compare", "there is no output", {}, "name a file with -o");
  std::vector<FieldRequest> requests;
  nlohmann::json resolved = resolved_json(pair_parameters(), flags.options);
  resolved["frame"] = flags.current.frame;
  resolved["reference_frame"] = flags.reference.frame;
  resolved["elements"] = flags.current.elements;
  resolved["fields"] = nlohmann::json::array();
  for (const std::string& text : flags.requests) {
    requests.push_back(parse_pair_request(text));
    const FieldRequest& r = requests.back();
    nlohmann::json options = nlohmann::json::object();
    for (const auto& [key, value] : find_pair_descriptor(r.descriptor).resolve(r.settings)) options[key] = value;
    resolved["fields"].push_back({{"descriptor", r.descriptor}, {"as", r.as}, {"options", options}});
  }
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  require_field_format(flags.output);
  require_fresh_output(flags.output, session);
  InputFlags reference = flags.reference;
  reference.elements = flags.current.elements;
  reference.atom_style = flags.current.atom_style;
  const Configuration before = load(reference, session);
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

}  // namespace

void add_compare(CLI::App& app, Session& session) {
  auto flags = std::make_shared<CompareFlags>();
  CLI::App* verb = app.add_subcommand("compare", "what happened to each atom between two configurations");
  verb->add_option("REF", flags->reference.path, "the configuration before");
  verb->add_option("--reference-frame", flags->reference.frame,
                   "frame of REF, from 0; negative from the end; default the last");
  add_input_flags(*verb, flags->current, "CUR");
  verb->get_option("CUR")->required(false);
  verb->add_option("--field", flags->requests,
                   "NAME[:key=value,...], repeatable; lists with plus signs; as=LABEL renames the fields")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb->add_option("-o,--output", flags->output, "result: .xyz or .dump (also with .gz or .zst), or .csv");
  add_parameter_flags(*verb, pair_parameters(), flags->options);
  verb->add_flag("--list", flags->list, "show all fields of two configurations with options and sources, and stop");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_compare(*flags, session); }; });
}

}  // namespace glasscape::app
