#include "glasscape/descriptors/field_request.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "glasscape/core/error.hpp"
#include "glasscape/descriptors/registry.hpp"

namespace glasscape {
namespace {

constexpr auto form =
    "NAME or NAME:key=value,key=value; lists with plus signs, for example steinhardt:l=4+6,average=true";

// What every file format can carry in the name of a column.
constexpr auto name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

[[noreturn]] void malformed(std::string_view text, std::string what) {
  throw usage_error(fmt::format("--field {}", text), std::move(what), form);
}

// Lists reach the parameter tables as texts of their own, since a comma already ends a setting here.
ParameterValue value_of(const Descriptor* descriptor, const std::string& key, const std::string& text) {
  if (descriptor == nullptr) return text;
  const auto& rows = descriptor->parameters;
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const ParameterInfo& p) { return p.name == key; });
  if (row == rows.end() || !row->type.starts_with("list")) return text;
  std::string commas = text;
  std::replace(commas.begin(), commas.end(), '+', ',');
  return commas;
}

}  // namespace

FieldRequest parse_field_request(std::string_view text) {
  FieldRequest request;
  const auto colon = text.find(':');
  request.descriptor = text.substr(0, colon);
  if (request.descriptor.empty()) malformed(text, "there is no name");
  const auto& all = descriptors();
  const auto hit =
      std::find_if(all.begin(), all.end(), [&](const Descriptor& d) { return d.name == request.descriptor; });
  const Descriptor* descriptor = hit == all.end() ? nullptr : &*hit;
  std::set<std::string> seen;
  for (std::size_t at = colon; at != std::string_view::npos;) {
    const auto comma = text.find(',', at + 1);
    const std::string_view setting = text.substr(at + 1, comma - at - 1);
    at = comma;
    const auto equals = setting.find('=');
    if (equals == std::string_view::npos || equals == 0) malformed(text, fmt::format("'{}' is not a setting", setting));
    const std::string key(setting.substr(0, equals)), value(setting.substr(equals + 1));
    if (!seen.insert(key).second) malformed(text, fmt::format("'{}' is set twice", key));
    if (key != "as") {
      request.settings.emplace_back(key, value_of(descriptor, key, value));
    } else if (value.empty() || value.find_first_not_of(name_characters) != std::string::npos) {
      malformed(text, fmt::format("as={}: a label is made of letters, digits, '_', '-' and '.'", value));
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

std::vector<std::string> add_fields(Configuration& configuration, const std::vector<FieldRequest>& requests,
                                    const RunContext& context) {
  for (const FieldRequest& request : requests) find_descriptor(request.descriptor).resolve(request.settings);
  std::vector<std::string> names;
  for (const FieldRequest& request : requests) {
    const auto made = find_descriptor(request.descriptor).compute(configuration, request.settings, context);
    for (const Field& field : made) {
      std::string name = requested_name(request.as, field.name(), made.size());
      if (std::find(names.begin(), names.end(), name) != names.end()) {
        throw usage_error(fmt::format("field {}", request.descriptor), fmt::format("'{}' has been made already", name),
                          {}, "give one of the requests a label, for example " + request.descriptor + ":as=second");
      }
      std::erase_if(configuration.fields, [&](const Field& old) { return old.name() == name; });
      configuration.fields.push_back(field.renamed(name));
      names.push_back(std::move(name));
    }
  }
  return names;
}

std::string field_csv(const Configuration& configuration) {
  fmt::memory_buffer out;
  out.append(std::string_view("id,species,x [Å],y [Å],z [Å]"));
  for (const Field& field : configuration.fields) {
    for (const std::string& column : field.column_names()) {
      out.append(fmt::format(",{}{}", column, field.unit().symbol() == "1" ? "" : " [" + field.unit().symbol() + "]"));
    }
  }
  out.push_back('\n');
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    const auto type = static_cast<std::size_t>(configuration.types[i]);
    const Vec3& r = configuration.positions[i];
    const std::string& species = configuration.species[type].name;
    out.append(fmt::format("{},{},{},{},{}", configuration.ids[i],
                           species.empty() ? fmt::format("{}", type + 1) : species, r.x, r.y, r.z));
    for (const Field& field : configuration.fields) {
      for (std::size_t c = 0; c < field.components(); ++c) out.append(fmt::format(",{}", field.at(i, c)));
    }
    out.push_back('\n');
  }
  return fmt::to_string(out);
}

}  // namespace glasscape
