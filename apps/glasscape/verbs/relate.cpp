#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/relations/columns.hpp"
#include "glasscape/relations/tables.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct RelateFlags {
  std::string x, y;
  std::vector<std::string> inputs;
  InputFlags format;  // elements, atom style and frame of all inputs
  std::string output;
  RelateOptions options;
};

using Rows = std::vector<std::vector<std::string>>;

// Columns as wide as their widest entry; the first is flush left, numbers flush right.
std::string aligned(const Rows& rows) {
  const auto width = [](const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = "  ";
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string padding(widths[c] - width(row[c]), ' ');
      line += (c == 0 ? row[c] + padding : "  " + padding + row[c]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string show(double value, const char* format = "{:.3f}") {
  return std::isfinite(value) ? fmt::format(fmt::runtime(format), value) : "-";
}

std::string show(double value, const Interval& interval, const char* format = "{:.3f}") {
  if (!std::isfinite(value)) return "-";
  return fmt::format("{} [{}, {}]", show(value, format), show(interval.low, format), show(interval.high, format));
}

std::string with_unit(const std::string& name, const std::string& unit) {
  return unit == "1" ? name : fmt::format("{} [{}]", name, unit);
}

std::string correlation_table(const FieldRelation& relation, const RelateOptions& options) {
  std::string text =
      fmt::format("{} against {}; {:g} % intervals, resampling {}\n\n", with_unit(relation.y, relation.y_unit),
                  with_unit(relation.x, relation.x_unit), 100 * options.level, options.resample);
  Rows atoms{{"atom by atom", "pairs", "Pearson r", "if independent", "Spearman"}};
  Rows bins{{fmt::format("bins of {} by {}", options.bin_size, relation.x), "bins", "Pearson r", "expected from atoms",
             "unrelated fields", "p"}};
  std::string notes;
  for (const SpeciesRelation& s : relation.species) {
    atoms.push_back({s.species, fmt::format("{}", s.sample.size()), show(s.pearson.value, s.pearson.interval),
                     std::isfinite(s.fisher.low) ? fmt::format("[{:.3f}, {:.3f}]", s.fisher.low, s.fisher.high) : "-",
                     show(s.spearman.value, s.spearman.interval)});
    const BinnedCorrelation& b = s.binned;
    bins.push_back(
        {s.species, fmt::format("{}", b.pairs.bins()), show(b.pearson.value, b.pearson.interval),
         show(b.expected, b.expected_interval),
         std::isfinite(b.null.range.low) ? fmt::format("{:.3f} to {:.3f}", b.null.range.low, b.null.range.high) : "-",
         show(b.null.p_value, "{:.2g}")});
    for (const std::string& note : s.notes) notes += fmt::format("  {}: {}\n", s.species, note);
  }
  return text + aligned(atoms) + "\n" + aligned(bins) + (notes.empty() ? "" : "\n" + notes);
}

std::string autocorrelation_table(const std::vector<FieldAutocorrelation>& fields, const RelateOptions& options) {
  Rows rows{
      {"autocorrelation", "values", "ξ (1/e) [Å]", fmt::format("C({:g} Å) of fit", options.fit_from), "R²", "χ²/dof"}};
  std::string notes;
  for (const FieldAutocorrelation& field : fields) {
    for (const bool raw : {true, false}) {
      const CorrelationLength& l = (raw ? field.raw : field.standardised).length;
      const char* kind = raw ? "raw" : "per species";
      rows.push_back({raw ? field.field : "", kind,
                      std::isfinite(l.xi) ? show(l.xi, l.interval, "{:.2f}") : "not determined",
                      std::isfinite(l.amplitude) && std::isfinite(l.amplitude_error)
                          ? fmt::format("{:.3f} ± {:.3f}", l.amplitude, l.amplitude_error)
                          : "-",
                      show(l.r_squared), show(l.chi_squared, "{:.2f}")});
      if (!l.reason.empty()) notes += fmt::format("  {}, {}: {}\n", field.field, kind, l.reason);
    }
    for (const std::string& note : field.notes) notes += fmt::format("  {}: {}\n", field.field, note);
  }
  return aligned(rows) +
         fmt::format(
             "  fit of C(r) ∝ exp(−r/ξ) over {:g} to {:g} Å; per species: in units of each species' deviation\n",
             options.fit_from, options.fit_to) +
         (notes.empty() ? "" : "\n" + notes);
}

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

int relate(const RelateFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(relate_parameters(), flags.options);
  resolved["x"] = flags.x;
  resolved["y"] = flags.y;
  resolved["in"] = flags.inputs;
  resolved["elements"] = flags.format.elements;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  check(flags.options);
  const std::filesystem::path folder = flags.output;
  if (!folder.empty()) {
    if (folder.has_extension()) {
      throw usage_error("--output", fmt::format("'{}' looks like a file", flags.output), "the name of a folder",
                        "the folder will hold correlations.csv, bins.csv, autocorrelation.csv and relate.json");
    }
    require_fresh_output(folder, session);
  }
  const Configuration configuration = load_all(flags, session);
  const Field x = select_column(configuration, flags.x, "field A"),
              y = select_column(configuration, flags.y, "field B");
  const RunContext context = session.context();
  const FieldRelation relation = relate_fields(configuration, x, y, flags.options, context);
  std::vector<FieldAutocorrelation> fields{autocorrelation(configuration, x, flags.options, context)};
  if (x.name() != y.name()) fields.push_back(autocorrelation(configuration, y, flags.options, context));

  nlohmann::json json = to_json(relation);
  json["options"] = resolved;
  for (const auto& field : fields) json["autocorrelation"].push_back(to_json(field));
  if (!folder.empty()) {
    std::error_code failure;
    std::filesystem::create_directory(folder, failure);
    if (failure) throw Error(ErrorKind::engine, {folder.string(), failure.message(), "a folder that can be made", ""});
    write_file_atomically(folder / "correlations.csv", correlations_csv({relation}));
    write_file_atomically(folder / "bins.csv", bins_csv({relation}));
    write_file_atomically(folder / "autocorrelation.csv", autocorrelation_csv(fields));
    write_file_atomically(folder / "relate.json", json.dump(2) + "\n");
    write_run_record(folder, session, resolved, {flags.inputs.begin(), flags.inputs.end()});
  }
  if (session.json) {
    std::puts(json.dump(2).c_str());
  } else {
    std::puts(correlation_table(relation, flags.options).c_str());
    std::fputs(autocorrelation_table(fields, flags.options).c_str(), stdout);
  }
  return ExitCode::success;
}

}  // namespace

void add_relate(CLI::App& app, Session& session) {
  CLI::App* verb =
      app.add_subcommand("relate", "how two per-atom fields go together, and how far each reaches in space");
  const auto flags = std::make_shared<RelateFlags>();
  verb->add_option("A", flags->x, "field on the x axis (a column of the input; components as vmsd.x)")->required();
  verb->add_option("B", flags->y, "field on the y axis")->required();
  verb->add_option("--in", flags->inputs,
                   "configuration with fields, as `fields -o` writes; further ones, also .csv, are joined by atom id")
      ->required();
  verb->add_option("--elements", flags->format.elements, "names of atom types 1, 2, ..., for example Cu,Zr")
      ->delimiter(',');
  verb->add_option("--atom-style", flags->format.atom_style, "columns of a LAMMPS data file that does not name them")
      ->check(CLI::IsMember({"atomic", "charge", "molecular", "full"}));
  verb->add_option("--frame", flags->format.frame,
                   "frame of a trajectory, from 0; negative from the end; default the last");
  verb->add_option("-o,--output", flags->output,
                   "folder for correlations.csv, bins.csv, autocorrelation.csv, relate.json and run.json");
  add_parameter_flags(*verb, relate_parameters(), flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return relate(*flags, session); }; });
}

}  // namespace glasscape::app
