#include "glasscape/preparation/inhomogenize.hpp"

#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct Arguments {
  InputFlags input;
  InhomogenizeOptions options;
  std::string output;
  bool emit = false, plan = false;
};

std::string table(const InhomogenizeResult& result) {
  std::string text = fmt::format("{}\n{:<8} {:<8} {:>8} {:>12} {:>12} {:>22}\n", result.fields.string(), "", "species",
                                 "atoms", "before eV", "after eV", "change meV");
  for (const auto& [name, changes] : {std::pair{"regions", &result.regions}, std::pair{"matrix", &result.matrix}}) {
    for (const EnergyChange& c : *changes) {
      text += fmt::format("{:<8} {:<8} {:>8} {:>12.5f} {:>12.5f} {:>12.2f} ± {:>7.2f}\n", name, c.species, c.atoms,
                          c.before, c.after, 1000 * c.change, 1000 * c.error);
    }
  }
  text += fmt::format(
      "during the anneal: regions {:.1f} K, matrix {:.1f} K, heat flow {:.3f} eV/ps; volume at the end {:.4f} "
      "Å³/atom\n",
      result.region_temperature, result.matrix_temperature, result.heat_flow, result.volume_per_atom);
  return text;
}

int run(const Arguments& arguments, Session& session) {
  if (session.print_config) {
    std::fputs((resolved_json(inhomogenize_parameters(), arguments.options).dump(2) + "\n").c_str(), stdout);
    return ExitCode::success;
  }
  if (arguments.output.empty() && !arguments.plan && !arguments.emit) {
    throw usage_error("--output", "no folder for the result is given", {}, "add -o DIR (or --plan, --emit-lammps)");
  }
  const RunContext context = session.context();
  const Configuration glass = load(arguments.input, session);
  const InhomogenizePlan plan = plan_inhomogenize(glass, arguments.options, context);
  if (arguments.emit) {
    if (!arguments.output.empty()) require_fresh_output(arguments.output, session);
    const std::string input = emit_lammps(plan, arguments.output);
    if (arguments.output.empty()) std::fputs(input.c_str(), stdout);
    session.log(plan.text());
    return ExitCode::success;
  }
  if (arguments.plan) {
    std::fputs(plan.text().c_str(), stdout);
    return ExitCode::success;
  }
  session.log(plan.text());
  const InhomogenizeResult result = inhomogenize(plan, arguments.output, session.force, context);
  for (const auto& note : result.run.notes) session.log(note);
  if (!result.computed) {
    session.log(fmt::format("{}: finished already, nothing to do", arguments.output));
  } else {
    if (result.run.resumed) session.log("continued from the last checkpoint");
    write_run_record(arguments.output, session, resolved_json(inhomogenize_parameters(), arguments.options),
                     {arguments.input.path, arguments.options.potential});
  }
  const std::string text =
      session.json ? read_file(std::filesystem::path(arguments.output) / "inhomogenize.json") : table(result);
  std::fputs(text.c_str(), stdout);
  return ExitCode::success;
}

}  // namespace

void add_inhomogenize(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("inhomogenize", "insert relaxed regions into a glass, apart or connected");
  auto arguments = std::make_shared<Arguments>();
  add_input_flags(*verb, arguments->input);
  add_parameter_flags(*verb, inhomogenize_parameters(), arguments->options);
  verb->add_option("-o,--output", arguments->output, "folder for the result; an unfinished one is continued");
  verb->add_flag("--plan", arguments->plan, "print regions, stages, steps and estimated time, and stop");
  verb->add_flag("--emit-lammps", arguments->emit,
                 "print a LAMMPS input instead of running (-o: write it with its files)");
  add_common_flags(*verb, session);
  verb->callback(
      [arguments, &session] { session.action = [arguments, &session] { return run(*arguments, session); }; });
}

}  // namespace glasscape::app
