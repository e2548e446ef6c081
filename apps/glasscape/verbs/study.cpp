#include "glasscape/study/study.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct StudyFlags {
  std::string file;
  std::string output;
  StudyChoice choice;
  bool plan = false;
};

nlohmann::json steps_json(const std::vector<Step>& steps, const std::filesystem::path& directory) {
  const auto records = examine(steps, directory);
  nlohmann::json list = nlohmann::json::array();
  for (std::size_t s = 0; s < steps.size(); ++s) {
    nlohmann::json step = {{"name", steps[s].name},   {"summary", steps[s].summary},
                           {"needs", steps[s].needs}, {"key", records[s].key},
                           {"done", records[s].done}, {"folder", records[s].folder.string()}};
    for (const auto& [name, value] : steps[s].options) step["options"][name] = value;
    list.push_back(std::move(step));
  }
  return list;
}

int run(const StudyFlags& flags, Session& session) {
  const StudyFile study = read_study(flags.file, flags.choice);
  const std::filesystem::path directory =
      flags.output.empty() ? std::filesystem::path("out") / study.path.stem() : std::filesystem::path(flags.output);
  const RunContext context = session.context();
  const auto steps = build_steps(study, context);
  if (session.print_config) {
    std::puts(steps_json(steps, directory).dump(2).c_str());
    return ExitCode::success;
  }
  if (flags.plan) {
    if (session.json) {
      std::puts(steps_json(steps, directory).dump(2).c_str());
    } else {
      std::fputs(plan_text(steps, directory).c_str(), stdout);
    }
    return ExitCode::success;
  }
  std::error_code ignored;
  if (std::filesystem::exists(directory, ignored) && !std::filesystem::is_directory(directory, ignored)) {
    throw usage_error(directory.string(), "is a file, not a folder for results", {}, "choose another folder with -o");
  }
  run_study(study, steps, directory, context, [&](const std::string& line) { session.log(line); });
  write_run_record(directory, session,
                   {{"study", flags.file}, {"scale", flags.choice.scale}, {"glass", flags.choice.glass}}, {study.path});
  if (session.json) {
    const nlohmann::json result = {{"directory", directory.string()},
                                   {"report", (directory / "report.html").string()},
                                   {"steps", steps_json(steps, directory)}};
    std::puts(result.dump(2).c_str());
  } else {
    std::puts((directory / "report.html").c_str());
  }
  return ExitCode::success;
}

}  // namespace

void add_study(CLI::App& app, Session& session) {
  auto flags = std::make_shared<StudyFlags>();
  CLI::App* verb =
      app.add_subcommand("study", "run a study file: glass, fields, activation energies, relations, report");
  verb->add_option("FILE", flags->file, "the study (.toml), see docs/verbs/study.md")->required();
  verb->add_option("-o,--output", flags->output, "folder for results; default out/NAME");
  verb->add_option("--scale", flags->choice.scale, "use the entries of [scale.NAME] in place of the file's own");
  CLI::Option* glass =
      verb->add_option("--glass", flags->choice.glass, "start from this configuration, not from [glass]");
  verb->add_option("--elements", flags->choice.elements, "names of its types 1, 2, ..., if it has none: Cu,Zr")
      ->delimiter(',')
      ->needs(glass);
  verb->add_flag("--plan", flags->plan, "show the steps, what is done and the estimated cost, and stop");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run(*flags, session); }; });
}

}  // namespace glasscape::app
