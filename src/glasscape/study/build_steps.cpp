#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/descriptors/field_request.hpp"
#include "glasscape/descriptors/registry.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/explore.hpp"
#include "glasscape/landscape/relax.hpp"
#include "glasscape/study/activation_events.hpp"
#include "glasscape/study/anisotropy_step.hpp"
#include "glasscape/study/branches.hpp"
#include "glasscape/study/compare_step.hpp"
#include "glasscape/study/deform_step.hpp"
#include "glasscape/study/diffraction_step.hpp"
#include "glasscape/study/dynamics_step.hpp"
#include "glasscape/study/elasticity_step.hpp"
#include "glasscape/study/glass_step.hpp"
#include "glasscape/study/inhomogenize_step.hpp"
#include "glasscape/study/learn_step.hpp"
#include "glasscape/study/modes_step.hpp"
#include "glasscape/study/motion_step.hpp"
#include "glasscape/study/network_step.hpp"
#include "glasscape/study/pdf_step.hpp"
#include "glasscape/study/polymer_step.hpp"
#include "glasscape/study/relate_step.hpp"
#include "glasscape/study/step_parts.hpp"
#include "glasscape/study/study.hpp"
#include "glasscape/study/verdict_step.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using FolderOf = std::function<fs::path(const std::string&)>;
using Options = std::vector<std::pair<std::string, std::string>>;

std::string descriptor_name(StudySection section) { return section.take_text("descriptor", section.name); }

const Descriptor& descriptor_of(const StudySection& section) {
  try {
    return find_descriptor(descriptor_name(section));
  } catch (const Error& e) {
    throw placed(section, "fields." + section.name, e);
  }
}

// How the activation fields of a study were made of its events.
struct ActivationSource {
  std::string connected = "all";
  double temperature = 300;  // K
};

// Time of the molecular dynamics that a descriptor's options ask for; a second where they ask for none.
double md_seconds(const Options& options, double atoms, const RunContext& context) {
  std::map<std::string, double> value;
  for (const auto& [name, text] : options) value[name] = std::strtod(text.c_str(), nullptr);
  if (!(value["timestep"] > 0)) return 1;
  const double time = value["equilibration"] + value["duration"] + value["time"] * std::max(1.0, value["runs"]);
  return md_run_seconds(time, value["timestep"], atoms, context);
}

// What all steps know of the study.
struct Builder {
  const StudyFile& study;
  RunContext context;
  std::shared_ptr<const ForceField> potential;
  std::vector<Step> steps = {};
  std::map<std::string, std::string> maker_of = {};  ///< field name -> label of the table that makes it

  void add_potential(Options& options) const {
    options.emplace_back("potential", study.potential);
    options.emplace_back("potential_hash", potential->fingerprint());
  }

  void relax_glass();
  void pair_distribution();
  void fields();
  void field(const StudySection& section);
  void explore_landscape();
  void normal_modes();
  void learn();
  void relate();
  [[nodiscard]] double atoms() const;
};

double Builder::atoms() const {
  for (const auto& [name, value] : steps.front().options) {
    if (name == "atoms") return std::stod(value);
  }
  return 1000;
}

