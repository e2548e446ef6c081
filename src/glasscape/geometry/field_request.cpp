#include "glasscape/geometry/field_request.hpp"

#include <set>

namespace glasscape {
namespace {

// What every file format can carry in the name of a column.
constexpr auto name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

// Lists reach the parameter tables as texts of their own, since a comma already ends a setting here.
ParameterValue value_of(const std::vector<ParameterInfo>* rows, const std::string& key, const std::string& text) {
  if (rows == nullptr) return text;
  const auto row = std::find_if(rows->begin(), rows->end(), [&](const ParameterInfo& p) { return p.name == key; });
  if (row == rows->end() || !row->type.starts_with("list")) return text;
  std::string commas = text;
  std::replace(commas.begin(), commas.end(), '+', ',');
  return commas;
}

}  // namespace

FieldRequest detail::parse_request(
    std::string_view text, std::string_view example,
    const std::function<const std::vector<ParameterInfo>*(std::string_view)>& parameters_of) {
  const auto malformed = [&](std::string what) {
    return usage_error(fmt::format("--field {}", text), std::move(what),
                       fmt::format("NAME or NAME:key=value,key=value; lists with plus signs, for example {}", example));
  };
  FieldRequest request;
  const auto colon = text.find(':');
  request.descriptor = text.substr(0, colon);
  if (request.descriptor.empty()) throw malformed("there is no name");
  const std::vector<ParameterInfo>* parameters = parameters_of(request.descriptor);
  std::set<std::string> seen;
  for (std::size_t at = colon; at != std::string_view::npos;) {
    const auto comma = text.find(',', at + 1);
    const std::string_view setting = text.substr(at + 1, comma - at - 1);
    at = comma;
    const auto equals = setting.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      throw malformed(fmt::format("'{}' is not a setting", setting));
    }
    const std::string key(setting.substr(0, equals)), value(setting.substr(equals + 1));
    if (!seen.insert(key).second) throw malformed(fmt::format("'{}' is set twice", key));
    if (key != "as") {
      request.settings.emplace_back(key, value_of(parameters, key, value));
    } else if (value.empty() || value.find_first_not_of(name_characters) != std::string::npos) {
      throw malformed(fmt::format("as={}: a label is made of letters, digits, '_', '-' and '.'", value));
    } else {
      request.as = value;
    }
  }
  return request;
}

std::string requested_name(const std::string& as, const std::string& field, std::size_t fields) {
  if (as.empty()) return field;
  return fields == 1 ? as : as + "_" + field;
}

}  // namespace glasscape
