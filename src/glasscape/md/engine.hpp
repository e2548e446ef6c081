#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/md/program.hpp"
#include "glasscape/md/trajectory.hpp"

namespace glasscape {

/// What came of a run.
struct MdOutcome {
  bool resumed = false;            ///< it went on from a checkpoint
  int ranks = 1;                   ///< processes used
  std::int64_t steps = 0;          ///< computed in this call
  double seconds = 0;              ///< wall time of this call
  std::vector<std::string> notes;  ///< what the log should say
};

/// The exclusive right to work in a folder, released by the destructor.
///
/// Worker processes inherit it, so that after a crash a folder is free again only when the last of them has ended.
class FolderLock {
 public:
  /// Makes the folder if needed; waits up to 15 s for another holder, then throws Error(engine).
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_ = -1;
};

/// Runs a program with LAMMPS in worker processes and leaves its files (worker_files.hpp) in `folder`.
///
/// If the folder holds a checkpoint the run goes on from it; the caller makes sure that it belongs to the same program.
/// The worker is this executable again (or the `glasscape` beside it) with the verb md-worker, under mpirun for more
/// than one rank; context.threads is the number of ranks, 0: all cores, and never more than one per 500 atoms. If
/// mpirun cannot be started one rank is used, and a note says so.
///
/// `frames` receives, while the run goes on and in order, the frames that the stages ask for (frame_interval); what it
/// throws ends the run. Such a program keeps no checkpoints (checkpoint_interval 0): frames are not handed over twice.
///
/// Throws Error(stopped) when context.stop is set (a checkpoint has then been written), and Error(engine) with
/// LAMMPS's own message when it fails.
MdOutcome run_md(const MdProgram& program, const std::filesystem::path& folder, const RunContext& context,
                 const FrameSink& frames = {});

/// How many ranks run_md uses.
int md_ranks(std::size_t atoms, const RunContext& context);

}  // namespace glasscape
