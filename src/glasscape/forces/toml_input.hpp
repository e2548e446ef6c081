#pragma once

#define TOML_EXCEPTIONS 1
#include <cmath>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

#include "glasscape/core/unit.hpp"

namespace glasscape::toml_input {

/// What readers of potential files share: each message begins with FILE:LINE.
std::string place(const std::string& where, const toml::node& node);
/// Throws Error(input) with the line where the text is no TOML.
toml::table parse(std::string_view content, const std::string& where);
/// Throws Error(usage) for a key that is not among those, naming the nearest.
void refuse_unknown(const toml::table& table, const std::vector<std::string>& allowed, const std::string& where);
const toml::node& require(const toml::table& table, const char* key, const std::string& where);
std::string text(const toml::node& node, const char* key, const std::string& where);
/// A number in that unit, or a text with its own; > 0 and finite.
double positive_quantity(const toml::table& table, const char* key, const Unit& unit, const std::string& where);

}  // namespace glasscape::toml_input
