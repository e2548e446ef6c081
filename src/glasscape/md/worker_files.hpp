#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace glasscape {

/// Names of what a worker reads and writes in its folder.
namespace worker_files {
inline constexpr const char* program = "program.json";
inline constexpr const char* initial = "initial.data";
inline constexpr const char* state = "state.json";
inline constexpr const char* series = "cooling.csv";
inline constexpr const char* log = "lammps.log";
inline constexpr const char* final_atoms = "glass.data";
inline constexpr const char* frame = "frame.";  ///< and the number of its step
}  // namespace worker_files

/// How far a program has come: everything before this point is safe on disk.
struct WorkerState {
  std::size_t stage = 0;                ///< the stage to go on with
  std::int64_t step = 0;                ///< steps of that stage already done
  std::string restart;                  ///< LAMMPS restart file
  std::uintmax_t series_bytes = 0;      ///< length of the recorded series up to here
  std::uintmax_t trajectory_bytes = 0;  ///< and of the trajectory
  bool finished = false;
};

/// The state in the present folder, or nothing if the program has not reached its first checkpoint.
std::optional<WorkerState> read_worker_state(const std::string& path);
void write_worker_state(const std::string& path, const WorkerState& state);

}  // namespace glasscape
