#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "frames.hpp"
#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/relations/columns.hpp"
#include "glasscape/relations/expression.hpp"
#include "glasscape/study/activation_events.hpp"
#include "glasscape/study/descriptor_scan.hpp"
#include "input.hpp"
#include "relate_output.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct RelateFlags {
  std::string x, y;
  bool all = false;
  std::vector<std::string> properties, descriptors, species;
  std::string mask, events, connected = "all", classes, scan;
  std::vector<std::string> directional;
  std::vector<std::string> inputs;
  InputFlags format;  // elements, atom style and frame of all inputs
  std::string output;
  RelateOptions options;
};

// All inputs as one configuration: that of the first, with the fields of the others.
Configuration load_all(const RelateFlags& flags, const Session& session) {
  const auto is_table = [](const std::string& path) { return std::filesystem::path(path).extension() == ".csv"; };
  if (is_table(flags.inputs.front())) {
    throw usage_error("--in", fmt::format("'{}' has no box", flags.inputs.front()),
                      "a configuration as the first input", "name the configuration first and the table second");
  }
  InputFlags input = flags.format;
  input.path = flags.inputs.front();
  Configuration configuration = load(input, session);
  for (std::size_t k = 1; k < flags.inputs.size(); ++k) {
    input.path = flags.inputs[k];
    if (is_table(input.path)) {
      join_table(configuration, read_file(input.path), input.path);
    } else {
      join_fields(configuration, load(input, session), input.path);
    }
  }
  return configuration;
}

// Everything that is related, restricted to the chosen atoms: expressions are evaluated before, on all atoms.
class Sample {
 public:
  Sample(const RelateFlags& flags, Session& session) : context_(session.context()) {
    whole_ = load_all(flags, session);
    if (!flags.events.empty()) events_ = add_activation(whole_, flags.events, flags.connected, 300, context_);
    atoms_ = select_atoms(whole_, flags.mask, flags.species, context_);
    everything_ = atoms_.size() == whole_.size();
    if (!everything_) chosen_ = restricted(whole_, atoms_);
  }

  [[nodiscard]] const Configuration& configuration() const { return everything_ ? whole_ : chosen_; }
  [[nodiscard]] const Configuration& whole() const { return whole_; }
  [[nodiscard]] Field column(const std::string& text, const std::string& where) const {
    return taken(column_or_expression(whole_, text, where, context_));
  }
  /// A column of all atoms at the chosen ones.
  [[nodiscard]] Field taken(const Field& field) const {
    if (everything_) return field;
    std::vector<double> values;
    for (const std::size_t i : atoms_) values.push_back(field.at(i));
    return {field.name(), field.unit(), std::move(values), 1, field.origin()};
  }
  [[nodiscard]] std::map<std::string, RepeatedValues> events() const {
    auto result = events_;
    for (auto& [name, values] : result) {
      std::vector<std::vector<double>> of;
      for (const std::size_t i : atoms_) of.push_back(std::move(values.of[i]));
      values.of = std::move(of);
    }
    return result;
  }
  [[nodiscard]] const RunContext& context() const { return context_; }

 private:
  RunContext context_;
  Configuration whole_, chosen_;
  std::map<std::string, RepeatedValues> events_;
  std::vector<std::size_t> atoms_;
  bool everything_ = true;
};

std::vector<std::string> listed(const std::vector<std::string>& flags) {
  std::vector<std::string> names;
  for (const std::string& flag : flags) {
    for (std::string& name : split_list(flag)) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
  }
  return names;
}

RelateOutput relate_pair(const RelateFlags& flags, const Sample& sample) {
  const Configuration& c = sample.configuration();
  const Field x = sample.column(flags.x, "field A"), y = sample.column(flags.y, "field B");
  const FieldRelation relation = relate_fields(c, x, y, flags.options, sample.context());
  std::vector<Field> fields{x};
  if (x.name() != y.name()) fields.push_back(y);
  return pair_output(relation, autocorrelations(c, fields, flags.options, sample.context()), flags.options);
}

RelateOutput relate_all_fields(const RelateFlags& flags, const Sample& sample) {
  const Configuration& c = sample.configuration();
  auto properties = listed(flags.properties), descriptors = listed(flags.descriptors);
  if (properties.empty()) properties = default_properties(c);
  if (properties.empty()) {
    throw usage_error("--property", "the input has no field that is known as a property", join(column_names(c)),
                      "name what is to be predicted, or give --events FILE.db");
  }
  if (descriptors.empty()) descriptors = default_descriptors(c);
  std::erase_if(descriptors, [&](const std::string& name) {
    return std::find(properties.begin(), properties.end(), name) != properties.end();
  });
  if (descriptors.empty()) {
    throw usage_error("--descriptors", "there is no field besides the properties", join(column_names(c)),
                      "write some with `glasscape fields`");
  }
  VerdictRequest request;
  for (const auto& name : properties) request.properties.push_back(sample.column(name, "--property"));
  for (const auto& name : descriptors) request.descriptors.push_back(sample.column(name, "--descriptors"));
  request.events = sample.events();
  return verdict_output(relate_everything(c, request, flags.options, sample.context()), flags.options);
}

