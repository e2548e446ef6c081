#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "glasscape/deformation/pair_descriptor.hpp"
#include "glasscape/geometry/field_request.hpp"

namespace glasscape {

/// All descriptors of two configurations, in the order of the help pages.
const std::vector<PairDescriptor>& pair_descriptors();

/// The pair descriptor of that name. Throws Error(usage) that lists the names and points at the nearest.
const PairDescriptor& find_pair_descriptor(std::string_view name);

/// "d2min:cutoff=4.0,convention=sum" as a request, checked: throws Error(usage) for unknown names and settings.
FieldRequest parse_pair_request(std::string_view text);

/// [{"descriptor", "as", "options": {every option with its value as text}}]: what a record keeps of requests.
nlohmann::json resolved_requests(const std::vector<FieldRequest>& requests);

/// The fields of several requests under their names, in order, and the numbers as "request.number".
///
/// Throws Error(usage) if two requests make fields of the same name.
PairResult compute_pair_fields(const std::vector<FieldRequest>& requests, const Reference& reference,
                               const Configuration& current, const RunContext& context);

}  // namespace glasscape
