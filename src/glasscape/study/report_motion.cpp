// What the atoms did along a test: localisation, plastic clusters, the shear band, maps that play.

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/maps/colormap.hpp"
#include "glasscape/statistics/moments.hpp"
#include "glasscape/study/branch_label.hpp"
#include "glasscape/study/csv_columns.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

using page::Json;

// One branch's comparison along its test.
struct Motion {
  std::string label;
  const StudyResults* results;
  CsvColumns series;
  std::string axis;       // of the abscissa
  std::vector<double> x;  // strain of the test, or frames of a creep

  // The abscissa of a frame of the trajectory.
  [[nodiscard]] double at_frame(double frame) const {
    const auto frames = series.numbers("frame");
    const auto hit = std::find(frames.begin(), frames.end(), frame);
    return hit == frames.end() ? NAN : x[static_cast<std::size_t>(hit - frames.begin())];
  }
};

std::vector<Motion> motions(const std::vector<StudyResults>& branches) {
  std::vector<Motion> all;
  for (const StudyResults& b : branches) {
    if (!b.has("motion", "series.csv") || !b.has("deform", "deform.json")) continue;
    Motion m{branch_label(b), &b, CsvColumns(b.path("motion", "series.csv")), "strain", {}};
    const Json test = b.json("deform", "deform.json");
    const auto direction = test.at("direction").get<std::string>();
    if (test.at("protocol") == "creep") {
      m.axis = "frame";
      m.x = m.series.numbers("frame");
    } else if (direction.size() == 2) {
      m.x = m.series.numbers("F_" + direction);
    } else {
      m.x = m.series.numbers("F_" + direction + direction);
      for (double& v : m.x) v -= 1;
    }
    all.push_back(std::move(m));
  }
  return all;
}

struct Curve {
  const char* column;
  const char* name;  // beside the branch, where a figure has several curves of each
  bool dash = false;
};

// A curve of each branch for each column; nothing where no table has the columns.
Json figure(const std::vector<Motion>& all, page::Plot plot, const std::vector<Curve>& curves) {
  plot.x = {.label = all.front().axis};
  for (std::size_t b = 0; b < all.size(); ++b) {
    for (const Curve& curve : curves) {
      if (!all[b].series.has(curve.column)) continue;
      const std::string name = curves.size() == 1 ? all[b].label : fmt::format("{}, {}", all[b].label, curve.name);
      plot.series.push_back({.name = name, .style = "line", .x = all[b].x, .y = all[b].series.numbers(curve.column)});
      // Curves of one branch share its colour; the palette goes on by branch.
      if (curves.size() > 1) {
        plot.series.back().color = fmt::format("{}", b);
        plot.series.back().dash = curve.dash;
      }
    }
  }
  return plot.series.empty() ? Json(nullptr) : page::plot(plot);
}

// Density of x/⟨x⟩ of a field in the last frame.
Json distribution(const std::vector<Motion>& all, const std::string& field, const std::string& label) {
  page::Plot plot{.id = "distribution-" + field,
                  .title = "Distribution in the last frame",
                  .x = {.label = fmt::format("{}/⟨{}⟩", label, label)},
                  .y = {.label = "probability density", .log = true}};
  for (const Motion& m : all) {
    if (!m.results->has("motion", "distribution.csv")) continue;
    const CsvColumns table(m.results->path("motion", "distribution.csv"));
    const auto frames = table.numbers("frame"), from = table.numbers("x_over_mean_from"),
               to = table.numbers("x_over_mean_to"), density = table.numbers("density");
    const auto fields = table.texts("field");
    if (frames.empty()) continue;
    page::Series series{.name = m.label, .style = "line"};
    for (std::size_t k = 0; k < frames.size(); ++k) {
      if (fields[k] != field || frames[k] != frames.back() || !(density[k] > 0)) continue;
      series.x.push_back((from[k] + to[k]) / 2);
      series.y.push_back(density[k]);
    }
    if (!series.x.empty()) plot.series.push_back(std::move(series));
  }
  return plot.series.empty() ? Json(nullptr) : page::plot(plot);
}

