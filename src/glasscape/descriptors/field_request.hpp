#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

/// One descriptor with its settings, and what its fields are to be called.
struct FieldRequest {
  std::string descriptor;
  std::string as;  ///< see field_names(); empty: the descriptor's own names
  Settings settings;
};

/// Reads "NAME" or "NAME:key=value,key=value": lists are written with plus signs ("l=4+6"), "as=LABEL" renames.
/// Settings are not checked here. Throws Error(usage) for text of another form.
FieldRequest parse_field_request(std::string_view text);

/// The name of a descriptor's field under a request: its own; with `as`, the label itself if the descriptor made one
/// field only, else LABEL_name ("as=radical": radical_coordination).
std::string requested_name(const std::string& as, const std::string& field, std::size_t fields);

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
