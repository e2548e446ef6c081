#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

#include "glasscape/core/unit.hpp"
#include "glasscape/landscape/campaign_script.hpp"
#include "glasscape/landscape/explore.hpp"
#include "input.hpp"
#include "search_flags.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct SubmitFlags {
  InputFlags input;
  std::string potential, output, print, max_time;
  std::int64_t shards = 0;
  ExploreOptions options;
};

// This program by its full name, so that the script finds it from wherever it is started.
std::string program(const Session& session) {
  std::error_code failed;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? session.command_line.front() : path.string();
}

// What the user chose for `explore`: the flags whose values differ from the defaults.
std::vector<std::string> explore_arguments(const SubmitFlags& flags) {
  std::vector<std::string> arguments{flags.input.path, "--potential", flags.potential};
  if (!flags.input.elements.empty()) {
    arguments.emplace_back("--elements");
    arguments.push_back(join(flags.input.elements, ","));
  }
  if (!flags.input.atom_style.empty()) arguments.insert(arguments.end(), {"--atom-style", flags.input.atom_style});
  if (flags.input.frame != InputFlags{}.frame)
    arguments.insert(arguments.end(), {"--frame", std::to_string(flags.input.frame)});
  const auto chosen = explore_parameters().resolved(flags.options);
  const auto defaults = explore_parameters().resolved(ExploreOptions{});
  const auto info = explore_parameters().describe();
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    if (chosen[k].second == defaults[k].second) continue;
    std::string flag = "--" + chosen[k].first;
    for (char& c : flag) c = c == '_' ? '-' : c;
    arguments.push_back(flag);
    if (info[k].type != "boolean") arguments.push_back(chosen[k].second);
  }
  return arguments;
}

int run_submit(const SubmitFlags& flags, Session& session) {
  CampaignScript campaign{.program = program(session),
                          .arguments = explore_arguments(flags),
                          .output = flags.output,
                          .shards = flags.shards};
  if (!flags.max_time.empty()) {
    campaign.max_time = parse_quantity(flags.max_time, Unit("s"), "--max-time");
    if (!(campaign.max_time > 0))
      throw usage_error("--max-time", flags.max_time + " is no time to work in", "> 0, such as 30min");
  }
  // What the workers would refuse is refused here, before hundreds of them wait in a queue.
  (void)load(flags.input, session);
  const std::string script = flags.print == "slurm"       ? slurm_script(campaign)
                             : flags.print == "snakemake" ? snakemake_script(campaign)
                                                          : parallel_script(campaign);
  if (session.json) {
    std::puts(nlohmann::json{{"script", script}}.dump(2).c_str());
  } else {
    std::fputs(script.c_str(), stdout);
  }
  return ExitCode::success;
}

}  // namespace

void add_submit(CLI::App& app, Session& session) {
  auto flags = std::make_shared<SubmitFlags>();
  CLI::App* verb = app.add_subcommand("submit", "print the script of a campaign in shards; it is not started");
  add_input_flags(*verb, flags->input);
  verb->add_option("--print", flags->print, "kind of script: slurm, parallel (one machine), snakemake")
      ->required()
      ->check(CLI::IsMember({"slurm", "parallel", "snakemake"}));
  verb->add_option("--shards", flags->shards, "workers, one core each")->required()->check(CLI::Range(1, 1000000));
  verb->add_option("--potential", flags->potential, "interatomic potential: a file or kim:MODEL")->required();
  verb->add_option("-o,--output", flags->output, "merged catalogue; shards go to a folder beside it")->required();
  verb->add_option("--max-time", flags->max_time, "time of one call of a worker, which continues in the next one [s]");
  add_search_flags(*verb, flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_submit(*flags, session); }; });
}

}  // namespace glasscape::app
