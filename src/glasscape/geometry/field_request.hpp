#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

/// One descriptor with its settings, and what its fields are to be called.
struct FieldRequest {
  std::string descriptor;
  std::string as;  ///< see requested_name(); empty: the descriptor's own names
  Settings settings;
};

namespace detail {
/// `parameters_of`: the parameters of the descriptor of that name, or nullptr.
FieldRequest parse_request(std::string_view text, std::string_view example,
                           const std::function<const std::vector<ParameterInfo>*(std::string_view)>& parameters_of);
}  // namespace detail

/// Reads "NAME" or "NAME:key=value,key=value": lists are written with plus signs ("l=4+6"), "as=LABEL" renames.
/// Neither the name nor the settings are checked here; the registry only tells which settings are lists.
/// Throws Error(usage) for text of another form, with `example` in the message.
template <class Entry>
FieldRequest parse_field_request(std::string_view text, const std::vector<Entry>& registry, std::string_view example) {
  return detail::parse_request(text, example, [&](std::string_view name) -> const std::vector<ParameterInfo>* {
    const auto hit = std::find_if(registry.begin(), registry.end(), [&](const Entry& e) { return e.name == name; });
    return hit == registry.end() ? nullptr : &hit->parameters;
  });
}

/// The name of a descriptor's field under a request: its own; with `as`, the label itself if the descriptor made one
/// field only, else LABEL_name ("as=radical": radical_coordination).
std::string requested_name(const std::string& as, const std::string& field, std::size_t fields);

/// The entry of that name in a registry (of Descriptor or of anything else with a name). Throws Error(usage) that lists
/// the names and points at the nearest; `where` begins the message, `see` says how to look at all.
template <class Entry>
const Entry& find_entry(const std::vector<Entry>& all, std::string_view name, std::string_view where,
                        std::string_view see) {
  const auto hit = std::find_if(all.begin(), all.end(), [&](const Entry& entry) { return entry.name == name; });
  if (hit != all.end()) return *hit;
  std::vector<std::string> names;
  for (const Entry& entry : all) names.push_back(entry.name);
  const std::string hint = nearest(name, names);
  throw usage_error(std::string(where), fmt::format("'{}' is not known", name), join(names),
                    hint.empty() ? std::string(see) : fmt::format("did you mean '{}'?", hint));
}

}  // namespace glasscape
