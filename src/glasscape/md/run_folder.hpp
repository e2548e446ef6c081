#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

namespace glasscape {

/// Who a folder of results belongs to: FOLDER/plan.json names what decides the result.
struct RunIdentity {
  std::string what;                       ///< "quench": for messages
  std::string key;                        ///< hash of everything that decides the result
  const nlohmann::ordered_json* options;  ///< resolved, by name: they say how two runs differ
  std::span<const char* const> results;   ///< files that another run in the folder has left, beside the engine's own
};

/// Takes a folder (FolderLock held) for a run: true if it belongs to this very run already, which may then go on.
///
/// A folder of another run is refused (Error(usage), naming the options that differ) unless `replace`, which removes
/// that run's files.
bool claim_folder(const RunIdentity& run, const std::filesystem::path& folder, bool replace);

/// Removes what only a continuation needs, after the result has been written.
void remove_checkpoints(const std::filesystem::path& folder);

}  // namespace glasscape
