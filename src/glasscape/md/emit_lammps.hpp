#pragma once

#include <filesystem>
#include <string>

#include "glasscape/md/program.hpp"

namespace glasscape {

/// A program as an input file for a LAMMPS elsewhere: into a folder, under `name`, beside initial.data and the
/// potential's files; without a folder the returned text holds the atoms too, and names the files that must lie beside
/// it. `title` is the first line of its head.
std::string emit_program(const MdProgram& program, const std::string& title, const std::string& name,
                         const std::filesystem::path& folder);

}  // namespace glasscape
