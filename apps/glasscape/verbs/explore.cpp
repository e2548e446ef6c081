#include "glasscape/landscape/explore.hpp"

#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "glasscape/core/unit.hpp"
#include "glasscape/forces/force_field.hpp"
#include "input.hpp"
#include "search_flags.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct ExploreFlags {
  InputFlags input;
  std::string potential, output, shard, max_time;
  ExploreOptions options;
};

double ratio(std::int64_t a, std::int64_t b) {
  return b == 0 ? std::nan("") : static_cast<double>(a) / static_cast<double>(b);
}

// JSON has no NaN: what is undefined is null.
nlohmann::json number(double value) { return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(); }

nlohmann::json summary_json(const ExploreResult& result, const std::string& output) {
  const CatalogueSummary& s = result.catalogue;
  nlohmann::json species = nlohmann::json::object();
  for (const BarrierSummary& row : s.by_species) {
    species[row.species] = {{"attempts", row.attempts},
                            {"successes", row.successes},
                            {"connected", row.connected},
                            {"mean_barrier_eV", number(row.mean)},
                            {"median_barrier_eV", number(row.median)},
                            {"connected_mean_barrier_eV", number(row.connected_mean)},
                            {"connected_median_barrier_eV", number(row.connected_median)}};
  }
  return {{"catalogue", output},
          {"complete", result.complete},
          {"computed", result.computed},
          {"remaining", result.remaining},
          {"attempts", s.attempts},
          {"successes", s.successes},
          {"success_rate", number(ratio(s.successes, s.attempts))},
          {"connected", s.connected},
          {"connected_share", number(ratio(s.connected, s.successes))},
          {"evaluations_per_attempt", number(ratio(s.evaluations, s.attempts))},
          {"status", s.by_status},
          {"species", species}};
}

void print_summary(const ExploreResult& result, const std::string& output) {
  const CatalogueSummary& s = result.catalogue;
  std::puts(
      fmt::format("{}: {} attempts, {} computed now, {} left", output, s.attempts, result.computed, result.remaining)
          .c_str());
  for (const auto& [status, count] : s.by_status) {
    std::puts(fmt::format("  {:<22} {:>8}  {:5.1f} %", status, count, 100 * ratio(count, s.attempts)).c_str());
  }
  std::puts(fmt::format("  {:.1f} % of the successes relax back to the start; {:.0f} evaluations per attempt",
                        100 * ratio(s.connected, s.successes), ratio(s.evaluations, s.attempts))
                .c_str());
  for (const BarrierSummary& row : s.by_species) {
    std::puts(
        fmt::format("  {:<3} barrier: mean {:.3f} eV, median {:.3f} eV ({} events); connected: {:.3f}, {:.3f} eV ({})",
                    row.species, row.mean, row.median, row.successes, row.connected_mean, row.connected_median,
                    row.connected)
            .c_str());
  }
}

int run_explore(ExploreFlags& flags, Session& session) {
  const RunContext context = session.context();  // from here on a signal stops the program in an orderly way
  if (!flags.shard.empty()) flags.options.shard = parse_shard(flags.shard, "--shard");
  if (!flags.max_time.empty()) {
    flags.options.max_time = parse_quantity(flags.max_time, Unit("s"), "--max-time");
    if (!(flags.options.max_time > 0))
      throw usage_error("--max-time", flags.max_time + " is no time to work in", "> 0, such as 30min");
  }
  nlohmann::json resolved = resolved_json(explore_parameters(), flags.options);
  resolved["potential"] = flags.potential;
  resolved["shard"] = fmt::format("{}/{}", flags.options.shard.index, flags.options.shard.of);
  if (!flags.max_time.empty()) resolved["max_time"] = fmt::format("{:g} s", flags.options.max_time);
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const Configuration configuration = load(flags.input, session);
  const auto force_field = open_potential(flags.potential);
  // A catalogue that exists is continued; --force starts it anew.
  if (session.force) {
    for (const char* side : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(flags.output + side);
  }
  const ExploreResult result = explore(configuration, force_field, flags.output, flags.options, context);
  if (result.computed == 0 && result.complete) session.log(flags.output + " is complete: there is nothing to do");
  if (result.computed > 0) write_run_record(flags.output, session, resolved, {flags.input.path, flags.potential});
  if (session.json) {
    std::puts(summary_json(result, flags.output).dump(2).c_str());
  } else {
    print_summary(result, flags.output);
  }
  if (result.complete) return ExitCode::success;
  session.log(fmt::format("stopped with at least {} attempts left; the same command continues", result.remaining));
  return ExitCode::resumable;
}

}  // namespace

void add_explore(CLI::App& app, Session& session) {
  auto flags = std::make_shared<ExploreFlags>();
  CLI::App* verb = app.add_subcommand("explore", "sample activation energies around a minimum (ARTn)");
  add_input_flags(*verb, flags->input);
  verb->add_option("--potential", flags->potential, "interatomic potential: a file or kim:MODEL")->required();
  verb->add_option("-o,--output", flags->output, "catalogue of events (SQLite); continued where it exists")->required();
  verb->add_option("--shard", flags->shard, "compute part k of K of the campaign, k/K; merge joins the parts");
  verb->add_option("--max-time", flags->max_time, "stop after this time, with exit code 75 [s], or 30min, 12h");
  add_search_flags(*verb, flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_explore(*flags, session); }; });
}

}  // namespace glasscape::app