Json broken_bonds(const std::vector<Motion>& all) {
  page::Plot plot{.id = "broken-bonds",
                  .title = "Broken bonds against non-affine displacement, last frame",
                  .x = {.label = "D_{min}^{2}", .unit = "Å^2"},
                  .y = {.label = "share of bonds broken"},
                  .caption = "Atoms in bins of equal size; the line is fitted through the lower bins."};
  for (std::size_t b = 0; b < all.size(); ++b) {
    const Motion& m = all[b];
    const std::string color = fmt::format("{}", b);  // of the palette: points and line of a branch alike
    const Json bonds = m.results->json("motion", "compare.json").at("last").at("broken_bonds");
    if (bonds.is_null()) continue;
    page::Series points{.name = m.label, .style = "points", .color = color};
    double end = 0;
    for (const Json& bin : bonds.at("bins")) {
      const double x = bin.at("d2min").get<double>(), y = bin.at("broken_fraction").get<double>();
      const double e =
          bin.at("broken_fraction_error").is_number() ? bin.at("broken_fraction_error").get<double>() : NAN;
      points.x.push_back(x);
      points.y.push_back(y);
      points.low.push_back(y - e);
      points.high.push_back(y + e);
      if (bin.at("fitted").get<bool>()) end = std::max(end, x);
    }
    const double intercept = bonds.at("intercept").get<double>(), slope = bonds.at("slope").get<double>();
    plot.series.push_back(std::move(points));
    plot.series.push_back({.name = fmt::format("{}: intercept {:.1f} ± {:.1f} %", m.label, 100 * intercept,
                                               100 * bonds.at("intercept_error").get<double>()),
                           .style = "line",
                           .x = {0, end},
                           .y = {intercept, intercept + slope * end},
                           .color = color,
                           .dash = true});
  }
  return plot.series.empty() ? Json(nullptr) : page::plot(plot);
}

Json bands(const std::vector<Motion>& all) {
  std::vector<Json> rows;
  for (const Motion& m : all) {
    if (!m.results->has("motion", "band.json")) continue;
    const Json b = m.results->json("motion", "band.json");
    const auto plane = b.at("plane").get<std::array<int, 3>>();
    const auto measured = [&](const char* value, const char* error) -> Json {
      if (!b.at(value).is_number() || !b.at(error).is_number()) return b.at(value);
      const double v = b.at(value).get<double>(), e = b.at(error).get<double>();
      return page::interval(v, v - e, v + e);
    };
    rows.push_back({m.label, b.at("found").get<bool>() ? "yes" : "no: " + b.at("why_not").get<std::string>(),
                    fmt::format("({} {} {})", plane[0], plane[1], plane[2]), measured("centre_A", "centre_error_A"),
                    measured("width_A", "width_error_A"), b.at("contrast"), b.at("p_value")});
  }
  if (rows.empty()) return nullptr;
  return page::table("band", "Shear band in the last frame",
                     {{.label = "glass", .text = true},
                      {.label = "band", .text = true},
                      {.label = "plane", .text = true},
                      {.label = "centre", .unit = "Å", .digits = 1},
                      {.label = "width", .unit = "Å", .digits = 1},
                      {.label = "band over matrix", .digits = 2},
                      {.label = "p-value", .digits = 3}},
                     std::move(rows),
                     "A layer counts as a band where it stands out from shuffled blocks of the same glass and deforms "
                     "at least one and a half times as much as the rest: our definition.");
}

// Maps of one field in one branch, a picture for each frame kept, all in the same colours.
Json film(const Motion& m, const std::string& field, const Json& maps) {
  const Json& of_field = maps.at("fields").at(field);
  const Json& frames = of_field.at("maps");
  std::vector<double> every;
  for (const Json& map : frames) {
    for (const double v : page::doubles(map.at("values"))) every.push_back(v);
  }
  const auto sorted = sorted_finite(every);
  if (sorted.empty()) return nullptr;
  const double high = quantile(sorted, 0.995), step = high / viridis_steps.size();
  const auto unit = of_field.at("unit").get<std::string>();
  constexpr std::array axes{"x", "y", "z"};
  std::vector<page::Plot> plots;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    const Json& map = frames[f];
    const auto columns = map.at("columns").get<std::size_t>(), rows = map.at("rows").get<std::size_t>();
    const double w = map.at("lengths_A")[0].get<double>() / static_cast<double>(columns),
                 h = map.at("lengths_A")[1].get<double>() / static_cast<double>(rows);
    page::Plot plot{.id = fmt::format("film-{}-{}-{}", field, m.label, f),
                    .title = fmt::format("{} {:.3g}", m.axis, m.at_frame(maps.at("frames")[f].get<double>())),
                    .x = {.label = axes[map.at("axes")[0].get<std::size_t>()], .unit = "Å"},
                    .y = {.label = axes[map.at("axes")[1].get<std::size_t>()], .unit = "Å"},
                    .equal = true};
    for (std::size_t s = 0; s < viridis_steps.size(); ++s) {
      const double from = step * static_cast<double>(s);
      plot.series.push_back({.name = s + 1 == viridis_steps.size()
                                         ? fmt::format("≥ {:.2g} {}", from, unit == "1" ? "" : unit)
                                         : fmt::format("{:.2g} to {:.2g}", from, from + step),
                             .style = "cells",
                             .color = viridis_steps[s],
                             .cell = {w, h}});
    }
    const auto values = page::doubles(map.at("values"));
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (!std::isfinite(values[k])) continue;
      const double level = step > 0 ? std::clamp(values[k] / step, 0.0, viridis_steps.size() - 1.0) : 0;
      page::Series& series = plot.series[static_cast<std::size_t>(level)];
      series.x.push_back(std::round(100 * w * (static_cast<double>(k % columns) + 0.5)) / 100);
      series.y.push_back(std::round(100 * h * (static_cast<double>(k / columns) + 0.5)) / 100);
    }
    std::erase_if(plot.series, [](const page::Series& s) { return s.x.empty(); });
    plots.push_back(std::move(plot));
  }
  return page::film(fmt::format("film-{}-{}", field, m.label), fmt::format("{}: {}", m.label, page::spaced(field)),
                    "Applied", plots, 1);
}

