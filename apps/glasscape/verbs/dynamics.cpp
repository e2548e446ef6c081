#include <cmath>
#include <fmt/format.h>

#include "glasscape/dynamics/time_dependence/time_dependence.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct Arguments {
  InputFlags input;
  TimeDependenceOptions options;
  IsothermalOptions run;
  std::string output, interval;
  bool do_run = false;
};

std::string value_text(const TimeValue& v, const char* unit) {
  if (!std::isfinite(v.value)) return "-";
  return std::isfinite(v.error) ? fmt::format("{:.4g} ± {:.2g}{}", v.value, v.error, unit)
                                : fmt::format("{:.4g}{}", v.value, unit);
}

std::string table(const TimeDependence& result) {
  std::string text = fmt::format("{} frames, up to {:g} ps; k = {:.4f} 1/Å, a = {:.4f} Å{}\n", result.frames,
                                 result.functions.time.back(), result.wave_number, result.overlap_length,
                                 result.equally_spaced ? "" : "; not equally spaced: the first is the only origin");
  text += fmt::format("{:<8} {:>8} {:>12} {:>22} {:>12} {:>20} {:>20}\n", "species", "atoms", "last msd Å²",
                      "largest α2", "at ps", "F_s = 1/e at", "Q = 1/e at");
  for (std::size_t s = 0; s < result.species.size(); ++s) {
    const SpeciesDynamics& d = result.functions.species[s];
    text += fmt::format("{:<8} {:>8} {:>12.5g} {:>22} {:>12} {:>20} {:>20}\n", result.species[s], result.atoms[s],
                        d.msd.value.back(), value_text(d.peak, ""),
                        fmt::format("{:.4g}{}", d.peak_time, d.peak_at_end ? " (last)" : ""),
                        value_text(d.scattering_time, " ps"), value_text(d.overlap_time, " ps"));
  }
  return text;
}

void check_flags(const CLI::App& verb, const Arguments& arguments) {
  const auto given = [&](const std::string& flag) { return verb.get_option(flag)->count() > 0; };
  if (arguments.do_run) {
    if (given("--interval")) throw usage_error("--interval", "a run has --sample-interval");
    return;
  }
  for (const char* flag : {"--potential", "--temperature", "--time", "--equilibration", "--sample-interval", "--seed",
                           "--engine-forces"}) {
    if (given(flag)) throw usage_error(flag, "describes a run, and no run is asked for", {}, "add --run");
  }
  if (given("--frame")) throw usage_error("--frame", "all frames of a trajectory are used", {}, "or add --run");
  if (given("--interval") == given("--timestep")) {
    throw usage_error("--timestep, --interval", "the times of the frames are not known", "one of the two",
                      "give the time step of the simulation, or the time between frames");
  }
}

int run(const CLI::App& verb, const Arguments& arguments, Session& session) {
  nlohmann::json resolved = resolved_json(time_dependence_parameters(), arguments.options);
  if (arguments.do_run) resolved["run"] = resolved_json(isothermal_parameters(), arguments.run);
  if (session.print_config) {
    std::fputs((resolved.dump(2) + "\n").c_str(), stdout);
    return ExitCode::success;
  }
  check_flags(verb, arguments);
  double interval = 0;
  if (!arguments.interval.empty()) {
    interval = parse_quantity(arguments.interval, Unit("ps"), "--interval");
    if (!(interval > 0)) throw usage_error("--interval", arguments.interval, "> 0");
  }
  if (!arguments.output.empty()) require_fresh_output(arguments.output, session);
  TimeDependence result;
  if (arguments.do_run) {
    result = isothermal_dynamics(load(arguments.input, session), arguments.run, arguments.options, session.context());
  } else {
    const ReadOptions reading{.elements = arguments.input.elements, .atom_style = arguments.input.atom_style};
    result = time_dependence(arguments.input.path, reading, arguments.run.timestep, interval, arguments.options,
                             session.context());
  }
  if (!arguments.output.empty()) {
    write_time_dependence(arguments.output, result);
    std::vector<std::filesystem::path> inputs{arguments.input.path};
    if (arguments.do_run) inputs.emplace_back(arguments.run.potential);
    write_run_record(arguments.output, session, resolved, inputs);
  }
  std::fputs((session.json ? time_dependence_json(result) : table(result)).c_str(), stdout);
  return ExitCode::success;
}

}  // namespace

void add_dynamics(CLI::App& app, Session& session) {
  auto* verb =
      app.add_subcommand("dynamics", "how atoms move in time: msd, α2, F_s and overlap of a trajectory or a run");
  auto arguments = std::make_shared<Arguments>();
  add_input_flags(*verb, arguments->input);
  add_parameter_flags(*verb, time_dependence_parameters(), arguments->options);
  verb->add_option("--interval", arguments->interval,
                   "time between the frames of the trajectory, instead of --timestep");
  verb->add_flag("--run", arguments->do_run, "CONFIG is where a run at constant temperature starts, no trajectory");
  add_parameter_flags(*verb, isothermal_parameters(), arguments->run);
  verb->add_option("-o,--output", arguments->output, "folder for dynamics.csv and dynamics.json");
  add_common_flags(*verb, session);
  verb->callback([verb, arguments, &session] {
    session.action = [verb, arguments, &session] { return run(*verb, *arguments, session); };
  });
}

}  // namespace glasscape::app
