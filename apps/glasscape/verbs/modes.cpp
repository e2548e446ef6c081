#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/modes_step.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct ModesFlags {
  InputFlags input;
  std::string potential, output;
  ModesOptions options;
};

// A folder that holds no results, or results that may be replaced.
void prepare_folder(const std::filesystem::path& folder, const Session& session) {
  require_fresh_output(folder / "modes.json", session);
  std::error_code ignored;
  // What an earlier run wrote on request must not stay beside other modes.
  for (const char* name : {"modes.json", "modes.csv", "dos.csv", "fields.xyz", "eigenvectors.npy"})
    std::filesystem::remove(folder / name, ignored);
}

int run_modes(const ModesFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(modes_parameters(), flags.options);
  resolved["potential"] = flags.potential;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const std::filesystem::path folder(flags.output);
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  if (!std::filesystem::is_directory(folder)) {
    throw usage_error("--output", fmt::format("{} is no folder and cannot be made", flags.output), {},
                      "name a folder in one that exists");
  }
  prepare_folder(folder, session);
  const Configuration configuration = load(flags.input, session);
  const auto force_field = open_potential(flags.potential);
  const nlohmann::json result = compute_modes(configuration, force_field, flags.options, folder, session.context());
  write_run_record(folder, session, resolved, {flags.input.path, flags.potential});
  std::puts(session.json ? result.dump(2).c_str() : modes_text(result).c_str());
  return ExitCode::success;
}

}  // namespace

void add_modes(CLI::App& app, Session& session) {
  auto flags = std::make_shared<ModesFlags>();
  CLI::App* verb = app.add_subcommand("modes", "lowest normal modes at a minimum, and what they say of each atom");
  add_input_flags(*verb, flags->input);
  verb->add_option("--potential", flags->potential, "interatomic potential: a file or kim:MODEL")->required();
  verb->add_option("-o,--output", flags->output, "folder for the result, made if it does not exist")->required();
  add_parameter_flags(*verb, modes_parameters(), flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_modes(*flags, session); }; });
}

}  // namespace glasscape::app
