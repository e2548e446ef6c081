#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "fields_output.hpp"
#include "glasscape/descriptors/field_request.hpp"
#include "glasscape/descriptors/registry.hpp"
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

int run_fields(const FieldsFlags& flags, Session& session) {
  if (flags.list) {
    print_descriptors(descriptors(), session);
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
  require_field_format(flags.output);
  require_fresh_output(flags.output, session);
  Configuration configuration = load(flags.input, session);
  const auto names = add_fields(configuration, requests, session.context());
  write_fields(flags.output, configuration);
  write_run_record(flags.output, session, resolved, {flags.input.path});
  const nlohmann::json summary = field_summary(configuration, names);
  if (session.json) {
    const nlohmann::json result{{"output", flags.output}, {"atoms", configuration.size()}, {"fields", summary}};
    std::puts(result.dump(2).c_str());
  } else {
    print_field_summary(summary);
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
