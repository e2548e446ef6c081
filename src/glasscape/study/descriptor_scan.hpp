#pragma once

#include <string_view>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/relations/scan.hpp"

namespace glasscape {

/// What is computed again and again: "s2:cutoff=3.9+6.4+8.8+11.2", "s2:cutoff=3:12:0.5,smearing=0.2".
struct ScanRequest {
  std::string descriptor, option, unit;
  std::vector<double> values;
  std::vector<std::string> requests;  ///< one for each value, as `fields --field` takes them
};

/// Reads NAME:option=VALUES,other=value...: exactly one option has several values, with plus signs between them or
/// as from:to:step. Options that are lists themselves cannot be scanned.
///
/// Throws Error(usage) naming `where`: another form, unknown names, values that the option does not take, more than
/// 200 of them.
ScanRequest parse_scan(std::string_view text, std::string_view where);

/// Computes the descriptor for each value. Its fields of one component are kept, named as the descriptor names them and
/// the value ("s2 (cutoff 3.9)").
ScanFields compute_scan(const Configuration& configuration, const ScanRequest& request, const RunContext& context);

}  // namespace glasscape
