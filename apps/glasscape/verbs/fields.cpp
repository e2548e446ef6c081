#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/descriptors/field_request.hpp"
#include "glasscape/descriptors/registry.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/statistics/moments.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct FieldsFlags {
  InputFlags input;
  std::vector<std::string> requests;
  std::string output;
  bool list = false;
};

nlohmann::json descriptor_json(const Descriptor& d) {
  nlohmann::json parameters = nlohmann::json::array(), outputs = nlohmann::json::array();
  for (const ParameterInfo& p : d.parameters) {
    parameters.push_back({{"name", p.name},
                          {"type", p.type},
                          {"unit", p.unit},
                          {"default", p.initial},
                          {"allowed", p.allowed},
                          {"help", p.help},
                          {"source", p.source}});
  }
  for (const OutputInfo& o : d.outputs) {
    outputs.push_back({{"name", o.name}, {"unit", o.unit}, {"components", o.components}, {"meaning", o.meaning}});
  }
  return {{"name", d.name},   {"summary", d.summary},     {"source", d.source},
          {"needs", d.needs}, {"parameters", parameters}, {"outputs", outputs}};
}

std::string with_unit(const std::string& text, const std::string& unit) {
  return unit == "1" || text.empty() ? text : text + " " + unit;
}

void print_list(const Session& session) {
  if (session.json) {
    nlohmann::json all = nlohmann::json::array();
    for (const Descriptor& d : descriptors()) all.push_back(descriptor_json(d));
    std::puts(all.dump(2).c_str());
    return;
  }
  for (const Descriptor& d : descriptors()) {
    std::puts(fmt::format("{}\n  {}\n  source: {}", d.name, d.summary, d.source).c_str());
    if (!d.needs.empty()) std::puts(fmt::format("  needs the fields: {}", join(d.needs)).c_str());
    for (const OutputInfo& o : d.outputs) {
      const std::string shape = o.components == 1 ? "" : fmt::format(" ({} components)", o.components);
      std::puts(fmt::format("  makes {}{}{}: {}", o.name, o.unit == "1" ? "" : " [" + o.unit + "]", shape, o.meaning)
                    .c_str());
    }
    for (const ParameterInfo& p : d.parameters) {
      std::puts(fmt::format("  option {}={}: {}; {}{}", p.name,
                            p.initial.empty() ? "(none)" : with_unit(p.initial, p.unit), p.help,
                            with_unit(p.allowed, p.unit), p.source.empty() ? "" : " [" + p.source + "]")
                    .c_str());
    }
    std::puts("");
  }
}

// Mean, spread and undefined atoms of each column, per species.
nlohmann::json summary_json(const Configuration& c, const std::vector<std::string>& names) {
  nlohmann::json fields = nlohmann::json::array();
  for (const std::string& name : names) {
    const Field& field = *c.find_field(name);
    nlohmann::json columns = nlohmann::json::array();
    const auto labels = field.column_names();
    for (std::size_t k = 0; k < labels.size(); ++k) {
      for (std::size_t s = 0; s < c.species.size(); ++s) {
        std::vector<double> values;
        for (std::size_t i = 0; i < c.size(); ++i) {
          if (static_cast<std::size_t>(c.types[i]) == s) values.push_back(field.at(i, k));
        }
        const Moments m = moments(values);
        columns.push_back({{"column", labels[k]},
                           {"species", c.species[s].name},
                           {"mean", m.mean},
                           {"sd", m.standard_deviation()},
                           {"min", m.minimum},
                           {"max", m.maximum},
                           {"undefined", m.undefined}});
      }
    }
    fields.push_back({{"name", name},
                      {"unit", field.unit().symbol()},
                      {"components", field.components()},
                      {"origin", field.origin()},
                      {"columns", columns}});
  }
  return fields;
}

