#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "frames.hpp"
#include "glasscape/core/atomic_file.hpp"
#include "glasscape/descriptors/field_request.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/relations/expression.hpp"
#include "glasscape/relations/field_percolation.hpp"
#include "glasscape/scattering/bond_cutoff.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct PercolationFlags {
  InputFlags input;
  std::string field, output;
  std::vector<std::string> compute;
  bool all_frames = false, scan = false;
  FieldPercolationOptions options;
};

// Ranks from 1, largest first; 0 for atoms that are not chosen.
Field cluster_field(const Percolation& p, const std::string& name, const std::string& origin) {
  std::vector<double> ranks;
  for (const std::uint32_t c : p.clusters.of) ranks.push_back(c == Clusters::none ? 0 : static_cast<double>(c) + 1);
  return {name, Unit("1"), std::move(ranks), 1, origin};
}

std::string dimension_text(double value, double error) {
  return std::isfinite(value) ? fmt::format("{:.2f} ± {:.2f}", value, error) : "-";
}

std::string scan_text(const PercolationScan& scan, const std::string& field) {
  std::string text = fmt::format("\nspanning begins {:>10} {:>12} {:>10} {:>8} {:>8}\n", "fraction", "at " + field,
                                 "random", "sd", "z");
  const auto line = [&](const char* name, const PercolationScan::Onset& o) {
    text += fmt::format("{:<15} {:>10.4f} {:>12.5g} {:>10.4f} {:>8.4f} {:>8.1f}\n", name, o.fraction, o.threshold,
                        o.random_mean, o.random_sd, o.z);
  };
  for (std::size_t k = 0; k < 3; ++k) line(std::string(1, "xyz"[k]).c_str(), scan.along[k]);
  line("any", scan.any);
  line("all three", scan.all);
  return text;
}

// What one run collects: a line per frame and choice, and the last frame whole.
class Analysis {
 public:
  Analysis(const PercolationFlags& flags, Session& session)
      : flags_(flags), session_(session), context_(session.context()), table_(percolation_header()) {
    for (const std::string& text : flags.compute) requests_.push_back(parse_field_request(text));
    if (!flags.scan || !flags.options.above.empty() || !flags.options.below.empty() || !flags.options.top.empty() ||
        !flags.options.bottom.empty()) {
      choices_ = atom_choices(flags.options);
    }
  }

  void add(Configuration&& frame) {
    if (!requests_.empty()) add_fields(frame, requests_, context_);
    if (!cutoffs_) cutoffs_ = bond_cutoffs(flags_.options.cutoff, frame, "--cutoff", context_);
    const Field field = column_or_expression(frame, flags_.field, "--field", context_);
    results_ = nlohmann::json::array();
    std::vector<Field> clusters;
    for (const AtomChoice& choice : choices_) {
      const auto chosen = choose_atoms(field.values(), choice, flags_.options.seed);
      const Percolation p = percolate(frame.view(), chosen, *cutoffs_, context_);
      table_ += percolation_row(frames_, frame.timestep, choice, p);
      nlohmann::json result = to_json(p);
      result["choice"] = choice.name();
      if (!flags_.all_frames) {
        const MassDimension d = dimension_of_largest(frame.view(), p, cutoffs_->longest(), context_);
        if (std::isfinite(d.value)) {
          result["largest_mass_dimension"] = {
              {"value", d.value}, {"error", d.error}, {"from_A", d.from}, {"to_A", d.to}};
        }
      }
      lines_ += fmt::format("{:>6} {:>12} {:<14} {:>9} {:>9} {:>9.5f} {:>8} {:>9} {:>15}\n", frames_, frame.timestep,
                            choice.name(), p.all(), p.largest(), p.ratio(), spanning_text(p.spans()),
                            p.clusters.sizes.size(), dimension_text(p.dimension.value, p.dimension.error));
      const std::string name = choices_.size() == 1 ? "cluster" : fmt::format("cluster_{}", clusters.size() + 1);
      clusters.push_back(cluster_field(p, name, fmt::format("percolation of {} {}", flags_.field, choice.name())));
      results_.push_back(std::move(result));
    }
    ++frames_;
    field_ = field;
    last_ = std::move(frame);
    for (Field& f : clusters) {
      std::erase_if(last_.fields, [&](const Field& old) { return old.name() == f.name(); });
      last_.fields.push_back(std::move(f));
    }
  }

