#include "glasscape/study/motion_step.hpp"

#include <fmt/format.h>

#include "glasscape/deformation/trajectory/compare_trajectory.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {

Step motion_step(const StudyFile& study, double atoms, const RunContext& context) {
  StudySection section = study.motion;
  StudySection deform = study.deform;
  if (!deform.present || deform.take_text("protocol", "aqs") == "aqs") {
    throw usage_error(section.where, "there are no frames to compare", {},
                      "add a [deform] table with a protocol at temperature: shear, tension, compression, creep");
  }
  std::vector<std::string> texts = section.take_texts("fields");
  if (texts.empty()) texts = {"d2min", "ttg"};
  std::vector<FieldRequest> requests;
  try {
    for (const std::string& text : texts) requests.push_back(parse_pair_request(text));
  } catch (const Error& e) {
    throw placed(section, "motion", e);
  }
  TrajectoryOptions options;
  apply(section, trajectory_parameters(), options);
  auto resolved = trajectory_parameters().resolved(options);
  for (const FieldRequest& r : requests) {
    resolved.emplace_back(r.as.empty() ? r.descriptor : r.as,
                          describe_origin(r.descriptor, find_pair_descriptor(r.descriptor).resolve(r.settings)));
  }
  return {.name = "motion",
          .summary = fmt::format("{} along the deformation", join(texts, ", ")),
          .needs = {"deform"},
          .options = std::move(resolved),
          .modules = with(file_modules, {"statistics", "neighbors", "scattering", "maps", "deformation"}),
          .outputs = {"compare.json", "series.csv"},
          // Some 20 µs per atom and frame, for fields with a second-order fit.
          .estimate = [atoms, context] { return 1 + 50 * atoms * 20e-6 / context.thread_count(); },
          .run =
              [requests, options](const std::filesystem::path& folder,
                                  const std::function<std::filesystem::path(const std::string&)>& of,
                                  const RunContext& run_context) {
                const Configuration reference = read_configuration(of("deform") / "start.data");
                ReadOptions read;
                for (const Species& species : reference.species) read.elements.push_back(species.name);
                compare_trajectory(reference, of("deform") / "trajectory.dump.gz", read, requests, options, folder,
                                   true, run_context);
              }};
}

}  // namespace glasscape
