#include "glasscape/md/program.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

using Json = nlohmann::ordered_json;

// The cell and the atoms as commands, so that an input needs no other file than the potential.
std::string atoms_as_commands(const Configuration& atoms) {
  if (!atoms.box.lower_triangular()) {
    throw usage_error("LAMMPS input", "the cell is not lower triangular", {}, "rotate the configuration first");
  }
  if (atoms.topology) {
    throw usage_error("LAMMPS input", "bonds and angles do not fit into the input", {},
                      "name a folder for the input and its data file");
  }
  const Mat3& h = atoms.box.cell();
  const Vec3& o = atoms.box.origin();
  const bool tilted = h[1].x != 0 || h[2].x != 0 || h[2].y != 0;
  std::string text =
      tilted ? fmt::format(
                   "region cell prism {:.17g} {:.17g} {:.17g} {:.17g} {:.17g} {:.17g} {:.17g} {:.17g} {:.17g} "
                   "units box\n",
                   o.x, o.x + h[0].x, o.y, o.y + h[1].y, o.z, o.z + h[2].z, h[1].x, h[2].x, h[2].y)
             : fmt::format("region cell block {:.17g} {:.17g} {:.17g} {:.17g} {:.17g} {:.17g} units box\n", o.x,
                           o.x + h[0].x, o.y, o.y + h[1].y, o.z, o.z + h[2].z);
  text += fmt::format("create_box {} cell\n", atoms.species.size());
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const Vec3 p = atoms.box.wrap(atoms.positions[i]).position;
    text +=
        fmt::format("create_atoms {} single {:.17g} {:.17g} {:.17g} units box\n", atoms.types[i] + 1, p.x, p.y, p.z);
  }
  return text;
}

std::string lines(const std::vector<std::string>& commands) {
  std::string text;
  for (const auto& command : commands) text += command + "\n";
  return text;
}

// Frames as LAMMPS writes them itself; from the first recorded stage to the end.
std::string dump_commands(const MdProgram& program) {
  if (program.record.trajectory_interval <= 0) return {};
  std::string elements;
  for (const Species& s : program.initial.species) elements += " " + s.name;
  return fmt::format(
      "dump frames all custom {} {} id {}type element xu yu zu\ndump_modify frames sort id first yes "
      "element{}\n",
      program.record.trajectory_interval, program.record.trajectory, program.initial.topology ? "mol " : "", elements);
}

}  // namespace

std::int64_t MdProgram::total_steps() const {
  std::int64_t sum = 0;
  for (const MdStage& stage : stages) sum += stage.steps;
  return sum;
}

std::vector<std::string> setup_commands(bool molecular) {
  return {"units metal", molecular ? "atom_style molecular" : "atom_style atomic", "atom_modify map yes",
          "boundary p p p", "newton on",
          // Cells that lean by more than half an edge are given, and made by shear; they cost more ghosts and no more.
          "box tilt large"};
}

std::vector<std::string> settings_commands(const MdProgram& program) {
  std::vector<std::string> commands;
  for (std::size_t s = 0; s < program.initial.species.size(); ++s) {
    commands.push_back(fmt::format("mass {} {:.10g}", s + 1, program.initial.species[s].mass));
  }
  // A skin of 1 Å is the fastest for metals near their melting point; the check makes it safe.
  commands.insert(
      commands.end(),
      {"neighbor 1.0 bin", "neigh_modify every 1 delay 0 check yes", fmt::format("timestep {:.10g}", program.timestep),
       program.record.detailed
           ? "thermo_style custom step temp pe ke vol density press pxx pyy pzz pxy pxz pyz lx ly lz xy xz yz"
           : "thermo_style custom step temp pe ke vol density press lx ly lz",
       "thermo_modify norm no lost error flush yes", fmt::format("thermo {}", program.sample_interval)});
  return commands;
}

