#include "glasscape/study/learn_step.hpp"

#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/learning/training_report.hpp"
#include "glasscape/relations/columns.hpp"

namespace glasscape {

Step learn_step(const std::string& labels, const std::string& maker, const SoftnessTrainingOptions& options,
                double atoms) {
  Step step{.name = "learn",
            .summary = fmt::format("softness, learned from {}", labels),
            .needs = {"relax", maker},
            .modules = {"core", "geometry", "io", "statistics", "neighbors", "relations", "learning"},
            .outputs = {"fields.xyz", "model.json", "learn.json"}};
  step.estimate = [atoms] { return 2e-4 * atoms; };
  step.run = [labels, maker, options](const std::filesystem::path& folder,
                                      const std::function<std::filesystem::path(const std::string&)>& of,
                                      const RunContext& context) {
    Configuration c = read_configuration(of("relax") / "relaxed.xyz");
    const Configuration labelled = read_configuration(of(maker) / "fields.xyz");
    const Field field = select_column(labelled, labels, "[learn] labels");
    const TrainedSoftness trained = train_softness(c, field, options, context);
    c.fields = {trained.held_out.with_origin(fmt::format("train(field={})", labels))};
    write_configuration(folder / "fields.xyz", c);
    write_softness_model(folder / "model.json", trained.model);
    write_file_atomically(folder / "learn.json", training_json(c, field, trained).dump(2) + "\n");
  };
  return step;
}

}  // namespace glasscape
