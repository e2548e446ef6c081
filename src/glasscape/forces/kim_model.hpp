#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace glasscape {

/// A parameter file that a KIM portable model carries.
struct KimModel {
  std::string id;
  std::string driver = {};  ///< "EAM_Dynamo__MD_120291908751_005"; empty for a model without a driver
  std::vector<std::pair<std::string, std::string>> files = {};  ///< symbol name and content
  std::filesystem::path library = {};
};

/// The folder of KIM's installed portable models, fixed when the program is built.
std::filesystem::path kim_models_folder();

/// Ids of the portable models installed there, sorted; empty if KIM is not installed.
std::vector<std::string> installed_kim_models();

/// Reads the parameter files of an installed portable model out of its library's symbol table.
///
/// The library is read as a file: none of its code is loaded or run, and only libraries inside
/// kim_models_folder() are opened. Throws Error(input) if KIM is not installed, or naming the nearest
/// installed ids.
///
/// Source: the layout of KIM API v2 portable models, https://openkim.org/kim-api
KimModel read_kim_model(const std::string& id);

}  // namespace glasscape
