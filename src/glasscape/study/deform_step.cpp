#include "glasscape/study/deform_step.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/io/configuration_io.hpp"
#include "glasscape/mechanics/deform.hpp"
#include "glasscape/mechanics/thermal_deform.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {

namespace {

Step quasistatic_step(const StudySection& section, const StudyFile& study,
                      const std::shared_ptr<const ForceField>& potential, double atoms, const RunContext& context) {
  DeformOptions options;
  apply(section, deform_parameters(), options);
  auto resolved = deform_parameters().resolved(options);
  resolved.emplace_back("potential", study.potential);
  resolved.emplace_back("potential_hash", potential->fingerprint());
  const Loading loading = make_loading(options.loading, options.plane, options.axis);
  const double steps = std::abs(options.max_strain) / options.strain_step;
  return {.name = "deform",
          .summary = fmt::format("quasistatic {} {} to a strain of {:g}", options.loading, loading.direction(),
                                 options.max_strain),
          .needs = {"relax"},
          .options = std::move(resolved),
          .modules = {"core", "geometry", "io", "neighbors", "forces", "deformation", "landscape", "mechanics"},
          .outputs = {"deform.json", "stress_strain.csv", "events.csv", "final.xyz"},
          // About 115 evaluations per step at half a microsecond per atom.
          .estimate = [steps, atoms, context] { return steps * 115 * atoms * 0.6e-6 / context.thread_count(); },
          .run =
              [options, potential](const std::filesystem::path& folder,
                                   const std::function<std::filesystem::path(const std::string&)>& of,
                                   const RunContext& run_context) {
                deform(read_configuration(of("relax") / "relaxed.xyz"), potential, options, folder, false, run_context);
              }};
}

// Of a test at temperature, without the yield test that a creep may begin with.
double time_of(const ThermalDeformOptions& o) {
  const double test = o.protocol == "creep" ? o.time + 2 * o.ramp + (o.release ? o.recovery : 0)
                                            : std::abs(o.max_strain) / o.rate * 1e12;
  return o.equilibration + test;
}

Step thermal_step(const StudySection& section, const std::string& protocol, const StudyFile& study,
                  const std::shared_ptr<const ForceField>& potential, double atoms, const RunContext& context) {
  ThermalDeformOptions options;
  options.protocol = protocol;
  options.potential = study.potential;
  options.seed = study.seed;
  const auto& table = thermal_deform_parameters(protocol);
  apply(section, table, options);
  for (const std::string& idle : idle_parameters(options)) {
    const StudyEntry* entry = section.find(idle);
    if (entry == nullptr) continue;
    throw usage_error(entry->where + ": [deform]", fmt::format("'{}' has no effect beside the other options", idle), {},
                      "remove this line");
  }
  auto resolved = table.resolved(options);
  resolved.emplace_back("protocol", protocol);
  resolved.emplace_back("potential", study.potential);
  resolved.emplace_back("potential_hash", potential->fingerprint());
  return {
      .name = "deform",
      .summary = fmt::format("{} at {:g} K", protocol, options.temperature),
      .needs = {source_step(study)},
      .options = std::move(resolved),
      .modules = with(force_modules, {"statistics", "deformation", "vibration", "md", "landscape", "mechanics"}),
      .outputs = {"deform.json", "start.data", "final.data"},
      .estimate = [seconds = md_run_seconds(time_of(options), options.timestep, atoms, context)] { return seconds; },
      .run =
          [options, source = source_step(study)](const std::filesystem::path& folder,
                                                 const std::function<std::filesystem::path(const std::string&)>& of,
                                                 const RunContext& run_context) {
            const Configuration glass = read_configuration(of(source) / "glass.data");
            thermal_deform(plan_thermal_deform(glass, options, run_context), folder, false, run_context);
          }};
}

}  // namespace

Step deform_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                 const RunContext& context) {
  StudySection section = study.deform;
  const std::string protocol = section.take_text("protocol", "aqs");
  if (protocol == "aqs") return quasistatic_step(section, study, potential, atoms, context);
  return thermal_step(section, protocol, study, potential, atoms, context);
}

}  // namespace glasscape
