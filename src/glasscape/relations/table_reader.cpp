#include "glasscape/relations/table_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <string>

#include "glasscape/core/error.hpp"

namespace glasscape::detail {
namespace {

struct Column {
  std::string name;
  Unit unit{"1"};
  bool passed_over = false;
  std::vector<double> values;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> cells(std::string_view line) {
  std::vector<std::string_view> result;
  for (;;) {
    const auto comma = line.find(',');
    result.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return result;
    line.remove_prefix(comma + 1);
  }
}

// "name" or "name [unit]".
Column column(std::string_view title, const std::string& place) {
  Column result;
  const auto bracket = title.find('[');
  if (bracket != std::string_view::npos && title.back() == ']') {
    result.unit = Unit(title.substr(bracket + 1, title.size() - bracket - 2));
    title = trimmed(title.substr(0, bracket));
  }
  if (title.empty()) throw input_error(place, "a column has no name", "names separated by commas", "");
  result.name = title;
  result.passed_over = title == "species" || title == "x" || title == "y" || title == "z";
  return result;
}

template <class Number>
bool parse(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Table read_table(std::string_view text, std::string_view where) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // the byte order mark of spreadsheets
  Table table;
  std::vector<Column> columns;
  std::size_t id = 0, number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::string place = fmt::format("{}:{}", where, ++number);
    if (line.empty()) continue;
    const auto parts = cells(line);
    if (columns.empty()) {
      for (const auto part : parts) {
        columns.push_back(column(part, place));
        const auto same = [&](const Column& c) { return c.name == columns.back().name; };
        if (std::count_if(columns.begin(), columns.end(), same) > 1) {
          throw input_error(place, fmt::format("column '{}' occurs twice", columns.back().name), "each column once",
                            "");
        }
      }
      const auto found = std::find_if(columns.begin(), columns.end(), [](const Column& c) { return c.name == "id"; });
      if (found == columns.end()) {
        throw input_error(place, "no column is named 'id'", "a first line that names the columns, one of them id",
                          "add the atom ids, so that lines can be joined to atoms");
      }
      id = static_cast<std::size_t>(found - columns.begin());
      continue;
    }
    if (parts.size() != columns.size()) {
      throw input_error(place, fmt::format("{} values", parts.size()), fmt::format("{} values", columns.size()), "");
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].passed_over) continue;
      if (c == id) {
        if (!parse(parts[c], table.ids.emplace_back())) {
          throw input_error(place, fmt::format("'{}' is no atom id", parts[c]), "an integer", "");
        }
        continue;
      }
      double value = std::numeric_limits<double>::quiet_NaN();
      const bool undefined = parts[c].empty() || parts[c] == "-" || parts[c] == "nan" || parts[c] == "NaN";
      if (!undefined && !parse(parts[c], value)) {
        throw input_error(place, fmt::format("'{}' in column '{}' is no number", parts[c], columns[c].name),
                          "a number, or nothing where undefined", "");
      }
      columns[c].values.push_back(value);
    }
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c == id || columns[c].passed_over) continue;
    table.fields.emplace_back(columns[c].name, columns[c].unit, std::move(columns[c].values), 1, std::string(where));
  }
  return table;
}

}  // namespace glasscape::detail
