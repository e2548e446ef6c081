#include "glasscape/study/inhomogenize_step.hpp"

#include <fmt/format.h>

#include "glasscape/io/configuration_io.hpp"
#include "glasscape/preparation/inhomogenize.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {

Step inhomogenize_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                       const RunContext& context) {
  InhomogenizeOptions options;
  options.potential = study.potential;
  options.seed = study.seed;
  apply(study.inhomogenize, inhomogenize_parameters(), options);
  auto resolved = inhomogenize_parameters().resolved(options);
  resolved.emplace_back("potential_hash", potential->fingerprint());
  const double time = options.time + options.hold + 2e12 * options.temperature / options.ramp;
  return {
      .name = "inhomogenize",
      .summary = fmt::format(
          "{:g} % of the atoms in regions of {:g} Å, {:g} % of them connected, at {:g} K for {:g} ps",
          100 * options.fraction, options.size, 100 * options.connectivity, options.temperature, options.time),
      .needs = {"glass"},
      .options = std::move(resolved),
      .modules = with(force_modules, {"landscape", "vibration", "md", "preparation"}),
      .outputs = {"glass.data", "glass.xyz", "inhomogenize.json"},
      .estimate = [seconds = md_run_seconds(time, options.timestep, atoms, context)] { return seconds; },
      .run =
          [options](const std::filesystem::path& folder,
                    const std::function<std::filesystem::path(const std::string&)>& of, const RunContext& run_context) {
            const Configuration glass = read_configuration(of("glass") / "glass.data");
            inhomogenize(plan_inhomogenize(glass, options, run_context), folder, false, run_context);
          }};
}

}  // namespace glasscape