  void finish(const std::filesystem::path& folder, const nlohmann::json& resolved) {
    nlohmann::json json{{"field", flags_.field}, {"unit", field_->unit().symbol()}, {"cutoff_A", cutoffs_->longest()},
                        {"frames", frames_},     {"last_frame", results_},          {"options", resolved}};
    std::string text = fmt::format("{}, bonds up to {:.3g} Å\n", flags_.field, cutoffs_->longest());
    if (!choices_.empty()) {
      text += fmt::format("{:>6} {:>12} {:<14} {:>9} {:>9} {:>9} {:>8} {:>9} {:>15}\n", "frame", "timestep", "choice",
                          "S_all", "S_max", "ratio", "spans", "clusters", "dimension") +
              lines_;
    }
    std::optional<PercolationScan> scan;
    if (flags_.scan) {
      const bool largest_first = flags_.options.below.empty() && flags_.options.bottom.empty();
      scan = scan_percolation(last_.view(), field_->values(), largest_first, *cutoffs_, flags_.options.samples,
                              flags_.options.seed, context_);
      json["scan"] = to_json(*scan);
      text += scan_text(*scan, flags_.field);
    }
    if (!folder.empty()) {
      make_output_folder(folder);
      if (!choices_.empty()) {
        write_file_atomically(folder / "percolation.csv", table_);
        write_configuration(folder / "clusters.xyz.gz", last_);
        write_file_atomically(folder / "sizes.csv", sizes_csv());
      }
      if (scan) write_file_atomically(folder / "scan.csv", scan_csv(*scan));
      write_file_atomically(folder / "percolation.json", json.dump(2) + "\n");
      write_run_record(folder, session_, resolved, {flags_.input.path});
    }
    std::fputs((session_.json ? json.dump(2) + "\n" : text).c_str(), stdout);
  }

 private:
  [[nodiscard]] std::string sizes_csv() const {
    std::string text = "choice,size,clusters\n";
    for (const auto& result : results_) {
      for (const auto& row : result["sizes"]) {
        text += fmt::format("{},{},{}\n", result["choice"].get<std::string>(), row[0].get<std::size_t>(),
                            row[1].get<std::size_t>());
      }
    }
    return text;
  }

  const PercolationFlags& flags_;
  Session& session_;
  RunContext context_;
  std::vector<FieldRequest> requests_;
  std::vector<AtomChoice> choices_;
  std::optional<BondCutoffs> cutoffs_;
  std::string table_, lines_;
  nlohmann::json results_;
  std::size_t frames_ = 0;
  std::optional<Field> field_;
  Configuration last_;
};

int run_percolation(const PercolationFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(field_percolation_parameters(), flags.options);
  resolved["field"] = flags.field;
  resolved["compute"] = flags.compute;
  resolved["scan"] = flags.scan;
  resolved["elements"] = flags.input.elements;
  resolved["frames"] = flags.all_frames ? nlohmann::json("all") : nlohmann::json(flags.input.frame);
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  Analysis analysis(flags, session);
  if (!flags.output.empty()) require_fresh_folder(flags.output, session);
  for_each_frame(flags.input, flags.all_frames, session,
                 [&](Configuration&& frame) { analysis.add(std::move(frame)); });
  analysis.finish(flags.output, resolved);
  return ExitCode::success;
}

}  // namespace

void add_percolation(CLI::App& app, Session& session) {
  auto flags = std::make_shared<PercolationFlags>();
  CLI::App* verb =
      app.add_subcommand("percolation", "clusters of atoms chosen by a field, and whether they span the box");
  add_input_flags(*verb, flags->input);
  verb->add_option("--field", flags->field, "column of the file or expression that atoms are chosen by")->required();
  verb->add_option("--compute", flags->compute, "compute these first, as `fields --field` does; repeatable")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_parameter_flags(*verb, field_percolation_parameters(), flags->options);
  verb->add_flag("--scan", flags->scan, "also every threshold, beside random choices of as many atoms");
  verb->add_flag("--all-frames", flags->all_frames, "a line for each frame of a trajectory");
  verb->add_option("-o,--output", flags->output, "folder for the tables, percolation.json and the clusters as a field");
  add_common_flags(*verb, session);
  verb->callback(
      [flags, &session] { session.action = [flags, &session] { return run_percolation(*flags, session); }; });
}

}  // namespace glasscape::app
