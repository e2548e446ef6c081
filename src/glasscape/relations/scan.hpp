#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "glasscape/relations/autocorrelation.hpp"
#include "glasscape/relations/relate.hpp"

namespace glasscape {

/// A descriptor computed again for several values of one of its options.
struct ScanFields {
  std::string descriptor, option, unit;
  std::vector<double> values;      ///< of the option
  std::vector<std::string> names;  ///< of the fields that the descriptor makes, one component each
  std::vector<Field> fields;       ///< value after value, names.size() each
};

/// One field at one value of the option.
struct ScanPoint {
  double value = 0;
  std::string name;  ///< of the field, without the value
  FieldAutocorrelation length;
  std::optional<FieldRelation> relation;  ///< with the property, where one is given
};

struct Scan {
  std::string descriptor, option, unit;
  std::string property;  ///< empty: none
  std::vector<ScanPoint> points;
};

/// Correlation length, and correlation with a property, of a descriptor against one of its options.
///
/// Errors   as in relate_fields and autocorrelations
/// Cost     that of relating each field by itself; the pairs of atoms are visited once for all
/// Source   paper 003, figure 8 (S2 against its cutoff)
Scan relate_scan(const Configuration& configuration, const ScanFields& fields, const Field* property,
                 const RelateOptions& options, const RunContext& context);

/// One line per value, field and species.
std::string scan_csv(const Scan& scan);
nlohmann::json to_json(const Scan& scan);

}  // namespace glasscape