void print_summary(const nlohmann::json& summary) {
  std::puts(fmt::format("{:<22} {:<7} {:<7} {:>12} {:>12} {:>12} {:>12} {:>10}", "field", "unit", "species", "mean",
                        "sd", "min", "max", "undefined")
                .c_str());
  const auto number = [](const nlohmann::json& value) { return value.is_null() ? std::nan("") : value.get<double>(); };
  for (const auto& field : summary) {
    for (const auto& c : field["columns"]) {
      std::puts(fmt::format("{:<22} {:<7} {:<7} {:>12.6g} {:>12.6g} {:>12.6g} {:>12.6g} {:>10}",
                            c["column"].get<std::string>(), field["unit"].get<std::string>(),
                            c["species"].get<std::string>(), number(c["mean"]), number(c["sd"]), number(c["min"]),
                            number(c["max"]), c["undefined"].get<std::size_t>())
                    .c_str());
    }
  }
}

// Before anything is computed: of the formats that can be written, these hold fields.
void check_ending(const std::filesystem::path& output) {
  const bool packed = output.extension() == ".gz" || output.extension() == ".zst";
  const std::string ending = (packed ? output.stem() : output).extension().string();
  for (const char* known : {".xyz", ".extxyz", ".dump", ".lammpstrj"}) {
    if (ending == known) return;
  }
  if (ending == ".csv" && !packed) return;
  throw usage_error(output.string(), fmt::format("the ending '{}' names no format that holds fields", ending),
                    ".xyz .extxyz .dump .lammpstrj (also with .gz or .zst) and .csv",
                    "choose a file name with one of these");
}

int run_fields(const FieldsFlags& flags, Session& session) {
  if (flags.list) {
    print_list(session);
    return ExitCode::success;
  }
  if (flags.input.path.empty())
    throw usage_error("fields", "there is no CONFIG", {}, "name a configuration file, or use --list");
  if (flags.requests.empty()) {
    throw usage_error("fields", "no --field is given", {},
                      "name at least one, for example --field voronoi; --list shows all");
  }
  if (flags.output.empty()) throw usage_error("fields", "there is no output", {}, "name a file with -o");
  std::vector<FieldRequest> requests;
  nlohmann::json resolved = {
      {"frame", flags.input.frame}, {"elements", flags.input.elements}, {"fields", nlohmann::json::array()}};
  for (const std::string& text : flags.requests) {
    requests.push_back(parse_field_request(text));
    nlohmann::json options = nlohmann::json::object();
    for (const auto& [key, value] : find_descriptor(requests.back().descriptor).resolve(requests.back().settings)) {
      options[key] = value;
    }
    resolved["fields"].push_back(
        {{"descriptor", requests.back().descriptor}, {"as", requests.back().as}, {"options", options}});
  }
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  check_ending(flags.output);
  require_fresh_output(flags.output, session);
  Configuration configuration = load(flags.input, session);
  const auto names = add_fields(configuration, requests, session.context());
  if (std::filesystem::path(flags.output).extension() == ".csv") {
    write_file_atomically(flags.output, field_csv(configuration));
  } else {
    write_configuration(flags.output, configuration);
  }
  write_run_record(flags.output, session, resolved, {flags.input.path});
  const nlohmann::json summary = summary_json(configuration, names);
  if (session.json) {
    const nlohmann::json result{{"output", flags.output}, {"atoms", configuration.size()}, {"fields", summary}};
    std::puts(result.dump(2).c_str());
  } else {
    print_summary(summary);
  }
  return ExitCode::success;
}

}  // namespace

void add_fields(CLI::App& app, Session& session) {
  auto flags = std::make_shared<FieldsFlags>();
  CLI::App* verb = app.add_subcommand("fields", "compute per-atom fields of a configuration");
  add_input_flags(*verb, flags->input);
  verb->get_option("CONFIG")->required(false);
  verb->add_option("--field", flags->requests,
                   "NAME[:key=value,...], repeatable; lists with plus signs (l=4+6); as=LABEL renames the fields")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb->add_option("-o,--output", flags->output, "result: .xyz or .dump (also with .gz or .zst), or .csv");
  verb->add_flag("--list", flags->list, "show all descriptors with their fields, options and sources, and stop");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_fields(*flags, session); }; });
}

}  // namespace glasscape::app
