#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "glasscape/core/field.hpp"

namespace glasscape::detail {

/// Atom ids and columns of a comma-separated table; see join_table.
struct Table {
  std::vector<std::int64_t> ids;
  std::vector<Field> fields;
};

Table read_table(std::string_view text, std::string_view where);

}  // namespace glasscape::detail
