#include "glasscape/study/polymer_step.hpp"

#include <fmt/format.h>

#include "glasscape/io/configuration_io.hpp"
#include "glasscape/polymer/builder.hpp"
#include "glasscape/polymer/orientation.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {

namespace fs = std::filesystem;
using FolderOf = std::function<fs::path(const std::string&)>;

Step melt_step(const StudyFile& study, const RunContext& context) {
  PolymerOptions options;
  options.seed = study.seed;
  options.potential = study.potential;
  apply(study.polymer, polymer_parameters(), options);
  if (options.potential != study.potential) {
    throw usage_error(study.polymer.find("potential")->where, "the melt cannot have another potential than the study");
  }
  const PolymerPlan plan = [&] {
    try {
      return plan_polymer(options, context);
    } catch (const Error& e) {
      throw placed(study.polymer, "polymer", e);
    }
  }();
  auto resolved = polymer_parameters().resolved(options);
  resolved.emplace_back("potential_hash", plan.force_field->fingerprint());
  resolved.emplace_back("atoms", fmt::format("{}", plan.program.initial.size()));
  return {.name = "melt",
          .summary =
              fmt::format("{} chains of {} monomers at {:g} K", options.chains, options.monomers, options.temperature),
          .options = std::move(resolved),
          .modules = with(force_modules, {"statistics", "vibration", "md", "polymer"}),
          .outputs = {melt_file, "polymer.json"},
          .estimate = [seconds = plan.estimated_seconds] { return seconds; },
          .run = [plan](const fs::path& folder, const FolderOf&,
                        const RunContext& run_context) { build_polymer(plan, folder, false, run_context); }};
}

Step orientation_step(const StudyFile& study, const RunContext&) {
  const StudySection& section = study.orientation;
  StudySection deform = study.deform;
  if (!deform.present || deform.take_text("protocol", "aqs") == "aqs") {
    throw usage_error(section.where, "there is no deformed state to look at", {},
                      "add a [deform] table with a protocol at temperature: shear, tension, compression, creep");
  }
  OrientationOptions options;
  options.axis = deform.take_text("axis", options.axis);
  apply(section, orientation_parameters(), options);
  return {.name = "orientation",
          .summary = "directions of bonds and rings before and after the deformation",
          .needs = {"deform"},
          .options = orientation_parameters().resolved(options),
          .modules = with(file_modules, {"statistics", "neighbors", "forces", "deformation", "polymer"}),
          .outputs = {"orientation.json", "orientation.csv", "chains.csv"},
          .run = [options](const fs::path& folder, const FolderOf& of, const RunContext& run_context) {
            const OrientationResult result =
                orientation_analysis(read_configuration(of("deform") / "start.data"),
                                     read_configuration(of("deform") / "final.data"), options, run_context);
            write_orientation(result, folder);
          }};
}

}  // namespace glasscape
