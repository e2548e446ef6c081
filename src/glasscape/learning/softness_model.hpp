#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/learning/structure_functions.hpp"
#include "glasscape/learning/support_vectors.hpp"

namespace glasscape {

/// A number with its standard error over folds.
struct Score {
  double value = 0, error = 0;
};

/// What was learned for the atoms of one species.
struct SpeciesSoftness {
  std::string species;
  std::vector<double> means, deviations;        ///< of the training atoms; a deviation of 0 leaves the feature out
  Hyperplane plane;                             ///< of standardised features; soft atoms on the positive side
  double cost = 0;                              ///< C
  std::size_t soft = 0, hard = 0;               ///< training atoms
  Score accuracy, balanced_accuracy, roc_area;  ///< of held-out atoms

  /// Signed distance to the hyperplane; the values are those of all structure functions, as computed.
  [[nodiscard]] double softness(std::span<const double> values) const;
};

/// Softness as learned from one glass, to be used on others.
struct SoftnessModel {
  StructureFunctionOptions functions;
  std::vector<std::string> species;  ///< neighbours that the structure functions tell apart, in order
  std::vector<SpeciesSoftness> planes;
  std::vector<std::pair<std::string, std::string>> provenance;  ///< labels, options, glass: for people

  /// The hyperplane for atoms of that species, or nullptr.
  [[nodiscard]] const SpeciesSoftness* plane_of(const std::string& name) const;
};

/// The model as a JSON text, numbers with 17 digits.
std::string to_json_text(const SoftnessModel& model);
void write_softness_model(const std::filesystem::path& path, const SoftnessModel& model);

/// Throws Error(input) naming the file: no JSON, another kind of file, another version, numbers that are missing, not
/// finite or as many as there should not be.
SoftnessModel read_softness_model(const std::filesystem::path& path);

}  // namespace glasscape