// The property that classes or a scan are related to: A, or the one --property, or the first known one.
std::optional<Field> single_property(const RelateFlags& flags, const Sample& sample) {
  auto names = listed(flags.properties);
  if (!flags.x.empty()) names.insert(names.begin(), flags.x);
  if (names.size() > 1) throw usage_error("relate", "several properties are named", "one property", "");
  if (names.empty()) names = default_properties(sample.configuration());
  if (names.empty()) return std::nullopt;
  return sample.column(names.front(), "property");
}

RelateOutput relate_class_field(const RelateFlags& flags, const Sample& sample) {
  const Configuration& c = sample.configuration();
  const auto property = single_property(flags, sample);
  if (!property) {
    throw usage_error("--classes", "there is no property", join(column_names(c)),
                      "name one: relate --classes voronoi_index activation_mean");
  }
  const Field* whole = c.find_field(flags.classes);
  const Field field = whole != nullptr ? *whole : sample.column(flags.classes, "--classes");
  const auto events = sample.events();
  const auto found = events.find(property->name());
  return classes_output(
      relate_classes(c, flags.classes, class_labels(field, "--classes"), *property,
                     found == events.end() ? nullptr : &found->second, flags.options, sample.context()),
      flags.options);
}

RelateOutput relate_descriptor_scan(const RelateFlags& flags, const Sample& sample) {
  const ScanRequest request = parse_scan(flags.scan, "--scan");
  const auto property = single_property(flags, sample);
  ScanFields fields = compute_scan(sample.whole(), request, sample.context());
  for (Field& field : fields.fields) field = sample.taken(field);
  return scan_output(
      relate_scan(sample.configuration(), fields, property ? &*property : nullptr, flags.options, sample.context()),
      flags.options);
}

RelateOutput relate_directions(const RelateFlags& flags, const Sample& sample) {
  const Configuration& c = sample.configuration();
  std::vector<DirectionalAutocorrelation> fields;
  for (const std::string& name : listed(flags.directional)) {
    const Field* field = c.find_field(name);
    if (field == nullptr || field->components() < 2) {
      std::vector<std::string> names;
      for (const Field& f : c.fields) {
        if (f.components() > 1) names.push_back(f.name());
      }
      throw usage_error("--directional", fmt::format("there is no field '{}' of several components", name),
                        names.empty() ? "the input has none" : join(names),
                        "for example vmsd_xyz of `vibrational_msd`");
    }
    fields.push_back(directional_autocorrelation(c, *field, flags.options, sample.context()));
  }
  return directional_output(fields, flags.options);
}

enum class Mode { pair, all, classes, scan, directional };

// Which of the ways of relating is meant; each refuses the words of the others.
Mode mode_of(const RelateFlags& flags) {
  const std::pair<Mode, bool> given[] = {{Mode::all, flags.all},
                                         {Mode::classes, !flags.classes.empty()},
                                         {Mode::scan, !flags.scan.empty()},
                                         {Mode::directional, !flags.directional.empty()}};
  Mode mode = Mode::pair;
  for (const auto& [m, is] : given) {
    if (!is) continue;
    if (mode != Mode::pair) {
      throw usage_error("relate", "several ways of relating", "one of A B, --all, --classes, --scan, --directional",
                        "run them one after another");
    }
    mode = m;
  }
  const bool property_only = mode == Mode::classes || mode == Mode::scan;
  if (mode != Mode::pair && (!flags.y.empty() || (!flags.x.empty() && !property_only))) {
    throw usage_error("relate", fmt::format("'{}' beside {}", flags.x, mode == Mode::all ? "--all" : "a flag"),
                      property_only ? "one property" : "either A B, or a flag such as --all",
                      "name properties with --property and descriptors with --descriptors");
  }
  if (mode == Mode::pair && (flags.x.empty() || flags.y.empty())) {
    throw usage_error("relate", flags.x.empty() ? "no fields are named" : "only one field is named",
                      "A B, --all, --classes, --scan, or --directional",
                      "for example: relate s2 voronoi_volume --in glass.xyz");
  }
  const bool takes_property = mode == Mode::all || property_only;
  if ((!takes_property && !flags.properties.empty()) || (mode != Mode::all && !flags.descriptors.empty())) {
    throw usage_error("relate", "--property and --descriptors belong to --all (--property to --classes and --scan too)",
                      "A B alone, or --all", "");
  }
  return mode;
}

