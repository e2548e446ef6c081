#include "glasscape/relations/tables.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

#include "glasscape/relations/table_text.hpp"

namespace glasscape {
namespace {

using detail::estimate;
using detail::number;
using detail::quoted;
using detail::value;
using detail::values;

nlohmann::json summary(const Moments& m) {
  return {{"mean", value(m.mean)},
          {"standard_deviation", value(m.standard_deviation())},
          {"minimum", value(m.minimum)},
          {"maximum", value(m.maximum)}};
}

nlohmann::json to_json(const BinnedCorrelation& b) {
  return {{"bins", b.pairs.bins()},
          {"atoms_per_bin", value(b.pairs.mean_count())},
          {"pearson", estimate(b.pearson)},
          {"expected", value(b.expected)},
          {"expected_low", value(b.expected_interval.low)},
          {"expected_high", value(b.expected_interval.high)},
          {"null_low", value(b.null.range.low)},
          {"null_high", value(b.null.range.high)},
          {"null_mean_absolute", value(b.null.mean_absolute)},
          {"p_value", value(b.null.p_value)},
          {"slope", value(b.line.slope)},
          {"intercept", value(b.line.intercept)},
          {"count", b.pairs.count},
          {"x", values(b.pairs.x)},
          {"y", values(b.pairs.y)},
          {"x_error", values(b.pairs.x_error)},
          {"y_error", values(b.pairs.y_error)}};
}

nlohmann::json to_json(const AutocorrelationView& view, const FitWindow& window) {
  const CorrelationLength& l = view.length;
  return {{"atoms", view.curve.atoms},
          {"blocks", view.curve.blocks},
          {"mean", value(view.curve.mean)},
          {"variance", value(view.curve.variance)},
          {"xi", value(l.xi)},
          {"xi_low", value(l.interval.low)},
          {"xi_high", value(l.interval.high)},
          {"xi_e3", value(3 * l.xi)},
          {"amplitude", value(l.amplitude)},
          {"amplitude_error", value(l.amplitude_error)},
          {"r_squared", value(l.r_squared)},
          {"chi_squared", value(l.chi_squared)},
          {"points", l.points},
          {"reason", l.reason},
          {"r", values(view.curve.r)},
          {"pairs", view.curve.pairs},
          {"c", values(view.curve.value)},
          {"error", values(view.curve.error)},
          {"c_normalised", values(view.curve.normalised_at(window.from))}};
}

}  // namespace

std::string correlations_csv(const std::vector<FieldRelation>& relations) {
  std::string csv =
      "x,y,species,atoms,pairs,undefined_x,undefined_y,blocks,pearson,pearson_low,pearson_high,fisher_low,fisher_high,"
      "spearman,spearman_low,spearman_high,slope,intercept,bins,atoms_per_bin,binned_pearson,binned_low,binned_high,"
      "binned_expected,binned_expected_low,binned_expected_high,null_low,null_high,p_value\n";
  for (const FieldRelation& relation : relations) {
    for (const SpeciesRelation& s : relation.species) {
      const BinnedCorrelation& b = s.binned;
      csv += fmt::format("{},{},{},{},{},{},{},{}", quoted(relation.x), quoted(relation.y), quoted(s.species), s.atoms,
                         s.sample.size(), s.sample.undefined_x, s.sample.undefined_y, s.blocks);
      for (const double v :
           {s.pearson.value, s.pearson.interval.low, s.pearson.interval.high, s.fisher.low, s.fisher.high,
            s.spearman.value, s.spearman.interval.low, s.spearman.interval.high, s.line.slope, s.line.intercept}) {
        csv += "," + number(v);
      }
      csv += fmt::format(",{}", b.pairs.bins());
      for (const double v :
           {b.pairs.mean_count(), b.pearson.value, b.pearson.interval.low, b.pearson.interval.high, b.expected,
            b.expected_interval.low, b.expected_interval.high, b.null.range.low, b.null.range.high, b.null.p_value}) {
        csv += "," + number(v);
      }
      csv += "\n";
    }
  }
  return csv;
}

std::string bins_csv(const std::vector<FieldRelation>& relations) {
  std::string csv = "x,y,species,bin,count,x_mean,x_error,y_mean,y_error\n";
  for (const FieldRelation& relation : relations) {
    for (const SpeciesRelation& s : relation.species) {
      const BinnedPairs& b = s.binned.pairs;
      for (std::size_t k = 0; k < b.bins(); ++k) {
        csv +=
            fmt::format("{},{},{},{},{},{},{},{},{}\n", quoted(relation.x), quoted(relation.y), quoted(s.species),
                        k + 1, b.count[k], number(b.x[k]), number(b.x_error[k]), number(b.y[k]), number(b.y_error[k]));
      }
    }
  }
  return csv;
}

std::string autocorrelation_csv(const std::vector<FieldAutocorrelation>& fields) {
  std::string csv = "field,kind,r,pairs,c,error,c_normalised,fit\n";
  for (const FieldAutocorrelation& field : fields) {
    for (const bool raw : {true, false}) {
      const AutocorrelationView& view = raw ? field.raw : field.standardised;
      const auto normalised = view.curve.normalised_at(field.window.from);
      for (std::size_t k = 0; k < view.curve.r.size(); ++k) {
        const double r = view.curve.r[k];
        csv += fmt::format("{},{},{},{},{},{},{},{}\n", quoted(field.field), raw ? "raw" : "standardised", number(r),
                           view.curve.pairs[k], number(view.curve.value[k]), number(view.curve.error[k]),
                           number(normalised[k]), number(view.length.at(r, field.window)));
      }
    }
  }
  return csv;
}

nlohmann::json to_json(const FieldRelation& relation) {
  nlohmann::json result{{"x", {{"name", relation.x}, {"unit", relation.x_unit}}},
                        {"y", {{"name", relation.y}, {"unit", relation.y_unit}}},
                        {"species", nlohmann::json::array()}};
  for (const SpeciesRelation& s : relation.species) {
    result["species"].push_back({{"species", s.species},
                                 {"atoms", s.atoms},
                                 {"pairs", s.sample.size()},
                                 {"undefined_x", s.sample.undefined_x},
                                 {"undefined_y", s.sample.undefined_y},
                                 {"blocks", s.blocks},
                                 {"x", summary(s.x)},
                                 {"y", summary(s.y)},
                                 {"pearson", estimate(s.pearson)},
                                 {"spearman", estimate(s.spearman)},
                                 {"fisher", {{"low", value(s.fisher.low)}, {"high", value(s.fisher.high)}}},
                                 {"slope", value(s.line.slope)},
                                 {"intercept", value(s.line.intercept)},
                                 {"binned", to_json(s.binned)},
                                 {"notes", s.notes}});
  }
  return result;
}

nlohmann::json to_json(const FieldAutocorrelation& field) {
  return {{"field", field.field},
          {"unit", field.unit},
          {"fit_from", field.window.from},
          {"fit_to", field.window.to},
          {"undefined", field.undefined},
          {"raw", to_json(field.raw, field.window)},
          {"standardised", to_json(field.standardised, field.window)},
          {"notes", field.notes}};
}

}  // namespace glasscape
