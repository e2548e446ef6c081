#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/relations/autocorrelation.hpp"
#include "glasscape/relations/options.hpp"
#include "glasscape/statistics/predictors.hpp"
#include "glasscape/statistics/reliability.hpp"

namespace glasscape {

/// What is to be related: columns of one component, one value per atom.
struct VerdictRequest {
  std::vector<Field> properties;
  std::vector<Field> descriptors;
  /// Events behind a property's values, by its name; one list per atom of the configuration.
  std::map<std::string, RepeatedValues> events = {};
};

/// One descriptor as a point of "predictive power against correlation length".
struct RulePoint {
  std::size_t descriptor = 0;  ///< place in Verdict::descriptors
  double xi = 0;               ///< Å
  Interval xi_interval;
  double score = 0;
  Interval score_interval;  ///< of the absolute value
};

/// Do descriptors that reach further predict better? The hidden rule of papers 003 and 004, put to the test.
struct RuleTest {
  std::vector<RulePoint> points;  ///< descriptors with a score and a correlation length
  std::size_t left_out = 0;       ///< descriptors without one of them
  Estimate spearman;              ///< of score and ξ over descriptors; the interval draws descriptors
  double p_value = std::numeric_limits<double>::quiet_NaN();  ///< two-sided, by permutation of the scores
};

/// All descriptors against one property, among the atoms of one species (or all).
struct SpeciesVerdict {
  std::string property, property_unit;
  std::string species;     ///< "Cu"; "all" for all atoms of a configuration with several species
  std::size_t atoms = 0;   ///< of that species
  std::size_t blocks = 0;  ///< blocks of space that hold atoms with the property
  std::optional<Reliability> reliability;
  PredictorTable table;  ///< in the order of Verdict::descriptors
  RuleTest rule;         ///< with ξ of fields standardised per species
  RuleTest rule_raw;     ///< with ξ of raw fields
  std::vector<std::string> notes;
};

struct Verdict {
  std::vector<std::string> descriptors, descriptor_units;
  std::vector<FieldAutocorrelation> lengths;  ///< of the descriptors, then of the properties
  std::size_t property_count = 0;
  std::vector<SpeciesVerdict> of;  ///< property by property; "all" first where there are several species
};

/// Is a column of this name a property (what structure is to predict) rather than a descriptor of structure?
/// activation_*, viscosity_*, d2min*, diffusive_msd*, propensity*, p_hop*, hop_*, hops, first_hop, aqs_*, residence*,
/// first_plastic*, any of them behind a label ("shear_d2min").
bool is_property_name(std::string_view name);

/// The properties and descriptors that a configuration offers where none are named: of the averages of the activation
/// energy only the mean (else the first there is); descriptors are all other columns of one component. Counts,
/// errors and variances are neither.
std::vector<std::string> default_properties(const Configuration& configuration);
std::vector<std::string> default_descriptors(const Configuration& configuration);

/// Which descriptor predicts which property, per species and for all atoms: see predict() for the numbers of each pair,
/// autocorrelation() for ξ, reliability() for the properties.
///
/// The score of a descriptor is |Spearman| or |Pearson| atom by atom (options.score). Its rank has a range, and a
/// descriptor "ties with the best" where the paired resamples cannot tell the two apart.
///
/// Input    see VerdictRequest
/// NaN      as in predict(); the notes say why
/// Errors   std::invalid_argument: shapes; Error(usage): options; Error(stopped)
/// Cost     O(properties · descriptors · resamples · N); 60 descriptors, 5 properties and 20,000 atoms of two species:
///          see relations_bench.cpp
/// Source   papers 003 (sections IV C–D) and 004; expectation, null, attenuation and ranking: ours
Verdict relate_everything(const Configuration& configuration, const VerdictRequest& request,
                          const RelateOptions& options, const RunContext& context);

/// Tests the rule for points that are at hand; see RuleTest. `stream` separates its random numbers.
RuleTest test_rule(const PredictorTable& table, const std::vector<FieldAutocorrelation>& lengths, bool raw,
                   const RelateOptions& options, std::uint64_t stream, const RunContext& context);

}  // namespace glasscape