void Builder::relax_glass() {
  RelaxOptions relax_options;
  relax_options.box = "free";
  apply(study.relax, relax_parameters(), relax_options);
  Options options = relax_parameters().resolved(relax_options);
  add_potential(options);
  steps.push_back(
      {.name = "relax",
       .summary = fmt::format("inherent structure, box {}", relax_options.box),
       .needs = {source_step(study)},
       .options = options,
       .modules = with(force_modules, {"landscape"}),
       .outputs = {"relaxed.xyz", "relax.json"},
       .estimate = [n = atoms(), this_context = context] { return 600 * n * 1e-6 / this_context.thread_count() + 0.5; },
       .run =
           [relax_options, force_field = potential, source = source_step(study)](
               const fs::path& folder, const FolderOf& of, const RunContext& run_context) {
             const RelaxResult result =
                 relax(read_configuration(of(source) / "glass.data"), force_field, relax_options, run_context);
             if (result.status == MinimiseStatus::stopped) {
               throw Error(ErrorKind::stopped, {"relax", "stopped", {}, "the same command starts this step again"});
             }
             if (result.status != MinimiseStatus::converged) {
               throw Error(ErrorKind::numerical,
                           {"relax",
                            fmt::format("not converged after {} evaluations: largest force {:.3g} eV/Å",
                                        result.evaluations, result.max_force),
                            fmt::format("at most {:g} eV/Å", relax_options.force_tolerance),
                            "raise force_tolerance or max_evaluations in [relax]"});
             }
             write_configuration(folder / "relaxed.xyz", result.configuration);
             const auto n = static_cast<double>(result.configuration.size());
             const Mat3& s = result.stress;
             const nlohmann::json summary = {{"energy_per_atom_eV", result.energy / n},
                                             {"initial_energy_per_atom_eV", result.initial_energy / n},
                                             {"max_force_eV_A", result.max_force},
                                             {"volume_per_atom_A3", result.configuration.box.volume() / n},
                                             {"stress_GPa", {s[0].x, s[1].y, s[2].z, s[1].z, s[0].z, s[0].y}},
                                             {"evaluations", result.evaluations}};
             write_file_atomically(folder / "relax.json", summary.dump(2) + "\n");
           }});
}

void Builder::pair_distribution() {
  RadialOptions radial;
  apply(study.pdf, radial_parameters(), radial);
  steps.push_back({.name = "pdf",
                   .summary = fmt::format("pair distribution functions to {:g} Å", radial.rmax),
                   .needs = {"relax"},
                   .options = radial_parameters().resolved(radial),
                   .modules = with(file_modules, {"neighbors", "scattering"}),
                   .outputs = {"pdf.json", "pdf.csv"},
                   .run = [radial](const fs::path& folder, const FolderOf& of, const RunContext& run_context) {
                     const auto pdf = glasscape::pair_distribution(read_configuration(of("relax") / "relaxed.xyz"),
                                                                   radial, run_context);
                     write_file_atomically(folder / "pdf.csv", pair_distribution_csv(pdf));
                     write_file_atomically(folder / "pdf.json", pdf.dump() + "\n");
                   }});
}

void Builder::explore_landscape() {
  if (!study.explore.present) return;
  ExploreOptions explore_options;
  explore_options.seed = study.seed;
  StudySection section = study.explore;
  if (const StudyEntry* preset = section.find("preset")) {
    const std::string where = preset->where + ": [explore] preset";
    apply_preset(explore_options, section.take_text("preset", ""), where);
  }
  apply(section, explore_parameters(), explore_options);
  Options options = explore_parameters().resolved(explore_options);
  add_potential(options);
  const double attempts = static_cast<double>(explore_options.events_per_atom) *
                          (explore_options.sample > 0 ? static_cast<double>(explore_options.sample) : atoms());
  steps.push_back(
      {.name = "explore",
       .summary = fmt::format("saddle searches (ARTn), {} per atom", explore_options.events_per_atom),
       .needs = {"relax"},
       .options = options,
       .modules = with(force_modules, {"landscape"}),
       .outputs = {"events.db", "summary.json"},
       // About 400 evaluations per attempt at half a microsecond per atom; regions cost 0.2 s whatever the glass.
       .estimate =
           [attempts, n = atoms(), regions = explore_options.region != "full", this_context = context] {
             const double whole = 400 * n * 0.6e-6;
             return attempts * (regions ? std::min(whole, 0.2) : whole) / this_context.thread_count();
           },
       .run =
           [explore_options, force_field = potential](const fs::path& folder, const FolderOf& of,
                                                      const RunContext& run_context) {
             const ExploreResult result = explore(read_configuration(of("relax") / "relaxed.xyz"), force_field,
                                                  folder / "events.db", explore_options, run_context);
             if (!result.complete) {
               throw Error(ErrorKind::stopped, {"explore",
                                                fmt::format("stopped with {} attempts left", result.remaining),
                                                {},
                                                "the same command continues"});
             }
             const CatalogueSummary& summary = result.catalogue;
             nlohmann::json json = {{"attempts", summary.attempts},
                                    {"successes", summary.successes},
                                    {"connected", summary.connected},
                                    {"evaluations", summary.evaluations},
                                    {"by_status", summary.by_status}};
             write_file_atomically(folder / "summary.json", json.dump(2) + "\n");
           }});
}

