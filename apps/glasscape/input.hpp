#pragma once

#include <string>
#include <vector>

#include "common.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape::app {

/// Which configuration a verb works on, and how its file is to be understood.
struct InputFlags {
  std::string path;
  std::vector<std::string> elements = {};  ///< --elements Cu,Zr
  std::string atom_style = {};             ///< --atom-style
  std::int64_t frame = -1;                 ///< --frame
};

/// Adds CONFIG (or another name), --elements, --atom-style and --frame to a verb. `flags` must outlive parsing and the
/// verb's action.
void add_input_flags(CLI::App& verb, InputFlags& flags, const std::string& name = "CONFIG");

/// Reads and validates the configuration; what the reader assumed goes to the log.
Configuration load(const InputFlags& flags, const Session& session);

}  // namespace glasscape::app
