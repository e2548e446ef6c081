#include "fields_output.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/descriptors/field_request.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape::app {
namespace {

nlohmann::json descriptor_json(const DescriptorText& d) {
  nlohmann::json parameters = nlohmann::json::array(), outputs = nlohmann::json::array();
  for (const ParameterInfo& p : d.parameters) {
    parameters.push_back({{"name", p.name},
                          {"type", p.type},
                          {"unit", p.unit},
                          {"default", p.initial},
                          {"allowed", p.allowed},
                          {"help", p.help},
                          {"source", p.source}});
  }
  for (const OutputInfo& o : d.outputs) {
    outputs.push_back({{"name", o.name}, {"unit", o.unit}, {"components", o.components}, {"meaning", o.meaning}});
  }
  return {{"name", d.name},   {"summary", d.summary},     {"source", d.source},
          {"needs", d.needs}, {"parameters", parameters}, {"outputs", outputs}};
}

std::string with_unit(const std::string& text, const std::string& unit) {
  return unit == "1" || text.empty() ? text : text + " " + unit;
}

}  // namespace

void print_descriptors(const std::vector<DescriptorText>& descriptors, const Session& session) {
  if (session.json) {
    nlohmann::json all = nlohmann::json::array();
    for (const DescriptorText& d : descriptors) all.push_back(descriptor_json(d));
    std::puts(all.dump(2).c_str());
    return;
  }
  for (const DescriptorText& d : descriptors) {
    std::puts(fmt::format("{}\n  {}\n  source: {}", d.name, d.summary, d.source).c_str());
    if (!d.needs.empty()) std::puts(fmt::format("  needs the fields: {}", join(d.needs)).c_str());
    for (const OutputInfo& o : d.outputs) {
      const std::string shape = o.components == 1 ? "" : fmt::format(" ({} components)", o.components);
      std::puts(fmt::format("  makes {}{}{}: {}", o.name, o.unit == "1" ? "" : " [" + o.unit + "]", shape, o.meaning)
                    .c_str());
    }
    for (const ParameterInfo& p : d.parameters) {
      std::puts(fmt::format("  option {}={}: {}; {}{}", p.name,
                            p.initial.empty() ? "(none)" : with_unit(p.initial, p.unit), p.help,
                            with_unit(p.allowed, p.unit), p.source.empty() ? "" : " [" + p.source + "]")
                    .c_str());
    }
    std::puts("");
  }
}

nlohmann::json field_summary(const Configuration& c, const std::vector<std::string>& names) {
  nlohmann::json fields = nlohmann::json::array();
  for (const std::string& name : names) {
    const Field& field = *c.find_field(name);
    nlohmann::json columns = nlohmann::json::array();
    const auto labels = field.column_names();
    for (std::size_t k = 0; k < labels.size(); ++k) {
      for (std::size_t s = 0; s < c.species.size(); ++s) {
        std::vector<double> values;
        for (std::size_t i = 0; i < c.size(); ++i) {
          if (static_cast<std::size_t>(c.types[i]) == s) values.push_back(field.at(i, k));
        }
        const Moments m = moments(values);
        columns.push_back({{"column", labels[k]},
                           {"species", c.species[s].name},
                           {"mean", m.mean},
                           {"sd", m.standard_deviation()},
                           {"min", m.minimum},
                           {"max", m.maximum},
                           {"undefined", m.undefined}});
      }
    }
    fields.push_back({{"name", name},
                      {"unit", field.unit().symbol()},
                      {"components", field.components()},
                      {"origin", field.origin()},
                      {"columns", columns}});
  }
  return fields;
}

void print_field_summary(const nlohmann::json& summary) {
  std::puts(fmt::format("{:<22} {:<7} {:<7} {:>12} {:>12} {:>12} {:>12} {:>10}", "field", "unit", "species", "mean",
                        "sd", "min", "max", "undefined")
                .c_str());
  const auto number = [](const nlohmann::json& value) { return value.is_null() ? std::nan("") : value.get<double>(); };
  for (const auto& field : summary) {
    for (const auto& c : field["columns"]) {
      std::puts(fmt::format("{:<22} {:<7} {:<7} {:>12.6g} {:>12.6g} {:>12.6g} {:>12.6g} {:>10}",
                            c["column"].get<std::string>(), field["unit"].get<std::string>(),
                            c["species"].get<std::string>(), number(c["mean"]), number(c["sd"]), number(c["min"]),
                            number(c["max"]), c["undefined"].get<std::size_t>())
                    .c_str());
    }
  }
}

bool is_field_format(const std::filesystem::path& output) {
  constexpr std::array known{".xyz", ".extxyz", ".dump", ".lammpstrj"};
  const bool packed = output.extension() == ".gz" || output.extension() == ".zst";
  const std::string ending = (packed ? output.stem() : output).extension().string();
  return std::find(known.begin(), known.end(), ending) != known.end() || (ending == ".csv" && !packed);
}

void require_field_format(const std::filesystem::path& output) {
  if (is_field_format(output)) return;
  throw usage_error(
      output.string(), fmt::format("the ending '{}' names no format that holds fields", output.extension().string()),
      ".xyz .extxyz .dump .lammpstrj (also with .gz or .zst) and .csv", "choose a file name with one of these");
}

void write_fields(const std::filesystem::path& output, const Configuration& configuration) {
  if (output.extension() == ".csv") {
    write_file_atomically(output, field_csv(configuration));
  } else {
    write_configuration(output, configuration);
  }
}

}  // namespace glasscape::app