void Builder::normal_modes() {
  if (!study.modes.present) return;
  ModesOptions modes_options;
  modes_options.seed = study.seed;
  apply(study.modes, modes_parameters(), modes_options);
  Options options = modes_parameters().resolved(modes_options);
  add_potential(options);
  Step step = modes_step(modes_options, potential, atoms());
  step.options = options;
  step.modules = with(force_modules, {"statistics", "landscape", "modes", "mechanics"});
  steps.push_back(std::move(step));
}

// Fields that a section's descriptor needs: those that it always does, and one that a setting names.
std::vector<std::string> needs_of(const Descriptor& descriptor, const StudySection& section) {
  std::vector<std::string> needs = descriptor.needs;
  if (descriptor.needs_setting.empty()) return needs;
  const StudyEntry* entry = section.find(descriptor.needs_setting);
  if (entry == nullptr) return needs;
  if (const auto* name = std::get_if<std::string>(&entry->value)) needs.push_back(*name);
  return needs;
}

// The name that an output has; FIELD in it stands for the field that a setting names.
std::string output_name(const OutputInfo& output, const Descriptor& descriptor, const StudySection& section) {
  constexpr std::string_view place = "FIELD";
  const auto needs = needs_of(descriptor, section);
  if (!output.name.starts_with(place) || needs.empty()) return output.name;
  return needs.back() + output.name.substr(place.size());
}

void Builder::fields() {
  for (const StudySection& section : study.fields) {
    const Descriptor& descriptor = descriptor_of(section);
    const std::string as = descriptor.name == section.name ? "" : section.name;
    for (const OutputInfo& output : descriptor.outputs) {
      maker_of[requested_name(as, output_name(output, descriptor, section), descriptor.outputs.size())] = section.name;
    }
  }
  // Makers before users; within that, the order of the file.
  std::set<std::string> done;
  while (done.size() < study.fields.size()) {
    const std::size_t before = done.size();
    for (const StudySection& section : study.fields) {
      if (done.contains(section.name)) continue;
      const Descriptor& descriptor = descriptor_of(section);
      const auto needs = needs_of(descriptor, section);
      const bool ready = std::all_of(needs.begin(), needs.end(), [&](const std::string& need) {
        if (!maker_of.contains(need)) {
          throw usage_error(
              section.where,
              fmt::format("'{}' needs the field '{}', which this study does not make", section.name, need), {},
              "add the table of a descriptor that makes it (see glasscape fields --list)");
        }
        return done.contains(maker_of.at(need));
      });
      if (!ready) continue;
      field(section);
      done.insert(section.name);
    }
    if (done.size() == before) throw usage_error(study.path.filename().string(), "fields need each other in a circle");
  }
}

