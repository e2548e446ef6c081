#pragma once

#include <filesystem>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Writes a LAMMPS data file: cell, masses with the species' names as comments, positions with image flags, and
/// velocities, bonds and angles where they are known. Atoms are numbered from 1 in the configuration's own order, so
/// that results can be assigned by position in the array.
///
/// The cell must be lower triangular; throws Error(usage) otherwise. For files that people keep see
/// io/configuration_io.hpp, which keeps the ids.
void write_lammps_data(const std::filesystem::path& path, const Configuration& configuration);

}  // namespace glasscape
