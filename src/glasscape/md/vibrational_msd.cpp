#include "glasscape/md/vibrational_msd.hpp"

#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdlib.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/md/pair_kernel.hpp"
#include "glasscape/md/worker_files.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

// A folder of our own, gone with us.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_((fs::temp_directory_path() / "glasscape-md-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) {
      throw Error(ErrorKind::engine,
                  {path_, "no temporary folder can be made", {}, "check TMPDIR and that its disk is not full"});
    }
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] fs::path path() const { return path_; }

 private:
  std::string path_;
};

// LAMMPS wants cells with a along x and b in the xy plane: the rotation there, and for the results the way back.
Configuration standing(const Configuration& given, const Mat3& rotation) {
  Configuration turned;
  turned.species = given.species;
  turned.types = given.types;
  turned.box = Box(given.box.cell() * rotation, given.box.origin());
  for (const Vec3& p : given.positions)
    turned.positions.push_back(given.box.origin() + (p - given.box.origin()) * rotation);
  return turned;
}

void check(const Configuration& configuration, const VibrationalMsdOptions& o) {
  const std::string where = "vibrational_msd";
  if (o.potential.empty()) throw usage_error(where + ": potential", "none is given", "a file, or kim:MODEL_ID");
  if (configuration.box.periodic() != std::array<bool, 3>{true, true, true}) {
    throw usage_error(where, "the configuration is not periodic in all directions");
  }
  if (o.sample_interval < o.timestep || o.duration < 10 * o.sample_interval) {
    throw usage_error(where + ": sample_interval", fmt::format("{:g} ps", o.sample_interval),
                      "at least one timestep, and at most a tenth of the duration");
  }
  for (const Species& s : configuration.species) {
    if (!(s.mass > 0))
      throw usage_error(where, fmt::format("the mass of '{}' is not known", s.name), {}, "name the elements");
  }
}

MdProgram make_program(const Configuration& configuration, const ForceField& force_field,
                       const VibrationalMsdOptions& o) {
  const auto steps = [&](double time) { return std::max<std::int64_t>(1, std::llround(time / o.timestep)); };
  MdProgram program;
  program.initial = configuration;
  program.potential = force_field.lammps_commands(configuration.species, ".");
  program.potential_files = force_field.parameter_files();
  program.potential_specification = o.potential;
  program.engine_forces = has_pair_kernel(force_field) ? o.engine_forces : "lammps";
  program.timestep = o.timestep;
  program.checkpoint_interval = 0;
  // Half of the velocities' energy goes into the springs at once: a hot start shortens the equilibration.
  CounterRng rng(static_cast<std::uint64_t>(o.seed), 4);
  program.start = {fmt::format("velocity all create {:.10g} {} mom yes rot no dist gaussian", 2 * o.temperature,
                               1 + rng.below(900000000))};
  const double t = o.temperature;
  if (o.equilibration > 0) {
    program.stages.push_back({.name = "equilibrate",
                              .begin = {fmt::format("fix warm all npt temp {0:.10g} {0:.10g} 0.1 aniso 0 0 1", t)},
                              .end = {"unfix warm"},
                              .steps = steps(o.equilibration),
                              .from_temperature = t,
                              .to_temperature = t});
  }
  const std::int64_t interval = steps(o.sample_interval);
  program.stages.push_back({.name = "sample",
                            .begin = {fmt::format("fix vibrate all nvt temp {0:.10g} {0:.10g} 0.1", t)},
                            .end = {"unfix vibrate"},
                            .steps = steps(o.duration) / interval * interval,
                            .from_temperature = t,
                            .to_temperature = t,
                            .displacement_interval = interval});
  return program;
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
  check(inherent, options);
  const auto force_field = open_potential(options.potential);
  const bool upright = inherent.box.lower_triangular();
  const Mat3 rotation = upright ? Mat3::identity() : inherent.box.rotation_to_lower_triangular();
  const TemporaryFolder folder;
  run_md(make_program(standing(inherent, rotation), *force_field, options), folder.path(), context);

  const auto json = nlohmann::json::parse(read_file(folder.path() / worker_files::displacements));
  const auto flat = json.at(options.about).get<std::vector<double>>();
  const std::string origin = fmt::format("vibrational_msd: {:g} K, {:g} ps, {} samples, about the {}",
                                         options.temperature, options.duration, json.at("samples").get<std::size_t>(),
                                         options.about == "mean" ? "mean position" : "inherent structure");
  std::vector<double> total(inherent.size());
  for (std::size_t i = 0; i < total.size(); ++i) total[i] = flat[3 * i] + flat[3 * i + 1] + flat[3 * i + 2];
  return {Field("vmsd", Unit("Å^2"), std::move(total), 1, origin), Field("vmsd_xyz", Unit("Å^2"), flat, 3, origin)};
}

Descriptor vibrational_msd_descriptor() {
  return make_descriptor("vibrational_msd",
                         "Mean squared displacement of each atom in thermal vibration, by molecular dynamics",
                         "Wang et al. (2020), doi:10.6052/0459-1879-19-368",
                         {{"vmsd", "Å^2", 1, "⟨|r − r̄|²⟩"},
                          {"vmsd_xyz", "Å^2", 3, "its terms along x, y and z of the cell's first axis and plane"}},
                         vibrational_msd_parameters(), vibrational_msd);
}

}  // namespace glasscape
