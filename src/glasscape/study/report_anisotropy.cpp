// What a deformation leaves in the anisotropic pair distribution function, beside an affine one.

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/study/branch_label.hpp"
#include "glasscape/study/csv_columns.hpp"
#include "glasscape/study/report.hpp"
#include "glasscape/study/report_cells.hpp"

namespace glasscape::report {
namespace {

using page::Json;

// One branch's tables.
struct Anisotropy {
  std::string label;
  const StudyResults* results;
  CsvColumns curves;
  Json affine, sizes;
};

std::vector<Anisotropy> anisotropies(const std::vector<StudyResults>& branches) {
  std::vector<Anisotropy> all;
  for (const StudyResults& b : branches) {
    if (!b.has("anisotropy", "affine.csv")) continue;
    all.push_back({branch_label(b), &b, CsvColumns(b.path("anisotropy", "affine.csv")),
                   b.json("anisotropy", "affine.json"), b.json("anisotropy", "pdf.json")});
  }
  return all;
}

std::string id_of(const char* name, const Anisotropy& a) { return fmt::format("{}-{}", name, a.label); }

double number_of(const Json& value) { return value.is_number() ? value.get<double>() : NAN; }

std::vector<double> shifted(std::vector<double> values, const std::vector<double>& by, double sign) {
  for (std::size_t k = 0; k < values.size(); ++k) values[k] += sign * by[k];
  return values;
}

// The first radius where g exceeds `least`.
double radius_of(const Anisotropy& a, double least) {
  const auto r = a.curves.numbers("r [Å]"), g = a.curves.numbers("g_0_0");
  for (std::size_t k = 0; k < r.size(); ++k) {
    if (g[k] > least) return r[k];
  }
  return 0;
}

// Where curves begin to be worth showing.
double contact(const Anisotropy& a) { return std::max(0.0, radius_of(a, 0.05) - 0.3); }

std::string coefficient(const Anisotropy& a) {
  const auto lm = a.affine.at("harmonic").get<std::array<int, 2>>();
  return fmt::format("g_{{{}}}^{{{}}}", lm[0], lm[1]);
}

std::string column(const Anisotropy& a, const char* tail) {
  const auto lm = a.affine.at("harmonic").get<std::array<int, 2>>();
  return fmt::format("g_{}_{}{}", lm[0], lm[1], tail);
}

Json beside_affine(const Anisotropy& a) {
  const auto r = a.curves.numbers("r [Å]"), smooth = a.curves.numbers(column(a, "_smooth")),
             value = a.curves.numbers(column(a, "")), error = a.curves.numbers(column(a, "_error"));
  page::Plot plot{.id = id_of("affine", a),
                  .title = fmt::format("{}: {} beside an affine deformation", a.label, coefficient(a)),
                  .x = {.label = "r", .unit = "Å", .low = contact(a)},
                  .y = {.label = coefficient(a)},
                  .width = 2};
  plot.series.push_back({.name = "as counted, ± one standard error",
                         .style = "band",
                         .x = r,
                         .y = value,
                         .low = shifted(value, error, -1),
                         .high = shifted(value, error, 1),
                         .color = "0"});
  plot.series.push_back({.name = "smoothed", .style = "line", .x = r, .y = smooth, .color = "2"});
  plot.series.push_back(
      {.name = fmt::format("α r dg/dr, fitted beyond {:.3g} Å", a.affine.at("fit").at("r_min_A").get<double>()),
       .style = "line",
       .x = r,
       .y = a.curves.numbers("affine"),
       .color = "1",
       .dash = true});
  const double rc = number_of(a.affine.at("critical_radius").at("value_A"));
  if (std::isfinite(rc)) plot.marks.emplace_back(rc, "r_{c}");
  plot.caption = fmt::format("After the test less before it; {} frame{} of {} sample{} averaged; errors by {}.",
                             a.sizes.at("frames").get<int>(), a.sizes.at("frames") == 1 ? "" : "s",
                             a.sizes.at("samples").get<int>(), a.sizes.at("samples") == 1 ? "" : "s",
                             a.sizes.at("errors").get<std::string>());
  return page::plot(plot);
}

Json beside_isotropic(const Anisotropy& a) {
  const auto r = a.curves.numbers("r [Å]");
  page::Plot plot{.id = id_of("isotropic", a),
                  .title = fmt::format("{}: {} and g", a.label, coefficient(a)),
                  .x = {.label = "r", .unit = "Å", .low = contact(a)},
                  .y = {.label = "over its largest value"},
                  .caption =
                      "Each curve divided by its largest magnitude. Peaks at the same places: bonds that turn "
                      "and keep their length. Displaced by a quarter of a period: bonds that are stretched.",
                  .width = 2};
  const auto add = [&](std::vector<double> y, const std::string& name, const char* color, double minus) {
    double largest = 0;
    for (std::size_t k = 0; k < r.size(); ++k) {
      y[k] -= minus;
      if (r[k] >= contact(a)) largest = std::max(largest, std::abs(y[k]));
    }
    for (double& v : y) v /= largest > 0 ? largest : 1;
    plot.series.push_back({.name = name, .style = "line", .x = r, .y = std::move(y), .color = color});
  };
  add(a.curves.numbers(column(a, "_smooth")), coefficient(a), "0", 0);
  add(a.curves.numbers("g_0_0"), "g − 1", "total", 1);
  return page::plot(plot);
}

Json strain(const Anisotropy& a) {
  const auto all = a.curves.numbers("r [Å]");
  // At the foot of the first peak, ε(r) is a small number over a small one.
  const auto begin = std::lower_bound(all.begin(), all.end(), radius_of(a, 0.5)) - all.begin();
  const auto shown = [&](const char* name) {
    const auto values = a.curves.numbers(name);
    return std::vector<double>(values.begin() + begin, values.end());
  };
  const auto r = shown("r [Å]"), first = shown("strain"), error = shown("strain_error");
  page::Plot plot{.id = id_of("strain", a),
                  .title = fmt::format("{}: strain as the distance grows", a.label),
                  .x = {.label = "r", .unit = "Å", .low = contact(a)},
                  .y = {.label = "ε(r)"},
                  .caption = "Positive in tension. Undefined where there are hardly any pairs."};
  plot.series.push_back({.name = "± one standard error",
                         .style = "band",
                         .x = r,
                         .y = first,
                         .low = shifted(first, error, -1),
                         .high = shifted(first, error, 1),
                         .color = "0"});
  plot.series.push_back({.name = "first order", .style = "line", .x = r, .y = first, .color = "0"});
  plot.series.push_back(
      {.name = "second order", .style = "line", .x = r, .y = shown("strain_second"), .color = "2", .dash = true});
  const double far = number_of(a.affine.at("strain").at("value"));
  plot.series.push_back(
      {.name = "affine", .style = "line", .x = {r.front(), r.back()}, .y = {far, far}, .color = "1", .dash = true});
  return page::plot(plot);
}

// The change of the coefficient around atoms of each class of D²min, as colours over distance and class.
Json map(const Anisotropy& a) {
  if (!a.results->has("anisotropy", "map.csv")) return nullptr;
  const CsvColumns table(a.results->path("anisotropy", "map.csv"));
  const auto lm = a.affine.at("harmonic").get<std::array<int, 2>>();
  const auto r = table.numbers("r [Å]"), mean = table.numbers("field_mean"),
             value = table.numbers(fmt::format("difference_{}_{}", lm[0], lm[1]));
  page::Plot plot{
      .id = id_of("map", a),
      .title = fmt::format("{}: change of {} around atoms of each class of D_{{min}}^{{2}}", a.label, coefficient(a)),
      .x = {.label = "r", .unit = "Å", .low = contact(a)},
      .y = {.label = "D_{min}^{2}", .unit = "Å^2"},
      .caption =
          "Last frame less the state before. Classes hold equally many atoms; each is named by its "
          "mean.",
      .width = 2};
  const double largest = largest_of(value);
  if (!(largest > 0)) return nullptr;
  std::vector<double> place;  // of each row's class on the axis
  double last = NAN;
  for (const double m : mean) {
    if (m != last) plot.y.ticks.push_back(fmt::format("{:.2g}", m));
    last = m;
    place.push_back(static_cast<double>(plot.y.ticks.size()) - 1);
  }
  plot.series = diverging_cells(r, place, value, largest, {r.size() > 1 ? r[1] - r[0] : 1, 1});
  plot.y.low = -0.5;
  plot.y.high = static_cast<double>(plot.y.ticks.size()) - 0.5;
  return page::plot(plot);
}

Json numbers(const std::vector<Anisotropy>& all) {
  std::vector<Json> rows;
  for (const Anisotropy& a : all) {
    const auto measured = [](const Json& m) {
      const double v = number_of(m.at("value")), e = number_of(m.at("error"));
      return page::interval(v, v - e, v + e);
    };
    const auto bounded = [](const Json& m, const char* value, const char* low, const char* high) {
      return page::interval(number_of(m.at(value)), number_of(m.at(low)), number_of(m.at(high)));
    };
    const Json &phase = a.affine.at("phase"), &rc = a.affine.at("critical_radius");
    rows.push_back({a.label, bounded(a.affine.at("alpha"), "value", "low", "high"),
                    bounded(a.affine.at("strain"), "value", "low", "high"), bounded(rc, "value_A", "low_A", "high_A"),
                    measured(phase.at("with_affine")), measured(phase.at("with_isotropic")),
                    measured(phase.at("phase_deg")), page::number(number_of(phase.at("explained")))});
  }
  return page::table("anisotropy-numbers", "Affine part and phases",
                     {{.label = "glass", .text = true},
                      {.label = "α", .digits = 5},
                      {.label = "ε_{aff}", .digits = 5},
                      {.label = "r_{c}", .unit = "Å", .digits = 1},
                      {.label = "with r dg/dr", .digits = 2},
                      {.label = "with g − 1", .digits = 2},
                      {.label = "phase", .unit = "°", .digits = 0},
                      {.label = "explained", .digits = 2}},
                     std::move(rows),
                     "ε is positive in tension. Phase 0° or 180°: bonds stretched or shortened; ±90°: bonds that turn. "
                     "Explained: the share of the coefficient that the two curves describe. Our definitions.");
}

}  // namespace

page::Json anisotropy(const std::vector<StudyResults>& branches) {
  const std::vector<Anisotropy> all = anisotropies(branches);
  if (all.empty()) return nullptr;
  std::vector<Json> items;
  for (const Anisotropy& a : all) {
    items.push_back(beside_affine(a));
    items.push_back(beside_isotropic(a));
    items.push_back(strain(a));
    items.push_back(map(a));
  }
  items.push_back(numbers(all));
  std::erase_if(items, [](const Json& item) { return item.is_null(); });
  return page::section("anisotropy", "Anisotropy that stays",
                       "Coefficients of the pair distribution function in spherical harmonics about the axis of the "
                       "test (4π normalisation).",
                       std::move(items));
}

}  // namespace glasscape::report
