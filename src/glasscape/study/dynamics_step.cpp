#include "glasscape/study/dynamics_step.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/dynamics/time_dependence/time_dependence.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {

Step dynamics_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                   const RunContext& context) {
  // One table for what the verb has two of: the run, and what is measured of it.
  StudySection run_rows = study.dynamics, measured_rows = study.dynamics;
  const auto measured = time_dependence_parameters().names();
  const auto is_measured = [&](const StudyEntry& e) {
    return std::find(measured.begin(), measured.end(), e.key) != measured.end();
  };
  std::erase_if(run_rows.entries, is_measured);
  std::erase_if(measured_rows.entries, [&](const StudyEntry& e) { return !is_measured(e); });
  IsothermalOptions run;
  run.potential = study.potential;
  run.seed = study.seed;
  apply(run_rows, isothermal_parameters(), run);
  TimeDependenceOptions options;
  apply(measured_rows, time_dependence_parameters(), options);
  auto resolved = isothermal_parameters().resolved(run);
  for (auto& option : time_dependence_parameters().resolved(options)) resolved.push_back(std::move(option));
  resolved.emplace_back("potential_hash", potential->fingerprint());
  return {.name = "dynamics",
          .summary = fmt::format("displacements in time at {:g} K for {:g} ps", run.temperature, run.time),
          .needs = {source_step(study)},
          .options = std::move(resolved),
          .modules = with(force_modules, {"statistics", "scattering", "vibration", "md", "dynamics"}),
          .outputs = {"dynamics.json", "dynamics.csv"},
          .estimate = [seconds = md_run_seconds(run.time + run.equilibration, run.timestep, atoms,
                                                context)] { return seconds; },
          .run =
              [run, options, source = source_step(study)](
                  const std::filesystem::path& folder,
                  const std::function<std::filesystem::path(const std::string&)>& of, const RunContext& run_context) {
                const Configuration glass = read_configuration(of(source) / "glass.data");
                write_time_dependence(folder, isothermal_dynamics(glass, run, options, run_context));
              }};
}

}  // namespace glasscape
