#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/polymer/builder.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct Arguments {
  PolymerOptions options;
  std::string output;
  bool emit = false, plan = false;
};

// Root of a mean square with its error.
std::string root(const MeanError& square) {
  const double r = std::sqrt(square.mean);
  return fmt::format("{:.2f} ± {:.2f} Å", r, square.error / (2 * r));
}

int run(const Arguments& arguments, Session& session) {
  if (session.print_config) {
    std::fputs((resolved_json(polymer_parameters(), arguments.options).dump(2) + "\n").c_str(), stdout);
    return ExitCode::success;
  }
  if (arguments.output.empty() && !arguments.plan) {
    throw usage_error("--output", "no folder for the result is given", {}, "add -o DIR (or --plan)");
  }
  const RunContext context = session.context();
  const PolymerPlan plan = plan_polymer(arguments.options, context);
  if (arguments.plan) {
    std::fputs(plan.text().c_str(), stdout);
    return ExitCode::success;
  }
  if (arguments.emit) {
    require_fresh_output(arguments.output, session);
    emit_lammps(plan, arguments.output);
    session.log(fmt::format("{}: in.polymer and initial.data", arguments.output));
    return ExitCode::success;
  }
  session.log(plan.text());
  const PolymerResult result = build_polymer(plan, arguments.output, session.force, context);
  for (const auto& note : result.run.notes) session.log(note);
  if (!result.computed) {
    session.log(fmt::format("{}: finished already, nothing to do", arguments.output));
  } else {
    if (result.run.resumed) session.log("continued from the last checkpoint");
    write_run_record(arguments.output, session, resolved_json(polymer_parameters(), arguments.options),
                     {arguments.options.potential});
  }
  if (session.json) {
    std::fputs(read_file(std::filesystem::path(arguments.output) / "polymer.json").c_str(), stdout);
  } else {
    std::fputs(
        fmt::format("{}\ndensity            {:.4f} ± {:.4f} g/cm³ at {:g} K\n"
                    "end to end         {} (as grown: {}; freely rotating chain: {:.2f} Å)\n"
                    "radius of gyration {} (freely rotating chain: {:.2f} Å)\n",
                    result.melt.string(), result.density.mean, result.density.error, arguments.options.temperature,
                    root(result.end_to_end2), root(plan.grown_end_to_end2), std::sqrt(result.expected.end_to_end2),
                    root(result.gyration2), std::sqrt(result.expected.gyration2))
            .c_str(),
        stdout);
  }
  return ExitCode::success;
}

}  // namespace

void add_polymer(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("polymer", "make a melt of chains: grow, push apart, equilibrate");
  add_common_flags(*verb, session);
  auto arguments = std::make_shared<Arguments>();
  add_parameter_flags(*verb, polymer_parameters(), arguments->options);
  verb->add_option("-o,--output", arguments->output, "folder for the result; an unfinished one is continued");
  verb->add_flag("--plan", arguments->plan, "print what is expected of the chains and the estimated time, and stop");
  verb->add_flag("--emit-lammps", arguments->emit, "write a LAMMPS input and its data file into -o instead of running");
  verb->callback(
      [arguments, &session] { session.action = [arguments, &session] { return run(*arguments, session); }; });
}

}  // namespace glasscape::app