int relate(const RelateFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(relate_parameters(), flags.options);
  resolved["x"] = flags.x;
  resolved["y"] = flags.y;
  resolved["all"] = flags.all;
  resolved["properties"] = listed(flags.properties);
  resolved["descriptors"] = listed(flags.descriptors);
  resolved["classes"] = flags.classes;
  resolved["scan"] = flags.scan;
  resolved["directional"] = listed(flags.directional);
  resolved["in"] = flags.inputs;
  resolved["elements"] = flags.format.elements;
  resolved["species"] = flags.species;
  resolved["mask"] = flags.mask;
  resolved["events"] = flags.events;
  resolved["connected"] = flags.connected;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const Mode mode = mode_of(flags);
  check(flags.options);
  const std::filesystem::path folder = flags.output;
  if (!folder.empty()) {
    require_fresh_folder(folder, session);
  }
  const Sample sample(flags, session);
  RelateOutput output = mode == Mode::all           ? relate_all_fields(flags, sample)
                        : mode == Mode::classes     ? relate_class_field(flags, sample)
                        : mode == Mode::scan        ? relate_descriptor_scan(flags, sample)
                        : mode == Mode::directional ? relate_directions(flags, sample)
                                                    : relate_pair(flags, sample);
  output.json["options"] = resolved;
  if (!folder.empty()) {
    make_output_folder(folder);
    for (const auto& [name, content] : output.files) write_file_atomically(folder / name, content);
    write_file_atomically(folder / "relate.json", output.json.dump(2) + "\n");
    std::vector<std::filesystem::path> inputs(flags.inputs.begin(), flags.inputs.end());
    if (!flags.events.empty()) inputs.emplace_back(flags.events);
    write_run_record(folder, session, resolved, inputs);
  }
  std::fputs((session.json ? output.json.dump(2) + "\n" : output.text).c_str(), stdout);
  return ExitCode::success;
}

}  // namespace

void add_relate(CLI::App& app, Session& session) {
  CLI::App* verb = app.add_subcommand("relate", "which fields go together, atom by atom and in space");
  const auto flags = std::make_shared<RelateFlags>();
  verb->add_option("A", flags->x,
                   "field on the x axis (with --classes, --scan: the property): a column, vmsd.x, or an expression");
  verb->add_option("B", flags->y, "field on the y axis");
  verb->add_flag("--all", flags->all, "every descriptor against every property, ranked, with correlation lengths");
  verb->add_option("--classes", flags->classes,
                   "classes of atoms with equal values of this field (voronoi_index) against one property");
  verb->add_option(
      "--scan", flags->scan,
      "descriptor against one of its options: s2:cutoff=3.9+6.4+8.8+11.2, or cutoff=3:12:0.5; property as A");
  const auto list = [&](const char* name, std::vector<std::string>& target, const char* help) {
    verb->add_option(name, target, help)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  list("--property", flags->properties,
       "with --all: what is to be predicted, repeatable; default all columns known as properties");
  list("--descriptors", flags->descriptors,
       "with --all: what predicts, comma-separated; default all other columns of one component");
  list("--directional", flags->directional,
       "field of several components (vmsd_xyz): their mean autocorrelation beside that of their sum; repeatable");
  verb->add_option("--events", flags->events,
                   "catalogue made by explore: makes the activation_ fields, and their reliability from single events");
  verb->add_option("--connected", flags->connected,
                   "events that count: all, or only those that relax back to the start")
      ->check(CLI::IsMember({"all", "only"}));
  verb->add_option("--species", flags->species, "only atoms of these species, for example Cu")->delimiter(',');
  verb->add_option("--mask", flags->mask, "only atoms for which this holds, for example \"coordination == 12\"");
  verb->add_option("--in", flags->inputs,
                   "configuration with fields, as `fields -o` writes; further ones, also .csv, are joined by atom id")
      ->required();
  verb->add_option("--elements", flags->format.elements, "names of atom types 1, 2, ..., for example Cu,Zr")
      ->delimiter(',');
  verb->add_option("--atom-style", flags->format.atom_style, "columns of a LAMMPS data file that does not name them")
      ->check(CLI::IsMember({"atomic", "charge", "molecular", "full"}));
  verb->add_option("--frame", flags->format.frame,
                   "frame of a trajectory, from 0; negative from the end; default the last");
  verb->add_option("-o,--output", flags->output, "folder for the tables as .csv, relate.json and run.json");
  add_parameter_flags(*verb, relate_parameters(), flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return relate(*flags, session); }; });
}

}  // namespace glasscape::app
