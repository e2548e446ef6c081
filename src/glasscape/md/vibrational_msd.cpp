#include "glasscape/md/vibrational_msd.hpp"

#include <fmt/format.h>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/md/thermal_rows.hpp"
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
  using Rows = ThermalRows<O>;
  const Unit none("1"), ps("ps");
  const std::string source = "doi:10.6052/0459-1879-19-368";
  static const ParameterTable<O> table{
      Rows::potential(),
      Rows::temperature(source),
      {.name = "duration",
       .member = &O::duration,
       .unit = ps,
       .help = "time that is sampled",
       .bounds = positive(),
       .source = source},
      Rows::equilibration(),
      Rows::sample_interval(),
      Rows::timestep(),
      Rows::seed(),
      {.name = "about",
       .member = &O::about,
       .unit = none,
       .help = "displacements from the mean position or from the inherent structure",
       .choices = {"mean", "inherent"},
       .source = source},
      Rows::engine_forces(),
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
