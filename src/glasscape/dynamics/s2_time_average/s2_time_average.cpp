#include "glasscape/dynamics/s2_time_average/s2_time_average.hpp"

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/dynamics/s2_time_average/averaged_s2.hpp"
#include "glasscape/md/thermal_rows.hpp"

namespace glasscape {
namespace {

const char* const name = "s2_time_average";

}  // namespace

const ParameterTable<S2TimeAverageOptions>& s2_time_average_parameters() {
  using O = S2TimeAverageOptions;
  using Rows = ThermalRows<O>;
  const Unit none("1"), ps("ps"), angstrom("Å");
  static const ParameterTable<O> table{
      Rows::potential(),
      Rows::temperature(),
      {.name = "duration", .member = &O::duration, .unit = ps, .help = "time that is sampled", .bounds = positive()},
      Rows::sample_interval(),
      Rows::equilibration(),
      {.name = "cutoff",
       .member = &O::cutoff,
       .unit = angstrom,
       .help = "end of the integral, best a trough of g(r)",
       .bounds = positive(),
       .source = "fourth trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
      {.name = "smearing",
       .member = &O::smearing,
       .unit = angstrom,
       .help = "standard deviation of the Gaussians that smear each distance",
       .bounds = positive()},
      {.name = "dr",
       .member = &O::dr,
       .unit = angstrom,
       .help = "largest width of a bin of the integral",
       .bounds = positive()},
      Rows::timestep(),
      Rows::seed(),
      Rows::engine_forces(),
  };
  return table;
}

std::vector<Field> s2_time_average(const Configuration& configuration, const S2TimeAverageOptions& options,
                                   const RunContext& context) {
  if (options.sample_interval < options.timestep || options.duration < options.sample_interval) {
    throw usage_error("s2_time_average: sample_interval", fmt::format("{:g} ps", options.sample_interval),
                      "at least one timestep, and at most the duration");
  }
  AveragedS2 average(configuration.types, configuration.species.size(), options.cutoff, options.smearing, options.dr);
  ThermalRun run(configuration, options, name);
  run.draw_velocities(2 * options.temperature);
  if (options.equilibration > 0) run.add_npt("equilibrate", options.equilibration);
  run.add_nvt("sample", options.duration, run.steps(options.sample_interval));
  run.run(context, [&](const MdFrame& frame) { average.add(frame.box, frame.positions, context); });
  std::vector<Field> fields;
  fields.emplace_back(name, Unit("kB"), average.values(context));
  return fields;
}

Descriptor s2_time_average_descriptor() {
  return make_descriptor(
      name, "Two-body excess entropy of pair distributions that are averaged over a run at temperature",
      "Piaggi & Parrinello, JCP 147, 114112 (2017), doi:10.1063/1.4998408; the average over time is ours",
      {{name, "kB", 1, "two-body excess entropy; compare at equal cutoff, smearing and number of samples only"}},
      s2_time_average_parameters(), s2_time_average);
}

}  // namespace glasscape
