#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// The results folder of a study, as the report reads it: links NAME -> steps/NAME-KEY and the manifest study.json.
/// Steps that have not been run are simply absent.
struct StudyResults {
  std::filesystem::path directory;
  nlohmann::json manifest;  ///< what study wrote: title, seed, potential, steps with keys, options and times
  std::string branch;       ///< whose results these are; steps that all branches share are of each of them

  /// One for each branch; these results themselves where the study has none.
  [[nodiscard]] std::vector<StudyResults> branches() const;
  [[nodiscard]] bool has(const std::string& step, const std::string& file) const;
  [[nodiscard]] std::filesystem::path path(const std::string& step, const std::string& file) const;
  [[nodiscard]] nlohmann::json json(const std::string& step, const std::string& file) const;
  /// The relaxed glass with the fields of all steps.
  [[nodiscard]] Configuration configuration() const;
};

/// Opens a results folder. Throws Error(input) if it is not one.
StudyResults open_results(const std::filesystem::path& directory);

}  // namespace glasscape
