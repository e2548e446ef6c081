#include "glasscape/md/emit_lammps.hpp"

#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/md/lammps_data.hpp"
#include "glasscape/md/worker_files.hpp"

namespace glasscape {

std::string emit_program(const MdProgram& program, const std::string& title, const std::string& name,
                         const std::filesystem::path& folder) {
  std::string head = fmt::format("{}\n# Made by glasscape: lmp -in {}. The result is {}; types in order:", title, name,
                                 worker_files::final_atoms);
  for (const Species& s : program.initial.species) head += " " + s.name;
  for (const ParameterFile& file : program.potential_files) {
    head += fmt::format("\n# The potential is in {}, beside this input", file.name);
  }
  if (folder.empty()) return lammps_input(program, head, {});
  const std::string text = lammps_input(program, head, worker_files::initial);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const ParameterFile& file : program.potential_files) write_file_atomically(folder / file.name, file.content);
  write_lammps_data(folder / worker_files::initial, program.initial);
  write_file_atomically(folder / name, text);
  return text;
}

}  // namespace glasscape
