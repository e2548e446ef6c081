#pragma once

#include <CLI/CLI.hpp>

#include "common.hpp"

namespace glasscape::app {

/// The parts of the verb `diffraction`, each in its own file diffraction_<part>.cpp.
void add_diffraction_anisotropy(CLI::App& diffraction, Session& session);
void add_integrate(CLI::App& diffraction, Session& session);
void add_diffraction_simulate(CLI::App& diffraction, Session& session);

}  // namespace glasscape::app
