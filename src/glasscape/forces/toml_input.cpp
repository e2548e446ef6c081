#include "glasscape/forces/toml_input.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"

namespace glasscape::toml_input {

toml::table parse(std::string_view content, const std::string& where) {
  try {
    return toml::parse(content, where);
  } catch (const toml::parse_error& error) {
    throw input_error(fmt::format("{}:{}", where, error.source().begin.line), std::string(error.description()), "TOML",
                      "see docs/potentials.md for an example");
  }
}

std::string place(const std::string& where, const toml::node& node) {
  return fmt::format("{}:{}", where, node.source().begin.line);
}

void refuse_unknown(const toml::table& table, const std::vector<std::string>& allowed, const std::string& where) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) continue;
    const std::string near = nearest(name, allowed);
    throw usage_error(place(where, node), fmt::format("unknown key '{}'", name), join(allowed),
                      near.empty() ? "remove it" : fmt::format("did you mean '{}'?", near));
  }
}

const toml::node& require(const toml::table& table, const char* key, const std::string& where) {
  const toml::node* node = table.get(key);
  if (node == nullptr) throw usage_error(place(where, table), fmt::format("the key '{}' is missing", key));
  return *node;
}

std::string text(const toml::node& node, const char* key, const std::string& where) {
  const auto value = node.value<std::string>();
  if (!value || !node.is_string())
    throw usage_error(place(where, node), fmt::format("'{}' must be text in quotes", key));
  return *value;
}

double positive_quantity(const toml::table& table, const char* key, const Unit& unit, const std::string& where) {
  const toml::node& node = require(table, key, where);
  double value = 0;
  if (node.is_string()) {
    value = parse_quantity(*node.value<std::string>(), unit, place(where, node) + ": " + key);
  } else if (const auto number = node.value<double>(); number && node.is_number()) {
    value = *number;
  } else {
    throw usage_error(place(where, node),
                      fmt::format("'{}' must be a number [{}] or a text with its unit", key, unit.symbol()));
  }
  if (!(value > 0) || !std::isfinite(value))
    throw usage_error(place(where, node), fmt::format("'{}' = {:g}", key, value), "> 0");
  return value;
}

}  // namespace glasscape::toml_input
