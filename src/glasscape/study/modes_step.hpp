#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/modes/modes_options.hpp"
#include "glasscape/study/step.hpp"

namespace glasscape {

/// Computes the normal modes of a configuration at a minimum, its density of vibrational states and its harmonic
/// displacements, and writes into `folder`, which exists:
///   modes.csv         one line per mode
///   dos.csv           density of states, reduced by the Debye law beside it
///   fields.xyz        the configuration with participation fraction and harmonic displacement of each atom
///   eigenvectors.npy  on request: modes × atoms × 3
///   modes.json        the summary, which is also returned
/// The Debye level comes from the relaxed elastic constants (averages of Voigt); it is left out where the box is not
/// periodic or a relaxation fails. Densities of states and displacements are left out where modes are negative.
/// Throws what normal_modes throws.
nlohmann::json compute_modes(const Configuration& configuration, const std::shared_ptr<const ForceField>& force_field,
                             const ModesOptions& options, const std::filesystem::path& folder,
                             const RunContext& context);

/// The step [modes] of a study, still without its resolved options and modules. It needs the step "relax".
Step modes_step(const ModesOptions& options, const std::shared_ptr<const ForceField>& force_field, double atoms);

/// The summary as lines of text.
std::string modes_text(const nlohmann::json& summary);

}  // namespace glasscape
