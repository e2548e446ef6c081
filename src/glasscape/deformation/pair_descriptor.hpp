#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/deformation/reference.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

/// What a pair descriptor finds: fields per atom, and numbers for the whole (counts by species, share of fallbacks).
struct PairResult {
  std::vector<Field> fields;
  std::vector<std::pair<std::string, double>> numbers = {};
};

/// A function of two configurations of the same atoms, in the order of the reference and ready to be compared bond by
/// bond (Follower). Like Descriptor otherwise; `reference` keeps neighbour lists from one frame to the next.
struct PairDescriptor {
  std::string name;
  std::string summary;
  std::string source;
  std::vector<ParameterInfo> parameters;
  std::vector<OutputInfo> outputs;
  std::function<PairResult(const Reference&, const Configuration& current, const Settings&, const RunContext&)> compute;
  /// The settings with defaults filled in, as text; throws Error(usage) for settings that compute would refuse.
  std::function<std::vector<std::pair<std::string, std::string>>(const Settings&)> resolve;
};

/// Makes a PairDescriptor of an options table and a function (reference, current, options, context) -> PairResult.
/// Fields that come without an origin get the name and resolved options.
template <class Options, class Function>
PairDescriptor make_pair_descriptor(std::string name, std::string summary, std::string source,
                                    std::vector<OutputInfo> outputs, const ParameterTable<Options>& table,
                                    Function function) {
  const auto read = [table, name](const Settings& settings) {
    Options options{};
    for (const auto& [key, value] : settings) table.set(options, key, value, name);
    return options;
  };
  PairDescriptor made;
  made.name = name;
  made.summary = std::move(summary);
  made.source = std::move(source);
  made.parameters = table.describe();
  made.outputs = std::move(outputs);
  made.compute = [read, function, table, name](const Reference& reference, const Configuration& current,
                                               const Settings& settings, const RunContext& context) {
    const Options options = read(settings);
    PairResult result = function(reference, current, options, context);
    for (Field& field : result.fields) {
      if (field.origin().empty()) field = field.with_origin(describe_origin(name, table.resolved(options)));
    }
    return result;
  };
  made.resolve = [read, table](const Settings& settings) { return table.resolved(read(settings)); };
  return made;
}

/// Rows that parameter tables with a cutoff share; O has the members `cutoff` and `trough`.
template <class O>
struct ShellRows {
  using Row = typename ParameterTable<O>::Row;

  static Row cutoff(std::string source) {
    return {.name = "cutoff",
            .member = &O::cutoff,
            .unit = Unit("Å"),
            .help = "neighbours in the reference that are followed",
            .bounds = positive(),
            .source = std::move(source)};
  }
  static Row trough() {
    return {
        .name = "trough",
        .member = &O::trough,
        .unit = Unit("1"),
        .help = "take this trough of the reference's total g(r) as cutoff (1: the first); 0: the cutoff that is given",
        .bounds = between(0, 12)};
  }
};

}  // namespace glasscape
