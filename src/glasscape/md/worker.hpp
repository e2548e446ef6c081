#pragma once

#include <filesystem>

namespace glasscape {

/// Runs the program of a folder (written by run_md in engine.hpp) through LAMMPS on all ranks of MPI_COMM_WORLD.
///
/// This is the body of the hidden verb `md-worker`; the process does nothing else. Reads FOLDER/program.json and,
/// where one exists, the checkpoint in FOLDER/state.json; says how far it is on standard output; stops at the next
/// step, with a checkpoint, when its standard input ends. Returns the exit code.
int md_worker(const std::filesystem::path& folder);

}  // namespace glasscape
