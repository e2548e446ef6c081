// Where bonds and rings of a polymer point before and after a test.

#include <cmath>
#include <fmt/format.h>

#include "glasscape/study/branch_label.hpp"
#include "glasscape/study/csv_columns.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

using page::Json;

Json change_of_angles(const StudyResults& results) {
  const CsvColumns table(results.path("orientation", "orientation.csv"));
  const auto angle = table.numbers("phi_deg");
  page::Plot plot{.id = "angles-" + branch_label(results),
                  .title = branch_label(results) + ": change of directions",
                  .x = {.label = "angle to the axis of the test φ", .unit = "°", .low = 0.0, .high = 90.0},
                  .y = {.label = "ΔP(φ)", .unit = "1/rad"},
                  .caption =
                      "P(φ) after the test less that before it; bars are one standard error, of molecules taken "
                      "as independent.",
                  .width = 2};
  const auto add = [&](const char* kind, const char* name, const char* color) {
    page::Series series{.name = name, .style = "line", .x = angle, .color = color};
    series.y = table.numbers(fmt::format("{}_delta_P [1/rad]", kind));
    const auto error = table.numbers(fmt::format("{}_delta_P_error [1/rad]", kind));
    page::Series band = series;
    band.style = "band";
    for (std::size_t k = 0; k < error.size(); ++k) {
      band.low.push_back(series.y[k] - error[k]);
      band.high.push_back(series.y[k] + error[k]);
    }
    band.name += ", ± one standard error";
    plot.series.push_back(std::move(band));
    plot.series.push_back(std::move(series));
  };
  add("bond", "bonds of the backbone", "0");
  add("ring", "normals of rings", "1");
  return page::plot(plot);
}

Json numbers(const std::vector<const StudyResults*>& all) {
  std::vector<Json> rows;
  for (const StudyResults* results : all) {
    const Json result = results->json("orientation", "orientation.json");
    const auto mean = [](const Json& m) {
      if (!m.at("mean").is_number() || !m.at("standard_error").is_number()) return m.at("mean");
      const double v = m.at("mean").get<double>(), e = m.at("standard_error").get<double>();
      return page::interval(v, v - e, v + e);
    };
    rows.push_back({branch_label(*results), mean(result.at("bonds").at("p2_change")),
                    mean(result.at("rings").at("p2_change")), mean(result.at("bonds").at("rotation_deg")),
                    mean(result.at("chain_rotation_deg")), mean(result.at("extension")),
                    mean(result.at("stretch_share")), mean(result.at("d2_inside_A2"))});
  }
  return page::table(
      "orientation-numbers", "Turning and stretching",
      {{.label = "glass", .text = true},
       {.label = "change of P_{2}, bonds", .digits = 4},
       {.label = "rings", .digits = 4},
       {.label = "bonds turned by", .unit = "°", .digits = 1},
       {.label = "molecules turned by", .unit = "°", .digits = 1},
       {.label = "extension", .digits = 3},
       {.label = "share of stretching", .digits = 3},
       {.label = "non-affine within molecules", .unit = "Å^2", .digits = 2}},
      std::move(rows),
      "Share of stretching: 1 if bonds only change their lengths, 0 if they only turn. Our definitions.");
}

}  // namespace

page::Json orientation(const std::vector<StudyResults>& branches) {
  std::vector<const StudyResults*> all;
  for (const StudyResults& b : branches) {
    if (b.has("orientation", "orientation.csv")) all.push_back(&b);
  }
  if (all.empty()) return nullptr;
  std::vector<Json> items;
  for (const StudyResults* results : all) items.push_back(change_of_angles(*results));
  items.push_back(numbers(all));
  return page::section("orientation", "How molecules turned", {}, std::move(items));
}

}  // namespace glasscape::report
