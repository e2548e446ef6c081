#include "glasscape/landscape/merge.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "common.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct MergeFlags {
  std::filesystem::path output;
  std::vector<std::filesystem::path> shards;
};

int run_merge(const MergeFlags& flags, Session& session) {
  if (session.print_config) {
    nlohmann::json resolved{{"output", flags.output.string()}};
    for (const auto& shard : flags.shards) resolved["shards"].push_back(shard.string());
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const RunContext context = session.context();
  const auto folder = flags.output.parent_path();
  std::error_code ignored;
  if (!folder.empty() && !std::filesystem::is_directory(folder, ignored))
    throw usage_error(flags.output.string(), fmt::format("the folder {} does not exist", folder.string()), {},
                      "make it first");
  // --force starts anew, but only with the new catalogue at hand is the old one given up.
  const std::filesystem::path fresh = flags.output.string() + ".new";
  if (session.force) std::filesystem::remove(fresh);
  const MergeResult result = merge_catalogues(session.force ? fresh : flags.output, flags.shards, context);
  if (session.force) {
    for (const char* side : {"-wal", "-shm", "-journal"}) std::filesystem::remove(flags.output.string() + side);
    std::filesystem::rename(fresh, flags.output);
  }
  write_run_record(flags.output, session, {{"shards", flags.shards.size()}}, {});
  if (session.json) {
    std::puts(nlohmann::json{{"catalogue", flags.output.string()},
                             {"events", result.events},
                             {"added", result.added},
                             {"repeated", result.repeated}}
                  .dump(2)
                  .c_str());
  } else {
    std::puts(fmt::format("{}: {} events, {} added now, {} repeated", flags.output.string(), result.events,
                          result.added, result.repeated)
                  .c_str());
  }
  return ExitCode::success;
}

}  // namespace

void add_merge(CLI::App& app, Session& session) {
  auto flags = std::make_shared<MergeFlags>();
  CLI::App* verb = app.add_subcommand("merge", "join the catalogues of a campaign's shards");
  verb->add_option("OUT", flags->output, "catalogue to add to; made if it does not exist")->required();
  verb->add_option("SHARD", flags->shards, "catalogues made by explore or merge")->required();
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_merge(*flags, session); }; });
}

}  // namespace glasscape::app
