#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Settings of a descriptor as they come from a flag or a study file, before they are checked.
using Settings = std::vector<std::pair<std::string, ParameterValue>>;

/// A per-atom field that a descriptor or property promises to make.
struct OutputInfo {
  std::string name;
  std::string unit;
  std::size_t components = 1;
  std::string meaning;  ///< one line, with the NaN cases
};

/// What the registry, the command line, the study, Python, the docs and the report know of one descriptor.
///
/// compute() is a pure function of its arguments: no state is kept between calls.
struct Descriptor {
  std::string name;     ///< "steinhardt"
  std::string summary;  ///< one sentence
  std::string source;   ///< citation with DOI
  std::vector<ParameterInfo> parameters;
  std::vector<OutputInfo> outputs;
  /// Fields that the configuration must already hold ("vmsd" for the flexibility volume). A study runs their makers
  /// first.
  std::vector<std::string> needs = {};
  /// The setting, if any, that names one more field that is needed ("field" of coarse_grained).
  std::string needs_setting = {};
  std::function<std::vector<Field>(const Configuration&, const Settings&, const RunContext&)> compute;
  /// The settings with defaults filled in, as text; throws Error(usage) for settings that compute would refuse.
  std::function<std::vector<std::pair<std::string, std::string>>(const Settings&)> resolve;
};

/// "voronoi(area_threshold=0.005, edge_threshold=0)": what made a field. Options without a value are left out.
inline std::string describe_origin(const std::string& name,
                                   const std::vector<std::pair<std::string, std::string>>& resolved) {
  std::vector<std::string> options;
  for (const auto& [key, value] : resolved) {
    if (!value.empty()) options.push_back(key + "=" + value);
  }
  return name + "(" + join(options) + ")";
}

/// Makes a Descriptor of an options table and a function (configuration, options, context) -> fields.
/// Fields that come without an origin get the descriptor's name and resolved options.
template <class Options, class Function>
Descriptor make_descriptor(std::string name, std::string summary, std::string source, std::vector<OutputInfo> outputs,
                           const ParameterTable<Options>& table, Function function) {
  // The registry outlives every table's static, so a copy is kept rather than a reference.
  const auto read = [table, name](const Settings& settings) {
    Options options{};
    for (const auto& [key, value] : settings) table.set(options, key, value, name);
    return options;
  };
  return Descriptor{.name = name,
                    .summary = std::move(summary),
                    .source = std::move(source),
                    .parameters = table.describe(),
                    .outputs = std::move(outputs),
                    .needs = {},
                    .needs_setting = {},
                    .compute =
                        [read, function, table, name](const Configuration& configuration, const Settings& settings,
                                                      const RunContext& context) {
                          const Options options = read(settings);
                          std::vector<Field> fields = function(configuration, options, context);
                          for (Field& field : fields) {
                            if (field.origin().empty())
                              field = field.with_origin(describe_origin(name, table.resolved(options)));
                          }
                          return fields;
                        },
                    .resolve = [read, table](const Settings& settings) { return table.resolved(read(settings)); }};
}

}  // namespace glasscape
