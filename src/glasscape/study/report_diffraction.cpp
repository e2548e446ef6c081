// A glass in a simulated beam: what its images tell of it, beside what it is.

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

page::Series band(const std::string& name, const std::vector<double>& x, const std::vector<double>& y,
                  const std::vector<double>& error) {
  page::Series series{.name = name, .style = "band", .x = x, .y = y, .color = "0"};
  for (std::size_t k = 0; k < x.size(); ++k) {
    series.low.push_back(y[k] - error[k]);
    series.high.push_back(y[k] + error[k]);
  }
  return series;
}

Json measured_g(const StudyResults& results) {
  const CsvColumns table(results.path("diffraction", "round_trip.csv"));
  const auto r = table.numbers("r [Å]");
  page::Plot plot{
      .id = "round-trip-" + branch_label(results),
      .title = branch_label(results) + ": g_{2}^{0} from the images and of the glass",
      .x = {.label = "r", .unit = "Å", .low = 1.5},
      .y = {.label = "g_{2}^{0}"},
      .caption =
          "Both through the same range of Q and the same window. The glass has the change of the anisotropy "
          "above, as X-rays weigh it; coefficients of m ≠ 0 are left out, as they vanish in a specimen.",
      .width = 2};
  plot.series.push_back(
      band("from the images, ± one standard error", r, table.numbers("g_2_0"), table.numbers("g_2_0_error")));
  plot.series.push_back(
      {.name = "the glass", .style = "line", .x = r, .y = table.numbers("g_2_0_glass"), .color = "1", .dash = true});
  // Below the first neighbours there is nothing but ripples of the transform.
  for (page::Series& series : plot.series) {
    const auto from = std::lower_bound(series.x.begin(), series.x.end(), 1.5) - series.x.begin();
    for (auto* column : {&series.x, &series.y, &series.low, &series.high}) {
      if (!column->empty()) column->erase(column->begin(), column->begin() + from);
    }
  }
  return page::plot(plot);
}

Json structure_factor(const StudyResults& results) {
  const CsvColumns table(results.path("diffraction", "S.csv"));
  const auto q = table.numbers("Q [1/Å]");
  page::Plot plot{.id = "S-" + branch_label(results),
                  .title = branch_label(results) + ": S_{2}^{0} from the images",
                  .x = {.label = "Q", .unit = "1/Å"},
                  .y = {.label = "S_{2}^{0}"}};
  plot.series.push_back(band("± one standard error", q, table.numbers("S_2_0"), table.numbers("S_2_0_error")));
  return page::plot(plot);
}

Json difference(const StudyResults& results) {
  const CsvColumns table(results.path("diffraction", "difference.csv"));
  const auto q = table.numbers("Q [1/Å]"), azimuth = table.numbers("azimuth [deg]"),
             value = table.numbers("difference");
  const double largest = largest_of(value);
  if (!(largest > 0) || q.size() < 2) return nullptr;
  const double height = [&] {
    for (const double a : azimuth) {
      if (a != azimuth.front()) return a - azimuth.front();
    }
    return 360.0;
  }();
  page::Plot plot{.id = "difference-" + branch_label(results),
                  .title = branch_label(results) + ": first orientation less the second",
                  .x = {.label = "Q", .unit = "1/Å"},
                  .y = {.label = "azimuth", .unit = "°"},
                  .caption =
                      "Counts per pixel. A glass without anisotropy leaves noise; waves with two periods are its "
                      "anisotropy."};
  plot.series = diverging_cells(q, azimuth, value, largest, {q[1] - q[0], height});
  return page::plot(plot);
}

Json numbers(const std::vector<const StudyResults*>& all) {
  std::vector<Json> rows;
  for (const StudyResults* results : all) {
    const Json trip = results->json("diffraction", "round_trip.json");
    for (const auto& [member, name] : {std::pair{"found", "from the images"}, std::pair{"glass", "the glass"}}) {
      const Json& one = trip.at(member);
      const auto interval = [](const Json& m, const char* value, const char* low, const char* high) {
        const auto number = [&](const char* key) { return m.at(key).is_number() ? m.at(key).get<double>() : NAN; };
        return page::interval(number(value), number(low), number(high));
      };
      rows.push_back({branch_label(*results), name, interval(one.at("alpha"), "value", "low", "high"),
                      interval(one.at("strain"), "value", "low", "high"),
                      interval(one.at("critical_radius"), "value_A", "low_A", "high_A")});
    }
    rows.push_back({branch_label(*results),
                    fmt::format("mean square of the difference over its error: {:.2g}",
                                trip.at("chi2").is_number() ? trip.at("chi2").get<double>() : NAN),
                    nullptr, nullptr, nullptr});
  }
  return page::table("round-trip-numbers", "There and back",
                     {{.label = "glass", .text = true},
                      {.label = "", .text = true},
                      {.label = "α", .digits = 5},
                      {.label = "ε_{aff}", .digits = 5},
                      {.label = "r_{c}", .unit = "Å", .digits = 1}},
                     std::move(rows), "Intervals of 95 %; ε is positive in tension.");
}

}  // namespace

page::Json diffraction(const std::vector<StudyResults>& branches) {
  std::vector<const StudyResults*> all;
  for (const StudyResults& b : branches) {
    if (b.has("diffraction", "round_trip.json")) all.push_back(&b);
  }
  if (all.empty()) return nullptr;
  std::vector<Json> items;
  for (const StudyResults* results : all) {
    items.push_back(measured_g(*results));
    items.push_back(structure_factor(*results));
    items.push_back(difference(*results));
  }
  items.push_back(numbers(all));
  std::erase_if(items, [](const Json& item) { return item.is_null(); });
  return page::section("diffraction", "Seen by X-rays",
                       "The deformed glass in a simulated beam: detector images with photon noise, integrated and "
                       "reduced like those of an experiment.",
                       std::move(items));
}

}  // namespace glasscape::report
