#include "glasscape/relations/columns.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/relations/table_reader.hpp"

namespace glasscape {
namespace {

std::string species_name(const Configuration& c, std::size_t atom) {
  const auto type = static_cast<std::size_t>(c.types[atom]);
  return c.species[type].name.empty() ? fmt::format("type {}", type + 1) : c.species[type].name;
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

constexpr std::size_t missing = std::numeric_limits<std::size_t>::max();

// Where each atom of `target` is among `ids`.
std::vector<std::size_t> rows_of(const Configuration& target, const std::vector<std::int64_t>& ids,
                                 std::string_view where) {
  std::unordered_map<std::int64_t, std::size_t> row_of;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!row_of.emplace(ids[i], i).second) {
      throw input_error(std::string(where), fmt::format("atom id {} occurs twice", ids[i]), "each id once", "");
    }
  }
  std::vector<std::size_t> row(target.size(), missing);
  std::size_t found = 0;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const auto hit = row_of.find(target.ids[i]);
    if (hit == row_of.end()) continue;
    row[i] = hit->second;
    ++found;
  }
  if (found == 0) {
    throw input_error(std::string(where), "no atom id is that of an atom of the first input",
                      "the same atoms in all inputs", "give files of one configuration");
  }
  return row;
}

void add_field(Configuration& target, const Field& field, const std::vector<std::size_t>& row, std::string_view where) {
  const std::size_t n = field.components();
  std::vector<double> values(target.size() * n, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < target.size(); ++i) {
    for (std::size_t c = 0; row[i] != missing && c < n; ++c) values[i * n + c] = field.at(row[i], c);
  }
  if (const Field* present = target.find_field(field.name())) {
    bool equal = present->components() == n;
    for (std::size_t i = 0; equal && i < target.size(); ++i) {
      for (std::size_t c = 0; row[i] != missing && c < n; ++c) equal &= same(present->at(i, c), values[i * n + c]);
    }
    if (equal) return;
    throw input_error(std::string(where), fmt::format("field '{}' differs from that of the first input", field.name()),
                      "each field once", "rename or leave out one of them when the file is written");
  }
  target.fields.emplace_back(field.name(), field.unit(), std::move(values), n, field.origin());
}

}  // namespace

std::vector<std::string> column_names(const Configuration& configuration) {
  std::vector<std::string> names;
  for (const Field& field : configuration.fields) {
    for (std::string& name : field.column_names()) names.push_back(std::move(name));
  }
  return names;
}

Field select_column(const Configuration& configuration, std::string_view name, std::string_view where) {
  for (const Field& field : configuration.fields) {
    const auto labels = field.column_names();
    for (std::size_t c = 0; c < labels.size(); ++c) {
      if (labels[c] != name) continue;
      if (field.components() == 1) return field;
      std::vector<double> values(field.atoms());
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = field.at(i, c);
      return {labels[c], field.unit(), std::move(values), 1, field.origin()};
    }
    if (field.name() == name) {
      throw usage_error(std::string(where), fmt::format("field '{}' has {} components", name, field.components()),
                        join(labels), "name one of them");
    }
  }
  const auto names = column_names(configuration);
  const std::string near = nearest(name, names);
  throw usage_error(std::string(where), fmt::format("there is no field '{}'", name),
                    names.empty() ? "the input has no fields" : join(names),
                    names.empty()  ? "write fields with `glasscape fields` first"
                    : near.empty() ? "give one of these names"
                                   : fmt::format("did you mean '{}'?", near));
}

void join_fields(Configuration& target, const Configuration& other, std::string_view where) {
  const auto row = rows_of(target, other.ids, where);
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (row[i] == missing || species_name(target, i) == species_name(other, row[i])) continue;
    throw input_error(std::string(where),
                      fmt::format("atom {} is {}, but {} in the first input", target.ids[i],
                                  species_name(other, row[i]), species_name(target, i)),
                      "the same atoms in all inputs", "give files of one configuration");
  }
  for (const Field& field : other.fields) add_field(target, field, row, where);
}

void join_table(Configuration& target, std::string_view text, std::string_view where) {
  const detail::Table table = detail::read_table(text, where);
  const auto row = rows_of(target, table.ids, where);
  for (const Field& field : table.fields) add_field(target, field, row, where);
}

}  // namespace glasscape
