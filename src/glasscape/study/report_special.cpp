// Classes, scans and directions of relate in the report.
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "glasscape/study/report_verdict.hpp"

namespace glasscape::report {
namespace {

using page::doubles;
using page::Json;

std::string name(const Json& text) { return page::spaced(text.get<std::string>()); }
double number(const Json& value) { return value.is_null() ? std::nan("") : value.get<double>(); }
Json interval(const Json& e) { return {{"value", e.at("value")}, {"lo", e.at("low")}, {"hi", e.at("high")}}; }

Json utility(const Json& classes) {
  std::vector<Json> rows;
  for (const auto& relation : classes) {
    for (const auto& s : relation.at("species")) {
      const Json& u = s.at("utility");
      const std::pair<const char*, const char*> numbers[] = {{"U, top", "top"},
                                                             {"U, bottom", "bottom"},
                                                             {"information / entropy", "information"},
                                                             {"R², leave one out", "explained"}};
      for (const auto& [label, key] : numbers) {
        const Json& e = u.at(key);
        rows.push_back({name(relation.at("property")), s.at("species"), s.at("defined"), s.at("diversity"), label,
                        interval(e), e.at("plain"), e.at("baseline"), e.at("p_value")});
      }
    }
  }
  return page::table("utility", "What classes of local structure say (toolkit definitions)",
                     {{.label = "property", .text = true},
                      {.label = "species", .text = true},
                      {.label = "atoms", .digits = 0},
                      {.label = "diversity e^S", .digits = 1},
                      {.label = "measure", .text = true},
                      {.label = "value", .digits = 3},
                      {.label = "plain", .digits = 3},
                      {.label = "shuffled", .digits = 3},
                      {.label = "p", .digits = 3}},
                     rows,
                     "U = 1 − D/D(random): D, the diversity of the classes among the extreme atoms, against random "
                     "subsets of equal size. Information over the entropy of the property in ten quantiles, less that "
                     "of shuffled properties. R² of predicting an atom by the mean of the other atoms of its class. "
                     "Intervals: jackknife over blocks of space.");
}

Json spectra(const Json& classes) {
  std::vector<page::Plot> plots;
  for (const auto& relation : classes) {
    for (const auto& s : relation.at("species")) {
      const auto edges = doubles(s.at("edges"));
      const std::string species = s.at("species");
      page::Plot plot{.id = fmt::format("spectra-{}-{}", plots.size(), species),
                      .title = fmt::format("{}, {}", name(relation.at("property")), species),
                      .x = {.label = name(relation.at("property")), .unit = relation.at("unit")},
                      .y = {.label = "density"},
                      .width = 2};
      plot.series.push_back({.name = "all " + species,
                             .style = "steps",
                             .x = {},
                             .y = doubles(s.at("density")),
                             .edges = edges,
                             .color = "total",
                             .dash = true});
      for (const auto& c : s.at("classes")) {
        if (c.at("density").empty()) continue;
        plot.series.push_back({.name = fmt::format("{} ({} events)", c.at("class").get<std::string>(),
                                                   c.at("others").at("events")[0].get<std::size_t>()),
                               .style = "steps",
                               .x = {},
                               .y = doubles(c.at("density")),
                               .edges = edges});
      }
      if (plot.series.size() > 1) plots.push_back(std::move(plot));
    }
  }
  return plots.empty() ? Json(nullptr)
                       : page::plot_group("class-spectra", "Spectra of the most frequent classes", "property", plots);
}

Json distances(const Json& classes) {
  std::vector<Json> rows;
  for (const auto& relation : classes) {
    for (const auto& s : relation.at("species")) {
      const auto add = [&](const std::string& a, const std::string& b, const Json& d) {
        rows.push_back({name(relation.at("property")), s.at("species"), a, b, d.at("events")[0], d.at("events")[1],
                        d.at("shift"), interval(d.at("ks")), d.at("ks").at("p_value"), interval(d.at("wasserstein")),
                        d.at("wasserstein").at("p_value")});
      };
      for (const auto& c : s.at("classes")) add(c.at("class"), "others", c.at("others"));
      for (const auto& p : s.at("pairs")) add(p.at("a"), p.at("b"), p.at("distance"));
    }
  }
  return page::table("class-distances", "How far the spectra of classes lie apart",
                     {{.label = "property", .text = true},
                      {.label = "species", .text = true},
                      {.label = "class", .text = true},
                      {.label = "and", .text = true},
                      {.label = "events", .digits = 0},
                      {.label = "events of the other", .digits = 0},
                      {.label = "shift of the mean", .digits = 3},
                      {.label = "Kolmogorov–Smirnov", .digits = 3},
                      {.label = "p", .digits = 3},
                      {.label = "Wasserstein", .digits = 3},
                      {.label = "p", .digits = 3}},
                     rows, "Distances less their mean after shuffling the classes among the atoms.");
}

Json lengths(const Json& scan) {
  std::map<std::string, std::vector<const Json*>> of_field;
  for (const auto& p : scan.at("points")) of_field[p.at("field")].push_back(&p);
  std::vector<page::Plot> plots;
  const std::string option = page::spaced(scan.at("option"));
  for (const auto& [field, points] : of_field) {
    page::Plot plot{.id = fmt::format("scan-length-{}-{}", scan.at("option").get<std::string>(), field),
                    .title = page::spaced(field),
                    .x = {.label = option, .unit = scan.at("unit")},
                    .y = {.label = "ξ", .unit = "Å", .low = 0},
                    .width = 2};
    for (const char* view : {"standardised", "raw"}) {
      page::Series dots{.name = std::string(view) == "raw" ? "raw" : "standardised per species", .style = "points"};
      for (const Json* p : points) {
        const Json& l = p->at("autocorrelation").at(view);
        dots.x.push_back(number(p->at("value")));
        dots.y.push_back(number(l.at("xi")));
        dots.low.push_back(number(l.at("xi_low")));
        dots.high.push_back(number(l.at("xi_high")));
      }
      plot.series.push_back(std::move(dots));
    }
    plots.push_back(std::move(plot));
  }
  return page::plot_group(fmt::format("scan-lengths-{}", scan.at("option").get<std::string>()),
                          fmt::format("Correlation length against the {} of {}", option, name(scan.at("descriptor"))),
                          "field", plots, 1);
}

Json powers(const Json& scan) {
  std::map<std::string, std::map<std::string, page::Series>> of_field;
  for (const auto& p : scan.at("points")) {
    if (!p.contains("relation")) return nullptr;
    for (const auto& s : p.at("relation").at("species")) {
      const std::string species = s.at("species");
      page::Series& series = of_field[p.at("field")][species];
      series.name = species;
      series.style = "points";
      series.color = species == "all" ? "total" : species;
      const Json& e = s.at("spearman");
      series.x.push_back(number(p.at("value")));
      series.y.push_back(number(e.at("value")));
      series.low.push_back(number(e.at("low")));
      series.high.push_back(number(e.at("high")));
    }
  }
  std::vector<page::Plot> plots;
  const std::string option = page::spaced(scan.at("option"));
  for (auto& [field, species] : of_field) {
    page::Plot plot{.id = fmt::format("scan-power-{}-{}", scan.at("option").get<std::string>(), field),
                    .title = page::spaced(field),
                    .x = {.label = option, .unit = scan.at("unit")},
                    .y = {.label = "Spearman ρ with " + name(scan.at("property"))},
                    .width = 2};
    for (auto& [label, series] : species) plot.series.push_back(std::move(series));
    plots.push_back(std::move(plot));
  }
  return page::plot_group(fmt::format("scan-powers-{}", scan.at("option").get<std::string>()),
                          fmt::format("Predictive power against the {} of {}", option, name(scan.at("descriptor"))),
                          "field", plots, 1);
}

Json directions(const Json& list) {
  std::vector<page::Plot> plots;
  for (const auto& d : list) {
    page::Plot plot{.id = "directional-" + d.at("field").get<std::string>(),
                    .title = name(d.at("field")),
                    .x = {.label = "r", .unit = "Å"},
                    .y = {.label = "C(r)", .log = true},
                    .width = 2};
    for (const auto& [key, label] : {std::pair<const char*, const char*>{"sum", "sum of the components"},
                                     std::pair<const char*, const char*>{"mean", "mean of the components' C(r)"}}) {
      const Json& v = d.at(key).at("standardised");
      const auto c = doubles(v.at("c")), error = doubles(v.at("error"));
      page::Series s{.name = v.at("xi").is_null() ? std::string(label)
                                                  : fmt::format("{}, ξ = {:.2f} Å", label, v.at("xi").get<double>()),
                     .style = "points",
                     .x = doubles(v.at("r")),
                     .y = c};
      for (std::size_t k = 0; k < c.size(); ++k) {
        s.low.push_back(c[k] - error[k]);
        s.high.push_back(c[k] + error[k]);
      }
      plot.caption += fmt::format(
          "{}: ξ = {} Å{} ", label, v.at("xi").is_null() ? "–" : fmt::format("{:.2f}", v.at("xi").get<double>()),
          v.at("xi_low").is_null()
              ? std::string(".")
              : fmt::format(" ({:.2f} … {:.2f}).", number(v.at("xi_low")), number(v.at("xi_high"))));
      plot.series.push_back(std::move(s));
    }
    plots.push_back(std::move(plot));
  }
  return page::plot_group("directional", "Directional autocorrelation, standardised per species", "field", plots);
}

}  // namespace

std::vector<Json> special_items(const Json& root) {
  std::vector<Json> items;
  if (!root.at("classes").empty()) {
    items.push_back(utility(root.at("classes")));
    items.push_back(spectra(root.at("classes")));
    items.push_back(distances(root.at("classes")));
  }
  for (const auto& scan : root.at("scans")) {
    items.push_back(lengths(scan));
    items.push_back(powers(scan));
  }
  if (!root.at("directional").empty()) items.push_back(directions(root.at("directional")));
  std::erase_if(items, [](const Json& item) { return item.is_null(); });
  return items;
}

}  // namespace glasscape::report
