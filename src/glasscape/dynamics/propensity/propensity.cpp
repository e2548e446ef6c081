#include "glasscape/dynamics/propensity/propensity.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/part_progress.hpp"
#include "glasscape/dynamics/drift.hpp"
#include "glasscape/md/thermal_rows.hpp"

namespace glasscape {
namespace {

const char* const name = "propensity";

// The positions that all runs start from.
Configuration common_start(const Configuration& given, const PropensityOptions& options, const RunContext& context) {
  if (!(options.equilibration > 0)) return given;
  ThermalRun run(given, options, name);
  run.draw_velocities(2 * options.temperature);
  run.add_npt("equilibrate", options.equilibration, -1);
  Configuration start = given;
  start.images.clear();
  run.run(context, [&](const MdFrame& frame) {
    start.box = frame.box;
    start.positions = frame.positions;
  });
  return start;
}

}  // namespace

const ParameterTable<PropensityOptions>& propensity_parameters() {
  using O = PropensityOptions;
  using Rows = ThermalRows<O>;
  const Unit none("1"), ps("ps");
  static const ParameterTable<O> table{
      Rows::potential(),
      Rows::temperature(),
      {.name = "time",
       .member = &O::time,
       .unit = ps,
       .help = "time after which displacements are taken",
       .bounds = positive()},
      {.name = "runs",
       .member = &O::runs,
       .unit = none,
       .help = "runs of the isoconfigurational ensemble, each with velocities of its own",
       .bounds = between(2, 100000)},
      {.name = "equilibration",
       .member = &O::equilibration,
       .unit = ps,
       .help = "time at zero pressure before, shared by all runs; 0: the given positions are the start",
       .bounds = at_least(0)},
      Rows::timestep(),
      {.name = "seed", .member = &O::seed, .unit = none, .help = "seed of all velocities", .bounds = at_least(0)},
      Rows::engine_forces(),
  };
  return table;
}

std::vector<Field> propensity(const Configuration& configuration, const PropensityOptions& options,
                              const RunContext& context) {
  if (options.time < options.timestep) {
    throw usage_error("propensity: time", fmt::format("{:g} ps", options.time), "at least one timestep");
  }
  const Configuration start = common_start(configuration, options, context);
  const std::vector<double> masses = atom_masses(start);
  const std::size_t atoms = start.size();
  std::vector<double> mean(atoms), scatter(atoms), halves(2 * atoms);
  for (std::int64_t k = 0; k < options.runs; ++k) {
    ThermalRun run(start, options, name);
    // Stream 0 was the equilibration's.
    run.draw_velocities((options.equilibration > 0 ? 1 : 2) * options.temperature, static_cast<std::uint32_t>(k) + 1);
    run.add_nvt("run", options.time, -1);
    PartProgress part(context, name, "run", static_cast<std::size_t>(k), static_cast<std::size_t>(options.runs));
    run.run(part.context(), [&](const MdFrame& frame) {
      const std::vector<Vec3> u = displacements_without_drift(start.positions, frame.positions, masses);
      for (std::size_t i = 0; i < atoms; ++i) {
        const double d = norm2(u[i]), before = d - mean[i];
        mean[i] += before / static_cast<double>(k + 1);
        scatter[i] += before * (d - mean[i]);
        halves[2 * i + static_cast<std::size_t>(k % 2)] += d;
      }
    });
  }
  const auto runs = static_cast<double>(options.runs);
  const double share[2] = {1 / std::ceil(runs / 2), 1 / std::floor(runs / 2)};
  std::vector<double> error(atoms);
  for (std::size_t i = 0; i < atoms; ++i) {
    scatter[i] /= runs - 1;
    error[i] = std::sqrt(scatter[i] / runs);
    for (std::size_t h = 0; h < 2; ++h) halves[2 * i + h] *= share[h];
  }
  std::vector<Field> fields;
  fields.emplace_back("propensity", Unit("Å^2"), std::move(mean));
  fields.emplace_back("propensity_variance", Unit("Å^4"), std::move(scatter));
  fields.emplace_back("propensity_error", Unit("Å^2"), std::move(error));
  fields.emplace_back("propensity_halves", Unit("Å^2"), std::move(halves), 2);
  return fields;
}

Descriptor propensity_descriptor() {
  return make_descriptor(
      name, "Mean squared displacement of each atom over runs from the same positions with different velocities",
      "Widmer-Cooper, Harrowell & Fynewever, PRL 93, 135701 (2004), doi:10.1103/PhysRevLett.93.135701",
      {{"propensity", "Å^2", 1, "mean of the squared displacement over the runs"},
       {"propensity_variance", "Å^4", 1, "its variance over the runs"},
       {"propensity_error", "Å^2", 1, "standard error of the mean"},
       {"propensity_halves", "Å^2", 2,
        "means over runs of even and of odd number: their correlation is the reliability"}},
      propensity_parameters(), propensity);
}

}  // namespace glasscape
