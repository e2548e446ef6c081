#pragma once

#include <filesystem>
#include <string>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// One frame of a LAMMPS text dump as a gzip member of its own: members that follow each other are one file.
///
/// Columns id (mol, of atoms with molecules) type element xu yu zu: unwrapped positions to 1e-6 Å, and the cell with
/// all its digits and without flips. A cell that is not lower triangular is written as LAMMPS writes general triclinic
/// cells (BOX BOUNDS abc origin). `scratch` is a file that is written and removed.
std::string dump_frame(const Configuration& atoms, const std::filesystem::path& scratch);

/// The same text as one gzip stream: not every program reads on after the first member.
void join_frames(const std::filesystem::path& members, const std::filesystem::path& whole);

}  // namespace glasscape
