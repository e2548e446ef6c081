#pragma once

#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/bond_cutoffs.hpp"

namespace glasscape {

/// Bond cutoffs from text: "auto", the first trough of the configuration's total g(r); "3.8" or "3.8 Å"; or one for
/// each pair of species, "Cu-Cu=3.4,Cu-Zr=3.7,Zr-Zr=4.2", pairs that are not named never being linked.
///
/// Throws Error(usage) that names `where` for other text, unknown species, a pair given twice, and numbers that are not
/// positive; Error(input) where "auto" finds no trough.
BondCutoffs bond_cutoffs(const std::string& text, const Configuration& configuration, const std::string& where,
                         const RunContext& context = {});

}  // namespace glasscape