void add_films(std::vector<Json>& items, const std::vector<Motion>& all) {
  std::vector<Json> maps;
  std::vector<std::string> fields;
  for (const Motion& m : all) {
    maps.push_back(m.results->has("motion", "maps.json") ? m.results->json("motion", "maps.json") : Json());
    if (maps.back().is_null()) continue;
    for (const auto& [field, unused] : maps.back().at("fields").items()) {
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
    }
  }
  for (const std::string& field : fields) {
    for (std::size_t b = 0; b < all.size(); ++b) {
      if (!maps[b].is_null() && maps[b].at("fields").contains(field)) items.push_back(film(all[b], field, maps[b]));
    }
  }
}

}  // namespace

page::Json motion(const std::vector<StudyResults>& branches) {
  const std::vector<Motion> all = motions(branches);
  if (all.empty()) return nullptr;
  const auto plot = [](const char* id, const char* title, const char* label, const char* unit = "") {
    return page::Plot{.id = id, .title = title, .y = {.label = label, .unit = unit}};
  };
  std::vector<Json> items{
      distribution(all, "d2min", "D_{min}^{2}"),
      figure(all, plot("psi", "Localization factor of D_{min}^{2}", "Ψ"), {{"d2min.psi", ""}}),
      figure(all, plot("skewness", "Skewness of D_{min}^{2}", "skewness"), {{"d2min.skewness", ""}}),
      figure(all, plot("strain-band", "Effective strain in the band and outside", "Λ"),
             {{"ttg_strain.band", "band"}, {"ttg_strain.matrix", "matrix", true}}),
      figure(all, plot("gradient-band", "Effective strain gradient in the band and outside", "η", "1/Å"),
             {{"ttg_gradient.band", "band"}, {"ttg_gradient.matrix", "matrix", true}}),
      figure(all, plot("largest-cluster", "Largest cluster of plastic atoms", "S_{max}"), {{"plastic.max", ""}}),
      figure(all, plot("percolating-factor", "Share of plastic atoms in the largest cluster", "S_{max}/S_{all}"),
             {{"plastic.ratio", ""}}),
      figure(all, plot("extreme-dilatation", "Dilatation of the most dilated hundredth", "ξ_{XD}/⟨ξ_{D}⟩"),
             {{"ttg_dilatation.extreme", ""}}),
      figure(all, plot("extreme-rotation", "Rotation of the most rotated hundredth", "ξ_{XR}/⟨ξ_{R}⟩"),
             {{"ttg_rotation.extreme", ""}}),
      figure(all, plot("extreme-shear", "Shear of the most sheared hundredth", "ξ_{XS}/⟨ξ_{S}⟩"),
             {{"ttg_shear.extreme", ""}}),
      broken_bonds(all),
      bands(all)};
  add_films(items, all);
  std::erase_if(items, [](const Json& item) { return item.is_null(); });
  return page::section(
      "motion", "What the atoms did",
      "Each frame of the test compared with its start, atom by atom. The shear band is that of the last "
      "frame, looked up in all of them.",
      std::move(items));
}

}  // namespace glasscape::report
