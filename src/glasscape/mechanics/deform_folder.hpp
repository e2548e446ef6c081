#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// What the folder of a deformation holds already; null where there is nothing.
struct HeldDeformation {
  nlohmann::json result;      ///< deform.json of a finished one
  nlohmann::json checkpoint;  ///< checkpoint.json of an unfinished one
};

/// Looks into the folder; one that holds a deformation of another key is refused unless `replace`.
///
/// Throws Error(usage) that names the options that differ.
HeldDeformation look_into_folder(const std::filesystem::path& folder, const std::string& key,
                                 const nlohmann::json& options, bool replace);

/// Makes the folder; if `replace`, what any protocol of deform left there is removed first.
void make_deform_folder(const std::filesystem::path& folder, bool replace);

/// A hash of the atoms and the cell: positions, types, ids, species; not of velocities.
std::string atoms_key(const Configuration& configuration);

}  // namespace glasscape
