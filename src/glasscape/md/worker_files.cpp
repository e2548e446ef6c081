#include "glasscape/md/worker_files.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"

namespace glasscape {

std::optional<WorkerState> read_worker_state(const std::string& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    const auto json = nlohmann::json::parse(read_file(path));
    return WorkerState{.stage = json.at("stage"),
                       .step = json.at("step"),
                       .restart = json.at("restart"),
                       .series_bytes = json.at("series_bytes"),
                       .trajectory_bytes = json.value("trajectory_bytes", std::uintmax_t{0}),
                       .finished = json.at("finished")};
  } catch (const nlohmann::json::exception& e) {
    throw input_error(path, e.what(), {}, "the checkpoint is damaged: start again with --force");
  }
}

void write_worker_state(const std::string& path, const WorkerState& state) {
  const nlohmann::ordered_json json{{"stage", state.stage},
                                    {"step", state.step},
                                    {"restart", state.restart},
                                    {"series_bytes", state.series_bytes},
                                    {"trajectory_bytes", state.trajectory_bytes},
                                    {"finished", state.finished}};
  write_file_atomically(path, json.dump() + "\n");
}

}  // namespace glasscape
