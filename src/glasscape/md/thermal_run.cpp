#include "glasscape/md/thermal_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <stdlib.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/md/pair_kernel.hpp"

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

void check(const Configuration& configuration, const ThermalOptions& options, const std::string& where) {
  if (options.potential.empty()) throw usage_error(where + ": potential", "none is given", "a file, or kim:MODEL_ID");
  if (configuration.box.periodic() != std::array<bool, 3>{true, true, true}) {
    throw input_error(where, "the configuration is not periodic in all directions", "three periodic directions");
  }
  for (const Species& s : configuration.species) {
    if (!(s.mass > 0))
      throw input_error(where, fmt::format("the mass of '{}' is not known", s.name), {}, "name the elements");
  }
}

// Without what rounding leaves above the diagonal.
Box upright(const Box& box, const Mat3& rotation) {
  Mat3 cell = box.cell() * rotation;
  cell[0].y = cell[0].z = cell[1].z = 0;
  return Box(cell, box.origin());
}

}  // namespace

ThermalRun::ThermalRun(const Configuration& start, const ThermalOptions& options, const std::string& where)
    : options_(options) {
  check(start, options, where);
  force_field_ = open_potential(options.potential);
  turned_ = !start.box.lower_triangular();
  const Mat3 rotation = turned_ ? start.box.rotation_to_lower_triangular() : Mat3::identity();
  back_ = transpose(rotation);
  Configuration& atoms = program_.initial;
  atoms.species = start.species;
  atoms.types = start.types;
  atoms.topology = start.topology;
  atoms.molecules = start.molecules;
  atoms.box = turned_ ? upright(start.box, rotation) : start.box;
  const Vec3 o = start.box.origin();
  for (const Vec3& p : start.positions) atoms.positions.push_back(turned_ ? o + (p - o) * rotation : p);
  program_.potential = force_field_->lammps_commands(start.species, ".");
  program_.potential_files = force_field_->parameter_files();
  program_.potential_specification = options.potential;
  program_.engine_forces = has_pair_kernel(*force_field_) ? options.engine_forces : "lammps";
  program_.timestep = options.timestep;
  program_.checkpoint_interval = 0;
}

std::int64_t ThermalRun::steps(double time, double timestep) {
  return std::max<std::int64_t>(1, std::llround(time / timestep));
}

void ThermalRun::draw_velocities(double temperature, std::uint32_t stream) {
  CounterRng rng(static_cast<std::uint64_t>(options_.seed), 4, stream);
  program_.start.push_back(fmt::format("velocity all create {:.10g} {} mom yes rot no dist gaussian", temperature,
                                       1 + rng.below(900000000)));
}

MdStage& ThermalRun::add(const std::string& name, const std::string& fix, std::int64_t steps,
                         std::int64_t frame_interval) {
  const std::string id = fmt::format("fix{}", program_.stages.size());
  program_.stages.push_back({.name = name,
                             .begin = {fmt::format("fix {} all {}", id, fix)},
                             .end = {"unfix " + id},
                             .steps = steps,
                             .from_temperature = options_.temperature,
                             .to_temperature = options_.temperature,
                             .frame_interval = frame_interval < 0 ? steps : frame_interval});
  return program_.stages.back();
}

void ThermalRun::add_npt(const std::string& name, double time, std::int64_t frame_interval) {
  add(name, fmt::format("npt temp {0:.10g} {0:.10g} 0.1 aniso 0 0 1", options_.temperature), steps(time),
      frame_interval);
}

void ThermalRun::add_nvt(const std::string& name, double time, std::int64_t frame_interval) {
  const std::int64_t interval = std::max<std::int64_t>(1, frame_interval);
  add(name, fmt::format("nvt temp {0:.10g} {0:.10g} 0.1", options_.temperature),
      std::max<std::int64_t>(1, steps(time) / interval) * interval, frame_interval);
}

void ThermalRun::add_shear(const std::string& name, const std::string& plane, double rate, double strain) {
  if (turned_) {
    throw input_error("shear", "the cell's first edge does not lie along x, or the second not in the xy plane",
                      "a lower triangular cell", "rotate the configuration first");
  }
  // A whole number of steps that ends at the strain exactly: the rate gives way by less than half a step.
  const std::int64_t count = steps(std::abs(strain) / rate);
  const double exact = strain / (static_cast<double>(count) * options_.timestep);
  MdStage& stage = add(name, fmt::format("nvt/sllod temp {0:.10g} {0:.10g} 0.1", options_.temperature), count, -1);
  // The tilt belongs to the fix that remaps velocities; the cell is not flipped, so that unwrapped positions stay.
  stage.begin.insert(stage.begin.begin(),
                     {"change_box all triclinic",
                      fmt::format("fix tilt all deform 1 {} erate {:.12g} remap v flip no", plane, exact)});
  stage.end.emplace_back("unfix tilt");
}

void ThermalRun::run(const RunContext& context, const FrameSink& frames) const {
  const TemporaryFolder folder;
  const auto turn = [&](const MdFrame& given) {
    const Vec3 o = given.box.origin();
    MdFrame frame{given.stage, given.stage_step, Box(given.box.cell() * back_, o), {}};
    for (const Vec3& p : given.positions) frame.positions.push_back(o + (p - o) * back_);
    frames(frame);
  };
  try {
    run_md(program_, folder.path(), context, turned_ ? FrameSink(turn) : frames);
  } catch (const Error& e) {
    // What the engine says of its folder and of going on from there is not true of a folder that is gone.
    ErrorText text = e.text();
    if (e.kind() == ErrorKind::stopped) {
      text.where = "molecular dynamics";
      text.remedy = "give the same command again: it begins anew";
    }
    if (text.where == "LAMMPS") text.remedy = "use a shorter timestep, and check the potential";
    throw Error(e.kind(), text);
  }
}

}  // namespace glasscape
