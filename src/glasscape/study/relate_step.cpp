#include "glasscape/study/relate_step.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/relations/autocorrelation.hpp"
#include "glasscape/relations/columns.hpp"
#include "glasscape/relations/relate.hpp"
#include "glasscape/study/page.hpp"

namespace glasscape {
namespace {

using nlohmann::json;
using page::interval;
using page::number;
using page::numbers;

// Points drawn in a scatter plot; more would hide each other.
constexpr std::size_t most_points = 1500;

json estimate_json(const Estimate& e) { return interval(e.value, e.interval.low, e.interval.high); }

json species_json(const SpeciesRelation& s) {
  json result = {
      {"species", s.species},
      {"atoms", s.atoms},
      {"pairs", s.sample.size()},
      {"pearson", estimate_json(s.pearson)},
      {"spearman", estimate_json(s.spearman)},
      {"fisher", interval(s.pearson.value, s.fisher.low, s.fisher.high)},
      {"binned", estimate_json(s.binned.pearson)},
      {"binned_expected", interval(s.binned.expected, s.binned.expected_interval.low, s.binned.expected_interval.high)},
      {"binned_null", interval(0, s.binned.null.range.low, s.binned.null.range.high)},
      {"binned_null_p", number(s.binned.null.p_value)},
      {"per_bin", number(s.binned.pairs.mean_count())},
      {"line", {{"slope", number(s.binned.line.slope)}, {"intercept", number(s.binned.line.intercept)}}},
      {"notes", s.notes}};
  const auto& bins = s.binned.pairs;
  result["bins"] = {{"x", numbers(bins.x)},
                    {"y", numbers(bins.y)},
                    {"x_error", numbers(bins.x_error)},
                    {"y_error", numbers(bins.y_error)},
                    {"count", bins.count}};
  // An even choice in the order of the atoms, which is unrelated to the values.
  const std::size_t stride = std::max<std::size_t>(1, (s.sample.size() + most_points - 1) / most_points);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < s.sample.size(); i += stride) {
    x.push_back(s.sample.x[i]);
    y.push_back(s.sample.y[i]);
  }
  result["points"] = {{"x", numbers(x)}, {"y", numbers(y)}};
  return result;
}

json view_json(const AutocorrelationView& view) {
  const auto& c = view.curve;
  return {{"r", numbers(c.r)},
          {"c", numbers(c.value)},
          {"error", numbers(c.error)},
          {"pairs", c.pairs},
          {"xi", interval(view.length.xi, view.length.interval.low, view.length.interval.high)},
          {"amplitude", number(view.length.amplitude)},
          {"chi_squared", number(view.length.chi_squared)},
          {"reason", view.length.reason}};
}

}  // namespace

std::vector<std::string> related_columns(const Configuration& configuration, const RelateRequest& request) {
  if (!request.fields.empty()) {
    for (const auto& name : request.fields) (void)select_column(configuration, name, "[relate] fields");
    return request.fields;
  }
  std::vector<std::string> columns;
  for (const Field& field : configuration.fields) {
    if (field.components() == 1 && field.name() != request.property && !field.name().ends_with("_count"))
      columns.push_back(field.name());
  }
  // Other averages of the same events would only repeat the property.
  if (request.property.starts_with("activation_")) {
    std::erase_if(columns, [](const std::string& name) { return name.starts_with("activation_"); });
  }
  return columns;
}

