#include <cmath>
#include <fmt/format.h>

#include "glasscape/study/report.hpp"
#include "glasscape/study/report_verdict.hpp"

namespace glasscape::report {
namespace {

using page::doubles;
using page::Json;

std::string color_of(const std::string& species) { return species == "all" ? "total" : species; }

// A value with its interval, as relations/tables.hpp writes it and as the page wants it.
Json estimate(const Json& e) { return {{"value", e.at("value")}, {"lo", e.at("low")}, {"hi", e.at("high")}}; }

Json range(const Json& low, const Json& high) {
  return low.is_null() ? Json(nullptr) : Json(fmt::format("{:.2f} … {:.2f}", low.get<double>(), high.get<double>()));
}

Json length(const Json& view) {
  return {{"value", view.at("xi")}, {"lo", view.at("xi_low")}, {"hi", view.at("xi_high")}};
}

page::Plot scatter(const Json& relation) {
  const Json &rx = relation.at("x"), &ry = relation.at("y");
  const std::string x = page::spaced(rx.at("name")), y = page::spaced(ry.at("name"));
  page::Plot plot{.id = "scatter-" + relation.at("x").at("name").get<std::string>(),
                  .title = x,
                  .x = {.label = x, .unit = rx.at("unit")},
                  .y = {.label = y, .unit = ry.at("unit")},
                  .width = 2};
  const bool alloy = relation.at("species").size() > 1;
  for (const auto& s : relation.at("species")) {
    const std::string name = s.at("species");
    if (alloy && name == "all") continue;
    const auto& b = s.at("binned");
    const auto bx = doubles(b.at("x")), by = doubles(b.at("y")), error = doubles(b.at("y_error"));
    plot.series.push_back({.name = name + " atoms",
                           .style = "points",
                           .x = doubles(s.at("points").at("x")),
                           .y = doubles(s.at("points").at("y")),
                           .color = color_of(name)});
    page::Series means{.name = name + " bins", .style = "points", .x = bx, .y = by, .color = color_of(name)};
    for (std::size_t k = 0; k < by.size(); ++k) {
      means.low.push_back(by[k] - error[k]);
      means.high.push_back(by[k] + error[k]);
    }
    plot.series.push_back(std::move(means));
    if (!bx.empty() && !b.at("slope").is_null()) {
      const double slope = b.at("slope"), intercept = b.at("intercept");
      plot.series.push_back({.name = name + " line",
                             .style = "line",
                             .x = {bx.front(), bx.back()},
                             .y = {intercept + slope * bx.front(), intercept + slope * bx.back()},
                             .color = color_of(name)});
    }
  }
  return plot;
}

page::Plot binned(const Json& relation) {
  page::Plot plot = scatter(relation);
  plot.id = "binned-" + relation.at("x").at("name").get<std::string>();
  std::erase_if(plot.series, [](const page::Series& s) { return s.name.ends_with(" atoms"); });
  return plot;
}

Json correlation_table(const Json& relations) {
  std::vector<Json> rows;
  for (const auto& relation : relations.at("relations")) {
    for (const auto& s : relation.at("species")) {
      if (s.at("species") == "all" && relation.at("species").size() > 1) continue;
      rows.push_back({page::spaced(relation.at("x").at("name")), s.at("species"), s.at("pairs"),
                      estimate(s.at("pearson")), s.at("spearman").at("value"), estimate(s.at("binned").at("pearson")),
                      s.at("binned").at("expected"),
                      range(s.at("binned").at("null_low"), s.at("binned").at("null_high"))});
    }
  }
  return page::table("correlations", "Correlation with " + page::spaced(relations.at("property")),
                     {{.label = "field", .text = true},
                      {.label = "species", .text = true},
                      {.label = "atoms", .digits = 0},
                      {.label = "Pearson r", .digits = 3},
                      {.label = "Spearman ρ", .digits = 3},
                      {.label = "binned r", .digits = 3},
                      {.label = "expected binned r", .digits = 3},
                      {.label = "binned r of shuffled", .text = true}},
                     rows,
                     fmt::format("Intervals: {:.0f} % bootstrap. Bins of {} atoms sorted by the field. Averaging in "
                                 "bins enlarges any correlation: the "
                                 "expected value is r_bin² = r²/(r² + (1 − r²)/n) for the atom-level r and n atoms per "
                                 "bin; the last column is the range "
                                 "of binned r after shuffling the property among the atoms.",
                                 100 * relations.at("level").get<double>(), relations.at("bin_size").get<int>()));
}

page::Plot autocorrelation_plot(const Json& a, const char* view) {
  const auto& v = a.at(view);
  const auto r = doubles(v.at("r")), c = doubles(v.at("c")), error = doubles(v.at("error"));
  const std::string name = page::spaced(a.at("field"));
  page::Plot plot{.id = fmt::format("autocorrelation-{}-{}", view, name),
                  .title = name,
                  .x = {.label = "r", .unit = "Å"},
                  .y = {.label = "C(r)", .log = true},
                  .width = 2};
  page::Series points{.name = name, .style = "points", .x = r, .y = c};
  for (std::size_t k = 0; k < c.size(); ++k) {
    points.low.push_back(c[k] - error[k]);
    points.high.push_back(c[k] + error[k]);
  }
  plot.series.push_back(std::move(points));
  if (!v.at("xi").is_null() && !v.at("amplitude").is_null()) {
    const double xi = v.at("xi"), amplitude = v.at("amplitude"), from = a.at("fit_from"), to = a.at("fit_to");
    page::Series fit{.name = fmt::format("exp(−r/{:.2f} Å)", xi), .style = "line"};
    for (double x = from; x <= to + 1e-9; x += (to - from) / 50) {
      fit.x.push_back(x);
      fit.y.push_back(amplitude * std::exp(-(x - from) / xi));
    }
    plot.series.push_back(std::move(fit));
  }
  plot.caption = v.at("reason").get<std::string>();
  return plot;
}

Json length_table(const Json& relations) {
  std::vector<Json> rows;
  for (const auto& a : relations.at("autocorrelations")) {
    const std::string& reason = a.at("standardised").at("reason").get_ref<const std::string&>();
    rows.push_back({page::spaced(a.at("field")), length(a.at("standardised")), length(a.at("raw")), reason});
  }
  return page::table("lengths", "Correlation lengths",
                     {{.label = "field", .text = true},
                      {.label = "ξ, standardised per species", .unit = "Å", .digits = 2},
                      {.label = "ξ, raw", .unit = "Å", .digits = 2},
                      {.label = "remark", .text = true}},
                     rows,
                     "C(r) ∝ exp(−r/ξ) fitted over the window of the options, weighted by pair counts; intervals by "
                     "jackknife over blocks of space.");
}

}  // namespace

Json relations(const StudyResults& results) {
  if (!results.has("relate", "relations.json")) return nullptr;
  const Json relations = results.json("relate", "relations.json");
  std::vector<Json> items, more;
  if (results.has("relate", "verdict.json")) {
    const Json verdict = results.json("relate", "verdict.json");
    items = verdict_items(verdict);
    more = special_items(verdict);
  }
  if (!relations.at("relations").empty()) {
    std::vector<page::Plot> clouds, means;
    for (const auto& relation : relations.at("relations")) {
      clouds.push_back(scatter(relation));
      means.push_back(binned(relation));
    }
    items.push_back(correlation_table(relations));
    items.push_back(page::plot_group("scatter", "Atom by atom", "field", clouds));
    items.push_back(page::plot_group("binned", "In bins sorted by the field", "field", means));
  }
  std::vector<page::Plot> standardised, raw;
  for (const auto& a : relations.at("autocorrelations")) {
    standardised.push_back(autocorrelation_plot(a, "standardised"));
    raw.push_back(autocorrelation_plot(a, "raw"));
  }
  items.push_back(length_table(relations));
  items.push_back(page::plot_group("autocorrelation", "Spatial autocorrelation, standardised per species", "field",
                                   standardised, 1));
  items.push_back(page::plot_group("autocorrelation-raw", "Spatial autocorrelation, raw", "field", raw, 1));
  for (Json& item : more) items.push_back(std::move(item));
  return page::section("relations", "Which structure determines which property", {}, std::move(items));
}

}  // namespace glasscape::report
