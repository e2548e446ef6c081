#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "glasscape/relations/verdict.hpp"

namespace glasscape {

/// One line per property, species and descriptor: every number of the pair with its interval.
std::string matrix_csv(const Verdict& verdict);
/// One line per property, species and rank: descriptor, score, range of the rank, whether it ties with the best.
std::string ranking_csv(const Verdict& verdict);
/// One line per field: ξ raw and standardised per species in both conventions (1/e, e⁻³) with intervals.
std::string lengths_csv(const std::vector<FieldAutocorrelation>& fields);
/// One line per property, species, kind of ξ and descriptor: the points of predictive power against ξ.
std::string rule_csv(const Verdict& verdict);
/// One line per property with repeated events, and species: events per atom, intraclass correlation, reliability.
std::string reliability_csv(const Verdict& verdict);

/// Everything in the verdict but the curves C(r), which autocorrelation_csv holds.
nlohmann::json to_json(const Verdict& verdict);

}  // namespace glasscape
