#include <fmt/format.h>
#include <memory>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/descriptors/field_request.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/learning/training_report.hpp"
#include "glasscape/relations/columns.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct TrainFlags {
  InputFlags input;
  std::string labels, output, fields;
  std::vector<std::string> with;
  SoftnessTrainingOptions options;
};

std::string result_text(const nlohmann::json& result, const SoftnessTrainingOptions& options) {
  const auto show = [](const nlohmann::json& score) {
    const auto number = [](const nlohmann::json& v) {
      return v.is_null() ? std::string("-") : fmt::format("{:.3f}", v.get<double>());
    };
    return score.is_object() ? number(score["value"]) + " ± " + number(score["error"]) : number(score);
  };
  const std::string field = result["field"].get<std::string>();
  const std::string examples =
      options.classes == "named"
          ? fmt::format("classes of {}", field)
          : fmt::format("{} {:g} % of {} are soft, the other end is hard",
                        options.soft == "high" ? "highest" : "lowest", 100 * options.share, field);
  std::string text = fmt::format("{}; {} structure functions\nheld-out blocks of space, {} folds:\n\n", examples,
                                 result["features"].get<std::size_t>(), options.folds);
  text += fmt::format("  {:<8}{:>6}{:>6}{:>9}{:>16}{:>20}{:>16}{:>12}\n", "species", "soft", "hard", "C", "accuracy",
                      "balanced accuracy", "ROC area", "Spearman");
  for (const auto& p : result["planes"]) {
    // ± is one column wide and two bytes long.
    text += fmt::format("  {:<8}{:>6}{:>6}{:>9.3g}{:>17}{:>21}{:>17}{:>12}\n", p["species"].get<std::string>(),
                        p["soft_atoms"].get<std::size_t>(), p["hard_atoms"].get<std::size_t>(), p["C"].get<double>(),
                        show(p["accuracy"]), show(p["balanced_accuracy"]), show(p["roc_area"]),
                        show(p["held_out_spearman"]));
  }
  return text + fmt::format("\n  Spearman: held-out softness against {}, all atoms of the species\n", field);
}

Configuration load_all(const TrainFlags& flags, const Session& session) {
  Configuration configuration = load(flags.input, session);
  for (const std::string& path : flags.with) {
    if (std::filesystem::path(path).extension() == ".csv") {
      join_table(configuration, read_file(path), path);
    } else {
      InputFlags input = flags.input;
      input.path = path;
      join_fields(configuration, load(input, session), path);
    }
  }
  return configuration;
}

int run_train(const TrainFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(softness_training_parameters(), flags.options);
  resolved["labels"] = flags.labels;
  resolved["with"] = flags.with;
  resolved["elements"] = flags.input.elements;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  require_fresh_output(flags.output, session);
  if (!flags.fields.empty()) {
    const std::string ending = std::filesystem::path(flags.fields).extension().string();
    if (ending != ".xyz" && ending != ".csv") {
      throw usage_error("--fields", fmt::format("'{}' names no format that holds fields here", flags.fields),
                        ".xyz or .csv", "choose a file name with one of these");
    }
    require_fresh_output(flags.fields, session);
  }
  Configuration configuration = load_all(flags, session);
  const Field field = select_column(configuration, flags.labels, "--labels");
  const TrainedSoftness trained = train_softness(configuration, field, flags.options, session.context());
  std::vector<std::filesystem::path> inputs{flags.input.path};
  inputs.insert(inputs.end(), flags.with.begin(), flags.with.end());
  if (!flags.fields.empty()) {
    const std::string origin = fmt::format("train(field={}, model={})", field.name(), flags.output);
    for (const Field* made : {&trained.classes, &trained.held_out, &trained.softness}) {
      std::erase_if(configuration.fields, [&](const Field& f) { return f.name() == made->name(); });
      configuration.fields.push_back(made->with_origin(origin));
    }
    if (flags.fields.ends_with(".csv")) {
      write_file_atomically(flags.fields, field_csv(configuration));
    } else {
      write_configuration(flags.fields, configuration);
    }
    write_run_record(flags.fields, session, resolved, inputs);
  }
  write_softness_model(flags.output, trained.model);
  write_run_record(flags.output, session, resolved, inputs);
  const nlohmann::json result = training_json(configuration, field, trained);
  if (session.json) {
    std::puts(result.dump(2).c_str());
  } else {
    std::fputs(result_text(result, flags.options).c_str(), stdout);
  }
  return ExitCode::success;
}

}  // namespace

void add_train(CLI::App& app, Session& session) {
  auto flags = std::make_shared<TrainFlags>();
  CLI::App* verb = app.add_subcommand("train", "learn softness: which neighbourhoods belong to atoms that move");
  add_input_flags(*verb, flags->input);
  verb->add_option("--labels", flags->labels, "field whose extremes, or named classes, are the examples")->required();
  verb->add_option("--with", flags->with, "further files with fields, also .csv, joined by atom id");
  verb->add_option("-o,--output", flags->output, "the model, a JSON file")->required();
  verb->add_option("--fields", flags->fields,
                   "the configuration with softness_class, softness_held_out and softness: .xyz or .csv");
  add_parameter_flags(*verb, softness_training_parameters(), flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_train(*flags, session); }; });
}

}  // namespace glasscape::app
