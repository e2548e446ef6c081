#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/relations/options.hpp"

namespace glasscape {

/// What a study relates: each of `fields` with `property`, and all of them with themselves in space.
struct RelateRequest {
  std::string property;             ///< column; empty: autocorrelations only
  std::vector<std::string> fields;  ///< columns; empty: all fields of one component
  RelateOptions options;
};

/// The columns that a request means for this configuration. Throws Error(usage) for names that do not exist.
std::vector<std::string> related_columns(const Configuration& configuration, const RelateRequest& request);

/// Computes all relations as the JSON that the report draws (relations, autocorrelations, with all arrays).
nlohmann::json relate_all(const Configuration& configuration, const RelateRequest& request, const RunContext& context);

/// correlations.csv, bins.csv and autocorrelation.csv of that JSON, for people and notebooks.
void write_relation_tables(const nlohmann::json& relations, const std::filesystem::path& folder);

}  // namespace glasscape