void Builder::field(const StudySection& original) {
  StudySection section = original;
  FieldRequest request;
  request.descriptor = section.take_text("descriptor", section.name);
  request.as = request.descriptor == section.name ? "" : section.name;
  const Descriptor& descriptor = find_descriptor(request.descriptor);
  const auto has_parameter = [&](const char* name) {
    return std::any_of(descriptor.parameters.begin(), descriptor.parameters.end(),
                       [&](const ParameterInfo& p) { return p.name == name; });
  };
  // What the study says once is not said again for each descriptor.
  if (has_parameter("potential") && section.find("potential") == nullptr)
    request.settings.emplace_back("potential", study.potential);
  if (has_parameter("seed") && section.find("seed") == nullptr) request.settings.emplace_back("seed", study.seed);
  const bool from_events = has_parameter("events");
  for (const StudyEntry& entry : section.entries) {
    if (from_events && entry.key == "events")
      throw usage_error(entry.where, "a study reads its own events", {}, "remove this line");
    request.settings.emplace_back(entry.key, entry.value);
  }
  std::vector<fs::path> inputs;
  for (auto& [key, value] : request.settings) {
    auto* file = std::get_if<std::string>(&value);
    if (key != "model" || file == nullptr) continue;
    // Relative names are relative to the study file; what the file holds decides the result.
    if (!fs::path(*file).is_absolute()) *file = (study.path.parent_path() / *file).string();
    inputs.emplace_back(*file);
  }
  Options options;
  try {
    options = descriptor.resolve(request.settings);
  } catch (const Error& e) {
    throw placed(section, "fields." + section.name, e);
  }
  if (has_parameter("potential")) options.emplace_back("potential_hash", potential->fingerprint());
  options.emplace_back("descriptor", request.descriptor);
  std::vector<std::string> needs = {"relax"};
  std::vector<std::string> sources;
  if (from_events) {
    if (!study.explore.present)
      throw usage_error(section.where, fmt::format("'{}' needs activation energies", section.name), {},
                        "add an [explore] table");
    needs.emplace_back("explore");
  }
  for (const auto& need : needs_of(descriptor, original)) {
    sources.push_back("fields." + maker_of.at(need));
    needs.push_back(sources.back());
  }
  steps.push_back(
      {.name = "fields." + section.name,
       .summary = descriptor.summary,
       .needs = needs,
       .options = options,
       .inputs = inputs,
       .modules = with(force_modules,
                       {"structure", "statistics", "relations", "learning", "scattering", "vibration", "energetics",
                        "md", "landscape", "modes", "deformation", "mechanics", "dynamics", "descriptors"}),
       .outputs = {"fields.xyz"},
       .estimate = [seconds = md_seconds(options, atoms(), context)] { return seconds; },
       .run =
           [request, sources, from_events](const fs::path& folder, const FolderOf& of, const RunContext& run_context) {
             Configuration c = read_configuration(of("relax") / "relaxed.xyz");
             c.fields.clear();
             for (const auto& source : sources) {
               for (const Field& f : read_configuration(of(source) / "fields.xyz").fields) c.fields.push_back(f);
             }
             FieldRequest complete = request;
             if (from_events) complete.settings.emplace_back("events", (of("explore") / "events.db").string());
             const auto made = add_fields(c, {complete}, run_context);
             std::erase_if(c.fields,
                           [&](const Field& f) { return std::find(made.begin(), made.end(), f.name()) == made.end(); });
             write_configuration(folder / "fields.xyz", c);
           }});
}

void Builder::learn() {
  if (!study.learn.present) return;
  StudySection section = study.learn;
  const std::string labels = section.take_text("labels", "");
  const auto maker = maker_of.find(labels.substr(0, labels.find('.')));
  if (maker == maker_of.end()) {
    std::vector<std::string> known;
    for (const auto& [field, label] : maker_of) known.push_back(field);
    throw usage_error(section.where + ": [learn] labels",
                      labels.empty() ? "no field is named" : fmt::format("this study does not make '{}'", labels),
                      join(known), "name a field that one of the [fields] tables makes");
  }
  SoftnessTrainingOptions learn_options;
  learn_options.seed = study.seed;
  apply(section, softness_training_parameters(), learn_options);
  Step step = learn_step(labels, "fields." + maker->second, learn_options, atoms());
  step.options = softness_training_parameters().resolved(learn_options);
  step.options.emplace_back("labels", labels);
  steps.push_back(std::move(step));
}

