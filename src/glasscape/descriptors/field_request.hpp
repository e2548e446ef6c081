#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/field_request.hpp"

namespace glasscape {

/// parse_field_request() of geometry/field_request.hpp for the descriptors of the registry.
FieldRequest parse_field_request(std::string_view text);

/// Computes the requested fields in order and appends them to the configuration, so that later descriptors find what
/// they need of earlier ones. A field of the same name that was there before the call is replaced.
///
/// Throws Error(usage), before anything is computed, for unknown descriptors and settings; and Error(usage) if two
/// requests make fields of the same name. Returns the names of the new fields.
std::vector<std::string> add_fields(Configuration& configuration, const std::vector<FieldRequest>& requests,
                                    const RunContext& context);

/// The configuration as a table for spreadsheets: id, species, x, y, z and one column for each component of each field,
/// with units in the header; numbers read back exactly, undefined values are "nan".
std::string field_csv(const Configuration& configuration);

}  // namespace glasscape
