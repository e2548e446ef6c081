#include "glasscape/md/vibrational_msd.hpp"

#include <fmt/format.h>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/vibration/anisotropy.hpp"
#include "glasscape/vibration/displacement_accumulator.hpp"

namespace glasscape {
namespace {

void check(const VibrationalMsdOptions& o) {
  if (o.sample_interval < o.timestep || o.duration < 10 * o.sample_interval) {
    throw usage_error("vibrational_msd: sample_interval", fmt::format("{:g} ps", o.sample_interval),
                      "at least one timestep, and at most a tenth of the duration");
  }
}

}  // namespace

const ParameterTable<VibrationalMsdOptions>& vibrational_msd_parameters() {
  using O = VibrationalMsdOptions;
  const Unit none("1"), kelvin("K"), ps("ps");
  const std::string source = "doi:10.6052/0459-1879-19-368";
  static const ParameterTable<O> table{
      {.name = "potential",
       .member = &O::potential,
       .unit = none,
       .help = "interatomic potential: a file, or kim:MODEL_ID"},
      {.name = "temperature",
       .member = &O::temperature,
       .unit = kelvin,
       .help = "temperature",
       .bounds = positive(),
       .source = source},
      {.name = "duration",
       .member = &O::duration,
       .unit = ps,
       .help = "time that is sampled",
       .bounds = positive(),
       .source = source},
      {.name = "equilibration",
       .member = &O::equilibration,
       .unit = ps,
       .help = "time at zero pressure before; 0: none, the cell stays as it is",
       .bounds = at_least(0)},
      {.name = "sample_interval",
       .member = &O::sample_interval,
       .unit = ps,
       .help = "time between samples",
       .bounds = positive()},
      {.name = "timestep",
       .member = &O::timestep,
       .unit = ps,
       .help = "time step",
       .bounds = {.low = 0, .high = 0.02, .low_open = true}},
      {.name = "seed", .member = &O::seed, .unit = none, .help = "seed of the velocities", .bounds = at_least(0)},
      {.name = "about",
       .member = &O::about,
       .unit = none,
       .help = "displacements from the mean position or from the inherent structure",
       .choices = {"mean", "inherent"},
       .source = source},
      {.name = "engine_forces",
       .member = &O::engine_forces,
       .unit = none,
       .help = "whose forces LAMMPS integrates: our kernel where it applies, or its own",
       .choices = {"glasscape", "lammps"}},
  };
  return table;
}

std::vector<Field> vibrational_msd(const Configuration& inherent, const VibrationalMsdOptions& options,
                                   const RunContext& context) {
  check(options);
  ThermalRun run(inherent, options, "vibrational_msd");
  // Half of the velocities' energy goes into the springs at once: a hot start shortens the equilibration.
  run.draw_velocities(2 * options.temperature);
  if (options.equilibration > 0) run.add_npt("equilibrate", options.equilibration);
  run.add_nvt("sample", options.duration, run.steps(options.sample_interval));

  std::vector<double> masses;
  for (const std::int32_t type : inherent.types) {
    masses.push_back(inherent.species[static_cast<std::size_t>(type)].mass);
  }
  std::optional<DisplacementAccumulator> displacements;
  run.run(context, [&](const MdFrame& frame) {
    if (!displacements) {
      // The inherent structure, scaled to the cell that the equilibration has left.
      std::vector<Vec3> reference;
      for (const Vec3& r : inherent.positions) reference.push_back(frame.box.cartesian(inherent.box.fractional(r)));
      displacements.emplace(std::move(reference), masses);
    }
    displacements->add(frame.positions);
  });

  const std::string origin =
      fmt::format("vibrational_msd: {:g} K, {:g} ps, {} samples, about the {}", options.temperature, options.duration,
                  displacements->samples(), options.about == "mean" ? "mean position" : "inherent structure");
  std::vector<double> total, by_axis, fractional, direction;
  for (const Mat3& c :
       displacements->covariance(options.about == "mean" ? DisplacementOrigin::mean : DisplacementOrigin::reference)) {
    total.push_back(trace(c));
    by_axis.insert(by_axis.end(), {c[0].x, c[1].y, c[2].z});
    const TensorAnisotropy shape = anisotropy(c);
    fractional.push_back(shape.fractional);
    direction.insert(direction.end(), {shape.direction.x, shape.direction.y, shape.direction.z});
  }
  return {Field("vmsd", Unit("Å^2"), std::move(total), 1, origin),
          Field("vmsd_xyz", Unit("Å^2"), std::move(by_axis), 3, origin),
          Field("vmsd_anisotropy", Unit("1"), std::move(fractional), 1, origin),
          Field("vmsd_direction", Unit("1"), std::move(direction), 3, origin)};
}

Descriptor vibrational_msd_descriptor() {
  return make_descriptor(
      "vibrational_msd", "Mean squared displacement of each atom in thermal vibration, by molecular dynamics",
      "Wang et al. (2020), doi:10.6052/0459-1879-19-368",
      {{"vmsd", "Å^2", 1, "⟨|r − r̄|²⟩"},
       {"vmsd_xyz", "Å^2", 3, "its terms along x, y and z"},
       {"vmsd_anisotropy", "1", 1, "fractional anisotropy of the tensor of displacements: 0 sphere, 1 needle"},
       {"vmsd_direction", "1", 3, "unit vector of its largest principal value; up to its sign"}},
      vibrational_msd_parameters(), vibrational_msd);
}

}  // namespace glasscape
