#include "glasscape/study/elasticity_step.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/relax.hpp"
#include "glasscape/mechanics/deform_files.hpp"
#include "glasscape/mechanics/elastic_constants.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {
namespace {

using nlohmann::json;
using Moduli = std::array<double, 3>;

// Standard deviation of the moduli of a solid that should have the same along all axes, relative to their mean.
double scatter(const Moduli& young) {
  const double mean = (young[0] + young[1] + young[2]) / 3;
  double squares = 0;
  for (const double e : young) squares += (e - mean) * (e - mean);
  return std::sqrt(squares / 2) / mean;
}

json along_over_across(const Moduli& young, std::size_t axis, double relative_error) {
  const double across = (young[(axis + 1) % 3] + young[(axis + 2) % 3]) / 2, value = young[axis] / across;
  const double error = value * relative_error * std::sqrt(1.5);
  return {{"value", value}, {"low", value - error}, {"high", value + error}};
}

}  // namespace

const ParameterTable<ElasticityOptions>& elasticity_parameters() {
  using O = ElasticityOptions;
  static const ParameterTable<O> table{
      {.name = "axis",
       .member = &O::axis,
       .unit = Unit("1"),
       .help = "axis along which the glass was loaded",
       .choices = {"x", "y", "z"}},
      {.name = "strain",
       .member = &O::strain,
       .unit = Unit("1"),
       .help = "strain of the finite differences",
       .bounds = {.low = 0, .high = 0.01, .low_open = true}},
      {.name = "force_tolerance",
       .member = &O::force_tolerance,
       .unit = Unit("eV/Å"),
       .help = "largest force at which an atom counts as relaxed",
       .bounds = positive()},
  };
  return table;
}

Step elasticity_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                     const RunContext& context) {
  ElasticityOptions options;
  apply(study.elasticity, elasticity_parameters(), options);
  Step step{
      .name = "elasticity",
      .summary = study.deform.present ? "elastic constants before and after the deformation" : "elastic constants",
      .needs = {"relax"},
      .options = elasticity_parameters().resolved(options),
      .modules = with(force_modules, {"landscape", "mechanics"}),
      .outputs = {"elasticity.json"}};
  if (study.deform.present) step.needs.emplace_back("deform");
  step.options.emplace_back("potential", study.potential);
  step.options.emplace_back("potential_hash", potential->fingerprint());
  // Twelve relaxations each, of about a hundred evaluations, and the minimum of the deformed state.
  step.estimate = [atoms, context] { return 3400 * atoms * 0.6e-6 / context.thread_count(); };
  step.run = [options, potential, deformed = study.deform.present](
                 const std::filesystem::path& folder,
                 const std::function<std::filesystem::path(const std::string&)>& of, const RunContext& run_context) {
    const auto axis = static_cast<std::size_t>(options.axis.front() - 'x');
    json result = {{"axis", options.axis}};
    double error = 0;
    const auto examine_state = [&](const char* name, const Configuration& minimum) {
      const ElasticConstants c = elastic_constants(
          potential, minimum,
          {.strain = options.strain, .force_tolerance = options.force_tolerance, .threads = run_context.thread_count()},
          run_context);
      const Moduli young = youngs_moduli(c.relaxed);
      if (std::string(name) == "before") error = scatter(young);
      result[name] = moduli_json(c);
      result[name]["along_over_across"] = along_over_across(young, axis, error);
    };
    examine_state("before", read_configuration(of("relax") / "relaxed.xyz"));
    if (deformed) {
      const RelaxResult after = relax(read_configuration(of("deform") / "final.data"), potential,
                                      {.box = "free", .force_tolerance = options.force_tolerance}, run_context);
      if (after.status == MinimiseStatus::stopped) {
        throw Error(ErrorKind::stopped, {"elasticity", "stopped", {}, "the same command starts this step again"});
      }
      if (after.status != MinimiseStatus::converged) {
        throw Error(
            ErrorKind::numerical,
            {"elasticity", fmt::format("the deformed glass found no minimum in {} evaluations", after.evaluations),
             fmt::format("forces of at most {:g} eV/Å", options.force_tolerance),
             "raise force_tolerance in [elasticity]"});
      }
      examine_state("after", after.configuration);
    }
    write_file_atomically(folder / "elasticity.json", result.dump(2) + "\n");
  };
  return step;
}

}  // namespace glasscape
