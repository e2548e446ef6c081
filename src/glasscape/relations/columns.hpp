#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Names of all single columns that a configuration's fields offer: "s2", "vmsd_xyz.x", ...
std::vector<std::string> column_names(const Configuration& configuration);

/// The field or component of that name, as a field with one component.
///
/// Throws Error(usage) naming `where`: unknown name (with the nearest one and all that exist), a field of several
/// components without saying which.
Field select_column(const Configuration& configuration, std::string_view name, std::string_view where);

/// Adds the fields of `other` to `target`, atom by atom through their ids; atoms that `other` lacks get NaN.
///
/// A field that both have must be the same for every atom, else Error(input): rename one of them. Error(input) too if
/// an atom has another species in `other`, or if the two have no atom in common.
void join_fields(Configuration& target, const Configuration& other, std::string_view where);

/// The same from a table: comma-separated text whose first line names the columns, "name" or "name [unit]", one of them
/// "id". Columns species, x, y, z (as `fields -o NAME.csv` writes them) are passed over; empty, "nan" or "-" is
/// undefined.
///
/// Throws Error(input) naming `where` and the line: no id column, a repeated id or column, a line with another number
/// of values, a value that is no number.
void join_table(Configuration& target, std::string_view text, std::string_view where);

}  // namespace glasscape
