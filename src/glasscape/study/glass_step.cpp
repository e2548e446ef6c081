#include "glasscape/study/glass_step.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/md/quench.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using FolderOf = std::function<fs::path(const std::string&)>;

Step from_file(const StudyFile& study, StudySection section, const ForceField& potential) {
  const std::string file = section.take_text("file", "");
  ReadOptions read;
  read.elements = section.take_texts("elements");
  read.atom_style = section.take_text("atom_style", "");
  if (!section.entries.empty()) {
    const StudyEntry& entry = section.entries.front();
    detail::unknown_parameter(entry.where + ": [glass] with a file", entry.key, {"file", "elements", "atom_style"});
  }
  // Relative names are relative to the study file, wherever the command is typed.
  const fs::path path = fs::path(file).is_absolute() ? fs::path(file) : study.path.parent_path() / file;
  const Configuration glass = read_configuration(path, read);
  (void)potential.evaluator(glass);  // refuses species that the potential does not know, before anything is run
  std::string elements;
  for (const Species& species : glass.species) elements += (elements.empty() ? "" : ",") + species.name;
  return {
      .name = "glass",
      .summary = fmt::format("{}, {} atoms, from {}", glass.formula(), glass.size(), path.filename().string()),
      .options = {{"elements", elements}, {"atom_style", read.atom_style}, {"atoms", fmt::format("{}", glass.size())}},
      .inputs = {path},
      .modules = file_modules,
      .outputs = {"glass.data"},
      .run = [path, read](const fs::path& folder, const FolderOf&, const RunContext&) {
        Configuration c = read_configuration(path, read);
        c.fields.clear();
        write_configuration(folder / "glass.data", c);
      }};
}

// The cooling of a melt that an earlier step makes: planned when it is there.
Step from_melt(const StudyFile& study, const StudySection& section, const ForceField& potential, double atoms,
               const RunContext& context) {
  QuenchOptions quench_options;
  quench_options.seed = study.seed;
  quench_options.potential = study.potential;
  apply(section, quench_parameters(), quench_options);
  for (const char* given : {"composition", "atoms", "start", "potential"}) {
    const StudyEntry* entry = section.find(given);
    if (entry == nullptr) continue;
    throw usage_error(entry->where + ": [glass]", fmt::format("'{}' is that of [polymer]", given), {},
                      "remove this line");
  }
  auto options = quench_parameters().resolved(quench_options);
  options.emplace_back("potential_hash", potential.fingerprint());
  for (auto& [name, value] : options) {
    if (name == "atoms") value = fmt::format("{:.0f}", atoms);
  }
  const double time =
      quench_options.melt_time + std::abs(quench_options.melt_temperature - quench_options.final_temperature) /
                                     (quench_options.cooling_rate * 1e-12);
  return {.name = "glass",
          .summary = fmt::format("the melt, cooled to {:g} K by MD", quench_options.final_temperature),
          .needs = {"melt"},
          .options = options,
          .modules = with(force_modules, {"vibration", "md"}),
          .outputs = {"glass.data", "cooling.csv", "quench.json"},
          .estimate = [seconds = md_run_seconds(time, quench_options.timestep, atoms, context)] { return seconds; },
          .run =
              [quench_options](const fs::path& folder, const FolderOf& of, const RunContext& run_context) {
                QuenchOptions complete = quench_options;
                complete.start = (of("melt") / "melt.data").string();
                quench(plan_quench(complete, run_context), folder, false, run_context);
              }};
}

Step by_quench(const StudyFile& study, const StudySection& section, const ForceField& potential,
               const RunContext& context) {
  QuenchOptions quench_options;
  quench_options.seed = study.seed;
  quench_options.potential = study.potential;
  apply(section, quench_parameters(), quench_options);
  if (quench_options.potential != study.potential) {
    throw usage_error(section.find("potential")->where, "the glass cannot have another potential than the study");
  }
  const QuenchPlan plan = [&] {
    try {
      return plan_quench(quench_options, context);
    } catch (const Error& e) {
      throw placed(section, section.name, e);
    }
  }();
  auto options = quench_parameters().resolved(quench_options);
  options.emplace_back("potential_hash", potential.fingerprint());
  return {.name = "glass",
          .summary =
              fmt::format("{}, {} atoms, melted at {:g} K and cooled at {:.2g} K/s by MD", quench_options.composition,
                          quench_options.atoms, quench_options.melt_temperature, plan.cooling_rate),
          .options = options,
          .modules = with(force_modules, {"vibration", "md"}),
          .outputs = {"glass.data", "cooling.csv", "quench.json"},
          .estimate = [seconds = plan.estimated_seconds] { return seconds; },
          .run = [plan](const fs::path& folder, const FolderOf&,
                        const RunContext& run_context) { quench(plan, folder, false, run_context); }};
}

}  // namespace

Step glass_step(const StudyFile& study, const ForceField& potential, double atoms, const RunContext& context) {
  if (study.polymer.present) return from_melt(study, study.glass, potential, atoms, context);
  if (study.glass.find("file") != nullptr) return from_file(study, study.glass, potential);
  return by_quench(study, study.glass, potential, context);
}

}  // namespace glasscape
