#include "glasscape/md/lammps_session.hpp"

#include <array>
#include <mpi.h>

// LAMMPS's own header asks for mpi.h to come first.
#include <library.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

LammpsSession::LammpsSession(bool optimised) {
  std::vector<std::string> words{"glasscape", "-log", "none", "-screen", "none", "-echo", "none", "-nocite"};
  if (optimised && lammps_config_has_package("OPT") != 0) words.insert(words.end(), {"-suffix", "opt"});
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  handle_ = lammps_open(static_cast<int>(arguments.size()), arguments.data(), MPI_COMM_WORLD, nullptr);
  if (handle_ == nullptr) throw Error(ErrorKind::engine, {"LAMMPS", "cannot be started", {}, {}});
}

LammpsSession::~LammpsSession() { lammps_close(handle_); }

void LammpsSession::check(const std::string& what) const {
  if (lammps_config_has_exceptions() == 0 || lammps_has_error(handle_) == 0) return;
  std::array<char, 1024> message{};
  lammps_get_last_error_message(handle_, message.data(), static_cast<int>(message.size()));
  throw Error(ErrorKind::engine, {"LAMMPS, at '" + what + "'", message.data(), {}, {}});
}

void LammpsSession::command(const std::string& text) {
  lammps_command(handle_, text.c_str());
  check(text);
}

void LammpsSession::commands(const std::vector<std::string>& list) {
  for (const auto& text : list) command(text);
}

double LammpsSession::thermo(const char* keyword) {
  const double value = lammps_get_thermo(handle_, keyword);
  check(keyword);
  return value;
}

double LammpsSession::variable(const std::string& name) {
  auto* found = static_cast<double*>(lammps_extract_variable(handle_, name.c_str(), nullptr));
  check("variable " + name);
  if (found == nullptr) throw Error(ErrorKind::engine, {"LAMMPS", "there is no variable " + name, {}, {}});
  const double value = *found;
  lammps_free(found);
  return value;
}

std::int64_t LammpsSession::step() const {
  return *static_cast<std::int64_t*>(lammps_extract_global(handle_, "ntimestep"));
}

std::size_t LammpsSession::atoms() const { return static_cast<std::size_t>(lammps_get_natoms(handle_)); }

Box LammpsSession::box() const {
  std::array<double, 3> low{}, high{};
  double xy = 0, yz = 0, xz = 0;
  lammps_extract_box(handle_, low.data(), high.data(), &xy, &yz, &xz, nullptr, nullptr);
  return Box({{Vec3{high[0] - low[0], 0, 0}, Vec3{xy, high[1] - low[1], 0}, Vec3{xz, yz, high[2] - low[2]}}},
             {low[0], low[1], low[2]});
}

std::vector<Vec3> LammpsSession::unwrapped_positions() const {
  const std::size_t count = atoms();
  std::vector<Vec3> positions(count);
  std::vector<int> images(3 * count);
  std::string x = "x", image = "image";
  lammps_gather_atoms(handle_, x.data(), 1, 3, positions.data());
  lammps_gather_atoms(handle_, image.data(), 0, 3, images.data());
  const Mat3 cell = box().cell();
  for (std::size_t i = 0; i < count; ++i) {
    positions[i] += Vec3{double(images[3 * i]), double(images[3 * i + 1]), double(images[3 * i + 2])} * cell;
  }
  return positions;
}

std::vector<Vec3> LammpsSession::velocities() const {
  std::vector<Vec3> velocities(atoms());
  std::string name = "v";
  lammps_gather_atoms(handle_, name.data(), 1, 3, velocities.data());
  return velocities;
}

std::vector<int> LammpsSession::types() const {
  std::vector<int> types(atoms());
  std::string name = "type";
  lammps_gather_atoms(handle_, name.data(), 0, 1, types.data());
  return types;
}

}  // namespace glasscape
