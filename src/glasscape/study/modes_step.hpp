#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/modes/modes_options.hpp"

namespace glasscape {

/// Computes the normal modes of a configuration at a minimum and writes into `folder`, which exists:
///   modes.csv         one line per mode
///   fields.xyz        the configuration with the participation fraction of each atom
///   eigenvectors.npy  on request: modes × atoms × 3
///   modes.json        the summary, which is also returned
/// Throws what normal_modes throws.
nlohmann::json compute_modes(const Configuration& configuration, const ForceField& force_field,
                             const ModesOptions& options, const std::filesystem::path& folder,
                             const RunContext& context);

/// The summary as lines of text.
std::string modes_text(const nlohmann::json& summary);

}  // namespace glasscape
