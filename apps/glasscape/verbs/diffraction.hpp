#pragma once

#include <CLI/CLI.hpp>

#include "common.hpp"

namespace glasscape::app {

/// The parts of the verb `diffraction`, each in its own file diffraction_<part>.cpp.
// (one line per part: void add_<part>(CLI::App& diffraction, Session& session);)

}  // namespace glasscape::app
