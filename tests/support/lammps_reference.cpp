#include "support/lammps_reference.hpp"

#include <stdexcept>

#ifdef GLASSCAPE_WITH_LAMMPS
#include <filesystem>
#include <fmt/format.h>
#include <stdlib.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/geometry/topology.hpp"

#define LAMMPS_LIB_NO_MPI
#include <lammps/library.h>
#endif

namespace glasscape::test {

#ifdef GLASSCAPE_WITH_LAMMPS

bool have_lammps() { return true; }

LammpsRun::LammpsRun(const Configuration& configuration, const ForceField& potential, const std::string& suffix,
                     double skin)
    : handle_(nullptr), volume_(configuration.box.volume()), atoms_(configuration.size()) {
  std::string folder = (std::filesystem::temp_directory_path() / "glasscape-lammps-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  folder_ = folder;
  for (const auto& file : potential.parameter_files()) {
    write_file_atomically(std::filesystem::path(folder_) / file.name, file.content);
  }
  std::vector<std::string> words{"lammps", "-screen", "none", "-log", "none"};
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  handle_ = lammps_open_no_mpi(static_cast<int>(arguments.size()), arguments.data(), nullptr);
  const Mat3& cell = configuration.box.cell();
  const Vec3& origin = configuration.box.origin();
  const Topology* topology = configuration.topology.get();
  for (const char* line : {"units metal", topology != nullptr ? "atom_style molecular" : "atom_style atomic",
                           "boundary p p p", "atom_modify map array sort 0 0.0", "box tilt large"}) {
    command(line);
  }
  command(fmt::format("region cell prism {} {} {} {} {} {} {} {} {} units box", origin.x, origin.x + cell[0].x,
                      origin.y, origin.y + cell[1].y, origin.z, origin.z + cell[2].z, cell[1].x, cell[2].x, cell[2].y));
  command(fmt::format("create_box {} cell", configuration.species.size()) +
          (topology == nullptr
               ? ""
               : fmt::format(" bond/types {} angle/types {} extra/bond/per/atom 8 extra/angle/per/atom 20 "
                             "extra/special/per/atom 60",
                             topology->bond_types, topology->angle_types)));
  std::vector<int> ids, types;
  std::vector<double> x;
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    ids.push_back(static_cast<int>(i) + 1);
    types.push_back(configuration.types[i] + 1);
    const Vec3 p = configuration.box.wrap(configuration.positions[i]).position;
    x.insert(x.end(), {p.x, p.y, p.z});
  }
  const int made = lammps_create_atoms(handle_, static_cast<int>(ids.size()), ids.data(), types.data(), x.data(),
                                       nullptr, nullptr, 1);
  if (made != static_cast<int>(ids.size())) throw std::runtime_error("LAMMPS lost atoms");
  for (std::size_t s = 0; s < configuration.species.size(); ++s) command(fmt::format("mass {} 50.0", s + 1));
  auto commands = potential.lammps_commands(configuration.species, folder_);
  if (!suffix.empty()) commands.front() += "/" + suffix;
  for (const auto& line : commands) command(line);
  if (topology != nullptr) add_molecules(*topology);
  command(fmt::format("neighbor {} bin", skin));
  command("neigh_modify every 1 delay 0 check yes page 500000 one 50000");
  command("compute atom_energy all pe/atom");
  command("thermo_style custom step pe pxx pyy pzz pxy pxz pyz");
  command("thermo_modify norm no");
}

void LammpsRun::add_molecules(const Topology& topology) {
  for (const BondedPair& b : topology.bonds) {
    command(fmt::format("create_bonds single/bond {} {} {} special no", b.type + 1, b.a + 1, b.b + 1));
  }
  for (std::size_t k = 0; k < topology.angles.size(); ++k) {
    const BondedAngle& a = topology.angles[k];
    command(fmt::format("create_bonds single/angle {} {} {} {} special {}", a.type + 1, a.a + 1, a.b + 1, a.c + 1,
                        k + 1 == topology.angles.size() ? "yes" : "no"));
  }
}

LammpsRun::~LammpsRun() {
  if (handle_ != nullptr) lammps_close(handle_);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void LammpsRun::command(const std::string& line) {
  lammps_command(handle_, line.c_str());
  if (lammps_has_error(handle_) != 0) {
    std::string message(1000, '\0');
    lammps_get_last_error_message(handle_, message.data(), static_cast<int>(message.size()));
    throw std::runtime_error(line + ": " + message.c_str());
  }
}

Evaluation LammpsRun::result() const {
  Evaluation result;
  result.energy = lammps_get_thermo(handle_, "pe");
  std::vector<double> f(3 * atoms_);
  std::string name = "f";
  lammps_gather_atoms(handle_, name.data(), 1, 3, f.data());
  for (std::size_t i = 0; i < atoms_; ++i) result.forces.push_back({f[3 * i], f[3 * i + 1], f[3 * i + 2]});
  const double to_eV = volume_ / 1.6021765e6;  // LAMMPS's own conversion to bar, older than CODATA 2018
  const auto p = [&](const char* key) { return lammps_get_thermo(handle_, key) * to_eV; };
  const double xx = p("pxx"), yy = p("pyy"), zz = p("pzz"), xy = p("pxy"), xz = p("pxz"), yz = p("pyz");
  result.virial = {{Vec3{xx, xy, xz}, Vec3{xy, yy, yz}, Vec3{xz, yz, zz}}};
  const auto* energies = static_cast<const double*>(lammps_extract_compute(handle_, "atom_energy", 1, 1));
  const auto* tags = static_cast<const int*>(lammps_extract_atom(handle_, "id"));
  if (energies != nullptr) {
    result.per_atom.resize(atoms_);
    for (std::size_t i = 0; i < atoms_; ++i) result.per_atom[static_cast<std::size_t>(tags[i]) - 1] = energies[i];
  }
  return result;
}

Evaluation lammps_evaluate(const Configuration& configuration, const ForceField& potential, const std::string& suffix) {
  LammpsRun run(configuration, potential, suffix, 0.5);
  run.command("run 0 post no");
  return run.result();
}

#else

bool have_lammps() { return false; }
LammpsRun::LammpsRun(const Configuration&, const ForceField&, const std::string&, double)
    : handle_(nullptr), volume_(0), atoms_(0) {
  throw std::logic_error("built without LAMMPS");
}
LammpsRun::~LammpsRun() = default;
void LammpsRun::add_molecules(const Topology&) {}
void LammpsRun::command(const std::string&) {}
Evaluation LammpsRun::result() const { return {}; }
Evaluation lammps_evaluate(const Configuration&, const ForceField&, const std::string&) { return {}; }

#endif

}  // namespace glasscape::test
