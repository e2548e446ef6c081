#include "glasscape/md/quench.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct Arguments {
  QuenchOptions options;
  std::string output;
  bool emit = false, plan = false;
};

std::string describe(const GlassTransition& t) {
  return std::isnan(t.temperature) ? "not determinable: " + t.reason
                                   : fmt::format("({:.0f} ± {:.0f}) K", t.temperature, t.uncertainty);
}

int run(const Arguments& arguments, Session& session) {
  if (session.print_config) {
    std::fputs((resolved_json(quench_parameters(), arguments.options).dump(2) + "\n").c_str(), stdout);
    return ExitCode::success;
  }
  const RunContext context = session.context();
  const QuenchPlan plan = plan_quench(arguments.options, context);
  if (arguments.emit) {
    if (!arguments.output.empty()) {
      require_fresh_output(arguments.output, session);
      emit_lammps(plan, arguments.output);
      session.log(fmt::format("{}: in.quench and the files it reads", arguments.output));
    } else {
      std::fputs(emit_lammps(plan).c_str(), stdout);
    }
    return ExitCode::success;
  }
  if (arguments.plan) {
    std::fputs(plan.text().c_str(), stdout);
    return ExitCode::success;
  }
  if (arguments.output.empty()) {
    throw usage_error("--output", "no folder for the result is given", {}, "add -o DIR (or --plan, --emit-lammps)");
  }
  session.log(plan.text());
  const QuenchResult result = quench(plan, arguments.output, session.force, context);
  for (const auto& note : result.run.notes) session.log(note);
  if (!result.computed) {
    session.log(fmt::format("{}: finished already, nothing to do", arguments.output));
  } else {
    if (result.run.resumed) session.log("continued from the last checkpoint");
    write_run_record(arguments.output, session, resolved_json(quench_parameters(), arguments.options),
                     {arguments.options.potential});
  }
  for (const SwapCount& s : result.swaps) {
    session.log(fmt::format("exchanges {}: {} of {} attempts accepted ({:.2g} %)", s.species, s.accepted, s.attempts,
                            100 * static_cast<double>(s.accepted) / static_cast<double>(s.attempts)));
  }
  if (session.json) {
    std::fputs(read_file(std::filesystem::path(arguments.output) / "quench.json").c_str(), stdout);
  } else {
    std::fputs(
        fmt::format("{}\nenergy    {:.5f} eV/atom at {:g} K\nvolume    {:.4f} Å³/atom\ndensity   {:.4f} g/cm³\n"
                    "T_g       {} from the volume, {} from the energy\n",
                    result.glass.string(), result.energy_per_atom, arguments.options.final_temperature,
                    result.volume_per_atom, result.density, describe(result.from_volume), describe(result.from_energy))
            .c_str(),
        stdout);
  }
  return ExitCode::success;
}

}  // namespace

void add_quench(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("quench", "make a glass by molecular dynamics: melt, cool, anneal");
  add_common_flags(*verb, session);
  auto arguments = std::make_shared<Arguments>();
  add_parameter_flags(*verb, quench_parameters(), arguments->options);
  verb->add_option("-o,--output", arguments->output, "folder for the result; an unfinished one is continued");
  verb->add_flag("--plan", arguments->plan, "print stages, steps and estimated time, and stop");
  verb->add_flag("--emit-lammps", arguments->emit,
                 "print a LAMMPS input instead of running (-o: write it with its files)");
  verb->callback(
      [arguments, &session] { session.action = [arguments, &session] { return run(*arguments, session); }; });
}

}  // namespace glasscape::app