void Builder::relate() {
  if (study.fields.empty()) return;
  StudySection section = study.relate;
  RelateRequest request;
  request.options.seed = study.seed;
  const bool activation = std::any_of(study.fields.begin(), study.fields.end(),
                                      [](const StudySection& s) { return descriptor_name(s) == "activation"; });
  request.property = section.take_text("property", activation ? "activation_mean" : "");
  request.fields = section.take_texts("fields");
  VerdictPlan plan = VerdictPlan::take(section);
  apply(section, relate_parameters(), request.options);
  check(request.options);
  plan.options = request.options;
  Options options = relate_parameters().resolved(request.options);
  for (auto& option : plan.resolved()) options.push_back(std::move(option));
  options.emplace_back("property", request.property);
  options.emplace_back("fields", detail::show(request.fields));
  std::vector<std::string> needs = {"relax"};
  for (const Step& step : steps) {
    if (step.name.starts_with("fields.") || step.name == "learn") needs.push_back(step.name);
  }
  // The single events behind the activation energies say how far these can be trusted.
  std::optional<ActivationSource> source;
  for (const Step& step : steps) {
    if (step.name != "fields.activation") continue;
    source.emplace();
    for (const auto& [key, value] : step.options) {
      if (key == "connected") source->connected = value;
      if (key == "temperature") source->temperature = parse_quantity(value, Unit("K"), "temperature");
    }
  }
  steps.push_back(
      {.name = "relate",
       .summary =
           request.property.empty() ? "spatial autocorrelation of the fields" : "fields against " + request.property,
       .needs = needs,
       .options = options,
       .modules = {"core", "geometry", "statistics", "neighbors", "relations", "structure", "landscape", "descriptors"},
       .outputs = {"relations.json", "correlations.csv", "bins.csv", "autocorrelation.csv", "verdict.json"},
       .estimate = [n = atoms(), count = needs.size()] { return static_cast<double>(count) * n * 2e-3; },
       .run =
           [request, plan, needs, source](const fs::path& folder, const FolderOf& of, const RunContext& run_context) {
             Configuration c = read_configuration(of("relax") / "relaxed.xyz");
             c.fields.clear();
             for (std::size_t k = 1; k < needs.size(); ++k) {
               for (const Field& f : read_configuration(of(needs[k]) / "fields.xyz").fields) c.fields.push_back(f);
             }
             relate_all(c, request, folder, run_context);
             std::map<std::string, RepeatedValues> events;
             if (source) {
               events =
                   add_activation(c, of("explore") / "events.db", source->connected, source->temperature, run_context);
             }
             relate_verdict(c, plan, events, folder, run_context);
           }});
}

std::vector<Step> steps_of(const StudyFile& study, const std::shared_ptr<const ForceField>& potential,
                           const RunContext& context) {
  Builder builder{.study = study, .context = context, .potential = potential};
  if (study.polymer.present) builder.steps.push_back(melt_step(study, context));
  builder.steps.push_back(glass_step(study, *builder.potential, study.polymer.present ? builder.atoms() : 0, context));
  if (study.inhomogenize.present) {
    builder.steps.push_back(inhomogenize_step(study, potential, builder.atoms(), context));
  }
  builder.relax_glass();
  builder.pair_distribution();
  builder.explore_landscape();
  builder.normal_modes();
  if (study.deform.present) {
    builder.steps.push_back(deform_step(study, builder.potential, builder.atoms(), context));
  }
  if (study.network.present) builder.steps.push_back(network_step(study, builder.atoms(), context));
  if (study.dynamics.present) {
    builder.steps.push_back(dynamics_step(study, builder.potential, builder.atoms(), context));
  }
  if (study.motion.present) builder.steps.push_back(motion_step(study, builder.atoms(), context));
  if (study.anisotropy.present) builder.steps.push_back(anisotropy_step(study, builder.atoms(), context));
  if (study.diffraction.present) builder.steps.push_back(diffraction_step(study, context));
  if (study.orientation.present) builder.steps.push_back(orientation_step(study, context));
  if (study.elasticity.present) {
    builder.steps.push_back(elasticity_step(study, builder.potential, builder.atoms(), context));
  }
  builder.fields();
  builder.learn();
  builder.relate();
  return builder.steps;
}

}  // namespace

std::vector<Step> build_steps(const StudyFile& study, const RunContext& context) {
  std::vector<Step> steps;
  if (study.branches.empty()) {
    steps = steps_of(study, open_potential(study.potential), context);
  } else {
    std::vector<BranchSteps> branches;
    for (const StudyFile& branch : study.branches) {
      branches.push_back({branch.branch, steps_of(branch, open_potential(branch.potential), context)});
    }
    steps = join_branches(std::move(branches));
  }
  if (!study.comparisons.empty()) steps.push_back(compare_step(study, steps));
  return steps;
}

}  // namespace glasscape
