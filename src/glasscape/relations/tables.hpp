#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/relations/autocorrelation.hpp"
#include "glasscape/relations/relate.hpp"

namespace glasscape {

/// One line per pair of fields and species: counts, correlations with intervals, binned values with expectation and
/// null.
std::string correlations_csv(const std::vector<FieldRelation>& relations);
/// One line per bin: counts, means, errors.
std::string bins_csv(const std::vector<FieldRelation>& relations);
/// One line per field, kind (raw, standardised) and distance: pairs, C, error, C set to 1 at the start of the fit, fit.
std::string autocorrelation_csv(const std::vector<FieldAutocorrelation>& fields);

/// Everything in the result but the sample itself; undefined numbers become null.
nlohmann::json to_json(const FieldRelation& relation);
nlohmann::json to_json(const FieldAutocorrelation& field);

}  // namespace glasscape
