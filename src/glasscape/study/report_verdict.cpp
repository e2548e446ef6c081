#include "glasscape/study/report_verdict.hpp"

#include <cmath>
#include <fmt/format.h>

namespace glasscape::report {
namespace {

using page::Json;

Json estimate(const Json& e) { return {{"value", e.at("value")}, {"lo", e.at("low")}, {"hi", e.at("high")}}; }

std::string two(const Json& low, const Json& high, const char* format = "{:.2f} … {:.2f}") {
  return low.is_null() || high.is_null() ? "–"
                                         : fmt::format(fmt::runtime(format), low.get<double>(), high.get<double>());
}

std::string name(const Json& text) { return page::spaced(text.get<std::string>()); }

double number(const Json& value) { return value.is_null() ? std::nan("") : value.get<double>(); }

// The species' own verdicts; "all" only where there is but one species.
bool own(const Json& v) { return v.at("species") != "all"; }

Json heat_map(const Json& root) {
  const Json& verdict = root.at("verdict");
  std::vector<page::Column> columns{{.label = "field", .text = true}};
  std::vector<Json> rows;
  for (const auto& d : verdict.at("descriptors")) rows.push_back(Json::array({name(d)}));
  double most = 0;
  for (const auto& v : verdict.at("verdicts")) {
    columns.push_back({.label = name(v.at("property")) + ", " + v.at("species").get<std::string>(), .digits = 2});
    for (std::size_t c = 0; c < rows.size(); ++c) {
      const Json& e = v.at("predictors").at(c).at("spearman");
      rows[c].push_back(estimate(e));
      if (!e.at("value").is_null()) most = std::max(most, std::abs(number(e.at("value"))));
    }
  }
  for (std::size_t k = 1; k < columns.size(); ++k) columns[k].shade = most;
  return page::table(
      "matrix", "Rank correlation of every field with every property", columns, rows,
      fmt::format("Spearman's ρ atom by atom with {:g} % intervals from blocks of space; orange: more goes "
                  "with more. “all” mixes the species, so that whatever tells them apart correlates with "
                  "whatever differs between them.",
                  100 * number(root.at("level"))));
}

Json ranking(const Json& root) {
  const Json& verdict = root.at("verdict");
  std::vector<Json> rows;
  for (const auto& v : verdict.at("verdicts")) {
    if (!own(v)) continue;
    for (const auto& d : v.at("ranking")) {
      for (std::size_t c = 0; c < v.at("predictors").size(); ++c) {
        const Json& p = v.at("predictors")[c];
        if (p.at("descriptor") != d) continue;
        const Json& xi = verdict.at("lengths").at(c).at("standardised");
        rows.push_back({name(v.at("property")), v.at("species"), p.at("rank"),
                        two(p.at("rank_low"), p.at("rank_high"), "{:.0f} … {:.0f}"),
                        p.at("ties_with_best").get<bool>() ? "yes" : "", name(d), p.at("pairs"),
                        estimate(p.at("spearman")), estimate(p.at("pearson")), estimate(p.at("corrected")),
                        Json{{"value", xi.at("xi")}, {"lo", xi.at("xi_low")}, {"hi", xi.at("xi_high")}}});
      }
    }
  }
  return page::table(
      "ranking", "Which field predicts best",
      {{.label = "property", .text = true},
       {.label = "species", .text = true},
       {.label = "rank", .digits = 0},
       {.label = "rank in resamples", .text = true},
       {.label = "ties with the best", .text = true},
       {.label = "field", .text = true},
       {.label = "atoms", .digits = 0},
       {.label = "Spearman ρ", .digits = 3},
       {.label = "Pearson r", .digits = 3},
       {.label = "r corrected", .digits = 3},
       {.label = "ξ per species", .unit = "Å", .digits = 2}},
      rows,
      "Ranked by |" + root.at("score").get<std::string>() +
          "| atom by atom. The range of the rank and the ties come from paired resamples of the same "
          "blocks of space: fields that tie with the best cannot be told from it. “r corrected” is divided "
          "by the root of the property's reliability (single events needed).");
}

Json measures(const Json& root) {
  std::vector<page::Column> columns{
      {.label = "property", .text = true}, {.label = "species", .text = true}, {.label = "field", .text = true}};
  for (const auto& size : root.at("bin_sizes")) {
    columns.push_back({.label = fmt::format("r, bins of {}", size.get<int>()), .digits = 2});
    columns.push_back({.label = "expected", .digits = 2});
    columns.push_back({.label = "unrelated", .text = true});
  }
  columns.insert(columns.end(), {{.label = "information", .unit = "nat", .digits = 3},
                                 {.label = "p", .digits = 3},
                                 {.label = "area, top", .digits = 2},
                                 {.label = "area, bottom", .digits = 2}});
  std::vector<Json> rows;
  for (const auto& v : root.at("verdict").at("verdicts")) {
    if (!own(v)) continue;
    for (const auto& p : v.at("predictors")) {
      Json row = {name(v.at("property")), v.at("species"), name(p.at("descriptor"))};
      for (const auto& b : p.at("binned")) {
        row.push_back(estimate(b.at("pearson")));
        row.push_back({{"value", b.at("expected")}, {"lo", b.at("expected_low")}, {"hi", b.at("expected_high")}});
        row.push_back(two(b.at("null_low"), b.at("null_high")));
      }
      const Json& i = p.at("information");
      row.push_back(estimate(i));
      row.push_back(i.at("p_value"));
      row.push_back(estimate(p.at("area_top")));
      row.push_back(estimate(p.at("area_bottom")));
      rows.push_back(std::move(row));
    }
  }
  return page::table(
      "measures", "In bins, and by other measures", columns, rows,
      fmt::format("Expected: the binned r that the atom-level r alone makes; unrelated: range of binned r "
                  "after shuffling, for that number of bins. Information: of quantile classes, less that "
                  "of shuffled values. Area under the ROC curve for the top and bottom {:g} % of the "
                  "property; 0.5 is chance.",
                  100 * number(root.at("tail"))));
}

Json reliability(const Json& verdict) {
  std::vector<Json> rows;
  for (const auto& v : verdict.at("verdicts")) {
    const Json& r = v.at("reliability");
    if (r.is_null()) continue;
    rows.push_back({name(v.at("property")), v.at("species"), r.at("atoms"), r.at("events_per_atom"),
                    estimate(r.at("intraclass")), estimate(r.at("reliability")), estimate(r.at("split_halves")),
                    r.at("reason")});
  }
  if (rows.empty()) return nullptr;
  return page::table(
      "reliability", "How far the property of an atom is known",
      {{.label = "property", .text = true},
       {.label = "species", .text = true},
       {.label = "atoms", .digits = 0},
       {.label = "events per atom", .digits = 1},
       {.label = "intraclass correlation", .digits = 2},
       {.label = "reliability", .digits = 2},
       {.label = "by split halves", .digits = 2},
       {.label = "remark", .text = true}},
      rows,
      "Intraclass correlation: share of the variance of single events that lies between atoms. Reliability: "
      "share of the variance of the atoms' values that is not noise of few events; no field can correlate "
      "better than with its root.");
}

// Predictive power against correlation length.
Json rule(const Json& root) {
  std::vector<page::Plot> plots;
  for (const char* kind : {"rule", "rule_raw"}) {
    const bool raw = std::string(kind) == "rule_raw";
    for (const auto& v : root.at("verdict").at("verdicts")) {
      const Json& rule = v.at(kind);
      if (rule.at("points").empty() || (!own(v) && raw)) continue;
      const std::string species = v.at("species");
      page::Series points{.name = species, .style = "points", .color = species == "all" ? "total" : species};
      for (const auto& p : rule.at("points")) {
        points.x.push_back(number(p.at("xi")));
        points.y.push_back(number(p.at("score")));
        points.x_low.push_back(number(p.at("xi_low")));
        points.x_high.push_back(number(p.at("xi_high")));
        points.low.push_back(number(p.at("score_low")));
        points.high.push_back(number(p.at("score_high")));
        points.labels.push_back(name(p.at("descriptor")));
      }
      const Json& r = rule.at("spearman");
      page::Plot plot{.id = fmt::format("{}-{}-{}", kind, v.at("property").get<std::string>(), species),
                      .title = fmt::format("{}, {}{}", name(v.at("property")), species, raw ? ", ξ of raw fields" : ""),
                      .x = {.label = "ξ of the field", .unit = "Å", .log = true},
                      .y = {.label = "|" + root.at("score").get<std::string>() + "|", .low = 0},
                      .width = 2};
      for (char& c : plot.id) c = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ? c : '-';
      plot.caption = r.at("value").is_null()
                         ? fmt::format("{} fields with a correlation length: too few for a rank correlation.",
                                       rule.at("points").size())
                         : fmt::format(
                               "Rank correlation of power and ξ over {} fields: {:.2f} ({}), p = {:.2g} by "
                               "permutation; {} fields have no ξ. Variants of one field count as independent, so "
                               "that p is rather too small.",
                               rule.at("points").size(), number(r.at("value")), two(r.at("low"), r.at("high")),
                               number(rule.at("p_value")), rule.at("left_out").get<int>());
      plot.series.push_back(std::move(points));
      plots.push_back(std::move(plot));
    }
  }
  if (plots.empty()) return nullptr;
  return page::plot_group("rule", "Do fields that reach further predict better?", "property", plots);
}

}  // namespace

std::vector<Json> verdict_items(const Json& root) {
  if (root.at("verdict").is_null()) return {};
  std::vector<Json> items{ranking(root), heat_map(root), measures(root), reliability(root.at("verdict")), rule(root)};
  std::erase_if(items, [](const Json& item) { return item.is_null(); });
  return items;
}

}  // namespace glasscape::report