json relate_all(const Configuration& configuration, const RelateRequest& request, const RunContext& context) {
  const auto columns = related_columns(configuration, request);
  json result = {
      {"property", request.property}, {"bin_size", request.options.bin_size}, {"level", request.options.level}};
  result["relations"] = json::array();
  result["autocorrelations"] = json::array();
  auto all = columns;
  if (!request.property.empty()) all.push_back(request.property);
  const auto total = static_cast<double>(columns.size() + all.size());
  double done = 0;
  if (!request.property.empty()) {
    const Field y = select_column(configuration, request.property, "[relate] property");
    for (const auto& name : columns) {
      context.report("relate", done++ / total, name);
      const FieldRelation relation =
          relate_fields(configuration, select_column(configuration, name, "[relate]"), y, request.options, context);
      json entry = {{"x", relation.x}, {"y", relation.y}, {"x_unit", relation.x_unit}, {"y_unit", relation.y_unit}};
      for (const auto& species : relation.species) entry["species"].push_back(species_json(species));
      result["relations"].push_back(std::move(entry));
    }
  }
  for (const auto& name : all) {
    context.report("relate", done++ / total, name);
    const FieldAutocorrelation a =
        autocorrelation(configuration, select_column(configuration, name, "[relate]"), request.options, context);
    result["autocorrelations"].push_back({{"field", a.field},
                                          {"unit", a.unit},
                                          {"window", {a.window.from, a.window.to}},
                                          {"raw", view_json(a.raw)},
                                          {"standardised", view_json(a.standardised)},
                                          {"undefined", a.undefined},
                                          {"notes", a.notes}});
  }
  context.report("relate", 1);
  return result;
}

void write_relation_tables(const json& relations, const std::filesystem::path& folder) {
  const auto cell = [](const json& value) {
    return value.is_null() ? std::string("nan") : fmt::format("{:.10g}", value.get<double>());
  };
  const auto three = [&](const json& v) {
    return cell(v.at("value")) + "," + cell(v.at("lo")) + "," + cell(v.at("hi"));
  };
  std::string correlations =
      "x,y,species,pairs,pearson,pearson_low,pearson_high,spearman,spearman_low,spearman_high,per_bin,binned,binned_"
      "low,"
      "binned_high,binned_expected,binned_expected_low,binned_expected_high,null_low,null_high,null_p\n";
  std::string bins = "x,y,species,bin,count,x_mean,x_error,y_mean,y_error\n";
  for (const auto& relation : relations.at("relations")) {
    const std::string x = relation.at("x"), y = relation.at("y");
    for (const auto& s : relation.at("species")) {
      const std::string species = s.at("species");
      correlations +=
          fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", x, y, species, s.at("pairs").get<std::size_t>(),
                      three(s.at("pearson")), three(s.at("spearman")), cell(s.at("per_bin")), three(s.at("binned")),
                      three(s.at("binned_expected")), cell(s.at("binned_null").at("lo")),
                      cell(s.at("binned_null").at("hi")), cell(s.at("binned_null_p")));
      const auto& b = s.at("bins");
      for (std::size_t k = 0; k < b.at("x").size(); ++k) {
        bins += fmt::format("{},{},{},{},{},{},{},{},{}\n", x, y, species, k + 1, b.at("count")[k].get<std::size_t>(),
                            cell(b.at("x")[k]), cell(b.at("x_error")[k]), cell(b.at("y")[k]), cell(b.at("y_error")[k]));
      }
    }
  }
  std::string autocorrelations = "field,view,r_A,C,error,pairs\n";
  std::string lengths = "field,view,xi_A,xi_low,xi_high,amplitude,chi_squared,reason\n";
  for (const auto& a : relations.at("autocorrelations")) {
    for (const char* view : {"raw", "standardised"}) {
      const auto& v = a.at(view);
      const std::string name = a.at("field");
      for (std::size_t k = 0; k < v.at("r").size(); ++k) {
        autocorrelations += fmt::format("{},{},{},{},{},{}\n", name, view, cell(v.at("r")[k]), cell(v.at("c")[k]),
                                        cell(v.at("error")[k]), v.at("pairs")[k].get<std::uint64_t>());
      }
      lengths += fmt::format("{},{},{},{},{},\"{}\"\n", name, view, three(v.at("xi")), cell(v.at("amplitude")),
                             cell(v.at("chi_squared")), v.at("reason").get<std::string>());
    }
  }
  write_file_atomically(folder / "correlations.csv", correlations);
  write_file_atomically(folder / "bins.csv", bins);
  write_file_atomically(folder / "autocorrelation.csv", autocorrelations);
  write_file_atomically(folder / "correlation_lengths.csv", lengths);
}

}  // namespace glasscape
