#include "glasscape/descriptors/field_request.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/descriptors/registry.hpp"

namespace glasscape {

FieldRequest parse_field_request(std::string_view text) {
  return parse_field_request(text, descriptors(), "steinhardt:l=4+6,average=true");
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
