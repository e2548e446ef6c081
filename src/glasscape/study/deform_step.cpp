#include "glasscape/study/deform_step.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/io/configuration_io.hpp"
#include "glasscape/mechanics/deform.hpp"

namespace glasscape {

Step deform_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                 const RunContext& context) {
  DeformOptions options;
  apply(study.deform, deform_parameters(), options);
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

}  // namespace glasscape
