#include "glasscape/study/relate_step.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/relations/autocorrelation.hpp"
#include "glasscape/relations/columns.hpp"
#include "glasscape/relations/relate.hpp"
#include "glasscape/relations/tables.hpp"
#include "glasscape/study/page.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

// Points drawn in a scatter plot; more would hide each other.
constexpr std::size_t most_points = 1500;

// An even choice in the order of the atoms, which is unrelated to the values.
json points(const PairedSample& sample) {
  const std::size_t stride = std::max<std::size_t>(1, (sample.size() + most_points - 1) / most_points);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < sample.size(); i += stride) {
    x.push_back(sample.x[i]);
    y.push_back(sample.y[i]);
  }
  return {{"x", page::numbers(x)}, {"y", page::numbers(y)}};
}

}  // namespace

std::vector<std::string> related_columns(const Configuration& configuration, const RelateRequest& request) {
  if (!request.fields.empty()) {
    for (const auto& name : request.fields) (void)select_column(configuration, name, "[relate] fields");
    return request.fields;
  }
  std::vector<std::string> columns;
  for (const Field& field : configuration.fields) {
    if (field.components() == 1 && field.name() != request.property && !field.name().ends_with("_count") &&
        !field.name().starts_with("viscosity_region"))
      columns.push_back(field.name());
  }
  // Other averages of the same events would only repeat the property.
  if (request.property.starts_with("activation_")) {
    std::erase_if(columns, [](const std::string& name) {
      return name.starts_with("activation_") || name.starts_with("viscosity_");
    });
  }
  return columns;
}

void relate_all(const Configuration& configuration, const RelateRequest& request, const std::filesystem::path& folder,
                const RunContext& context) {
  const auto columns = related_columns(configuration, request);
  auto all = columns;
  if (!request.property.empty()) all.push_back(request.property);
  const auto total = static_cast<double>(columns.size() + all.size());
  double done = 0;
  const auto column = [&](const std::string& name) { return select_column(configuration, name, "[relate]"); };
  std::vector<FieldRelation> relations;
  std::vector<FieldAutocorrelation> autocorrelations;
  if (!request.property.empty()) {
    const Field y = column(request.property);
    for (const auto& name : columns) {
      context.report("relate", done++ / total, name);
      relations.push_back(relate_fields(configuration, column(name), y, request.options, context));
    }
  }
  for (const auto& name : all) {
    context.report("relate", done++ / total, name);
    autocorrelations.push_back(autocorrelation(configuration, column(name), request.options, context));
  }
  json result = {{"property", request.property},
                 {"bin_size", request.options.bin_size},
                 {"level", request.options.level},
                 {"relations", json::array()},
                 {"autocorrelations", json::array()}};
  for (const FieldRelation& relation : relations) {
    json entry = to_json(relation);
    for (std::size_t s = 0; s < relation.species.size(); ++s) {
      entry["species"][s]["points"] = points(relation.species[s].sample);
    }
    result["relations"].push_back(std::move(entry));
  }
  for (const FieldAutocorrelation& a : autocorrelations) result["autocorrelations"].push_back(to_json(a));
  write_file_atomically(folder / "correlations.csv", correlations_csv(relations));
  write_file_atomically(folder / "bins.csv", bins_csv(relations));
  write_file_atomically(folder / "autocorrelation.csv", autocorrelation_csv(autocorrelations));
  write_file_atomically(folder / "relations.json", result.dump() + "\n");
  context.report("relate", 1);
}

}  // namespace glasscape