std::string lammps_input(const MdProgram& program, const std::string& title, const std::string& data_file) {
  std::string text = fmt::format("# {}\n", title);
  text += lines(setup_commands(program.initial.topology != nullptr));
  text += data_file.empty() ? atoms_as_commands(program.initial) : fmt::format("read_data {}\n", data_file);
  text += lines(program.potential);
  text += lines(settings_commands(program));
  text += lines(program.start);
  text += fmt::format("restart {} checkpoint.1 checkpoint.2\n", program.checkpoint_interval);
  bool dumping = false;
  for (const MdStage& stage : program.stages) {
    text += fmt::format("\n# {}: {:g} K to {:g} K in {:.6g} ps\n", stage.name, stage.from_temperature,
                        stage.to_temperature, static_cast<double>(stage.steps) * program.timestep);
    if (!stage.snapshot.empty()) text += fmt::format("write_data {} nocoeff\n", stage.snapshot);
    text += lines(stage.begin);
    if (stage.recorded && !std::exchange(dumping, true)) text += dump_commands(program);
    text += fmt::format("run {}\n", stage.steps);
    text += lines(stage.end);
  }
  text += fmt::format("\nwrite_data {} nocoeff\n", program.record.final_atoms);
  return text;
}

std::string to_json(const MdProgram& program) {
  Json stages = Json::array();
  for (const MdStage& s : program.stages) {
    stages.push_back({{"name", s.name},
                      {"begin", s.begin},
                      {"end", s.end},
                      {"steps", s.steps},
                      {"from_temperature", s.from_temperature},
                      {"to_temperature", s.to_temperature},
                      {"frame_interval", s.frame_interval},
                      {"sample_interval", s.sample_interval},
                      {"recorded", s.recorded},
                      {"snapshot", s.snapshot}});
  }
  Json species = Json::array();
  for (const Species& s : program.initial.species) species.push_back({{"name", s.name}, {"mass", s.mass}});
  Json columns = Json::array();
  for (const MdColumn& c : program.columns) columns.push_back({{"name", c.name}, {"expression", c.expression}});
  const MdRecord& r = program.record;
  const Json record{{"final_atoms", r.final_atoms},
                    {"detailed", r.detailed},
                    {"trajectory", r.trajectory},
                    {"trajectory_interval", r.trajectory_interval},
                    {"axes", r.axes}};
  const Json json{{"species", species},
                  {"ids", program.initial.ids},
                  {"molecular", program.initial.topology != nullptr},
                  {"potential", program.potential},
                  {"engine_forces", program.engine_forces},
                  {"potential_specification", program.potential_specification},
                  {"start", program.start},
                  {"stages", stages},
                  {"timestep", program.timestep},
                  {"sample_interval", program.sample_interval},
                  {"checkpoint_interval", program.checkpoint_interval},
                  {"columns", columns},
                  {"series_file", program.series_file},
                  {"record", record}};
  return json.dump(1) + "\n";
}

MdProgram md_program_from_json(const std::string& text) {
  MdProgram program;
  try {
    const Json json = Json::parse(text);
    for (const Json& s : json.at("species")) {
      program.initial.species.push_back({s.at("name").get<std::string>(), s.at("mass").get<double>()});
    }
    json.at("ids").get_to(program.initial.ids);
    program.molecular = json.value("molecular", false);
    json.at("potential").get_to(program.potential);
    json.at("engine_forces").get_to(program.engine_forces);
    json.at("potential_specification").get_to(program.potential_specification);
    json.at("start").get_to(program.start);
    json.at("timestep").get_to(program.timestep);
    json.at("sample_interval").get_to(program.sample_interval);
    json.at("checkpoint_interval").get_to(program.checkpoint_interval);
    json.at("series_file").get_to(program.series_file);
    for (const Json& c : json.at("columns")) {
      program.columns.push_back({c.at("name").get<std::string>(), c.at("expression").get<std::string>()});
    }
    const Json& record = json.at("record");
    record.at("final_atoms").get_to(program.record.final_atoms);
    record.at("detailed").get_to(program.record.detailed);
    record.at("trajectory").get_to(program.record.trajectory);
    record.at("trajectory_interval").get_to(program.record.trajectory_interval);
    record.at("axes").get_to(program.record.axes);
    for (const Json& s : json.at("stages")) {
      MdStage stage;
      s.at("name").get_to(stage.name);
      s.at("begin").get_to(stage.begin);
      s.at("end").get_to(stage.end);
      s.at("steps").get_to(stage.steps);
      s.at("from_temperature").get_to(stage.from_temperature);
      s.at("to_temperature").get_to(stage.to_temperature);
      s.at("frame_interval").get_to(stage.frame_interval);
      s.at("sample_interval").get_to(stage.sample_interval);
      s.at("recorded").get_to(stage.recorded);
      s.at("snapshot").get_to(stage.snapshot);
      program.stages.push_back(std::move(stage));
    }
  } catch (const Json::exception& e) {
    throw input_error("molecular-dynamics program", e.what());
  }
  return program;
}

}  // namespace glasscape
