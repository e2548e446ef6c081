#pragma once

#include <filesystem>
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

/// Computes all relations and writes correlations.csv, bins.csv and autocorrelation.csv for people and notebooks, and
/// relations.json for the report: the property, the options' level and bin size, `relations` and `autocorrelations`
/// as relations/tables.hpp writes them, and in each species' entry the `points` of a scatter plot.
void relate_all(const Configuration& configuration, const RelateRequest& request, const std::filesystem::path& folder,
                const RunContext& context);

}  // namespace glasscape
