// Tests at temperature and what they leave in the elastic constants.

#include <fmt/format.h>

#include "glasscape/study/branch_label.hpp"
#include "glasscape/study/csv_columns.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

using page::Json;

bool is_creep(const Json& test) { return test.at("protocol") == "creep"; }

// A value and its standard error as the page shows intervals; of different units, so that digits are chosen for each.
Json with_error(const Json& test, const std::string& name, const std::string& unit, double scale = 1) {
  const Json &value = test.at(name + unit), &error = test.at(name + "_error" + unit);
  if (!value.is_number()) return nullptr;
  const double v = scale * value.get<double>();
  if (!error.is_number()) return v;
  const double e = scale * error.get<double>();
  return page::interval(v, v - e, v + e);
}

Json rate_table(const std::vector<StudyResults>& branches) {
  std::vector<Json> rows;
  for (const StudyResults& b : branches) {
    if (!b.has("deform", "deform.json")) continue;
    const Json t = b.json("deform", "deform.json");
    if (!t.contains("protocol") || is_creep(t)) continue;
    rows.push_back({branch_label(b),
                    fmt::format("{} {}", t.at("protocol").get<std::string>(), t.at("direction").get<std::string>()),
                    t.at("temperature_K"), fmt::format("{:.2g}", t.at("rate_per_s").get<double>()),
                    with_error(t, "modulus", "_GPa"), with_error(t, "yield_stress", "_GPa"),
                    with_error(t, "maximum_stress", "_GPa"), t.at("maximum_strain"),
                    with_error(t, "flow_stress", "_GPa")});
  }
  if (rows.empty()) return nullptr;
  return page::table("strength", "Strength",
                     {{.label = "glass", .text = true},
                      {.label = "test", .text = true},
                      {.label = "temperature", .unit = "K", .digits = 0},
                      {.label = "rate (1/s)", .text = true},
                      {.label = "modulus", .unit = "GPa", .digits = 2},
                      {.label = "yield stress", .unit = "GPa", .digits = 3},
                      {.label = "largest stress", .unit = "GPa", .digits = 3},
                      {.label = "at strain", .digits = 3},
                      {.label = "flow stress", .unit = "GPa", .digits = 3}},
                     std::move(rows),
                     "Modulus: straight line at small strain. Yield stress: where the curve meets that line moved by a "
                     "plastic strain of 0.2 %. Flow stress: mean over the last part. Brackets: one standard error to "
                     "each side, of this one test.");
}

Json creep_table(const std::vector<StudyResults>& branches) {
  std::vector<Json> rows;
  for (const StudyResults& b : branches) {
    if (!b.has("deform", "deform.json")) continue;
    const Json t = b.json("deform", "deform.json");
    if (!t.contains("protocol") || !is_creep(t)) continue;
    rows.push_back({branch_label(b), t.at("temperature_K"), t.at("stress_GPa"),
                    with_error(t, "loading_strain", "", 100), with_error(t, "final_strain", "", 100),
                    with_error(t, "creep_rate", "_per_s", 1e-9), with_error(t, "recovered_strain", "", 100),
                    with_error(t, "residual_strain", "", 100)});
  }
  if (rows.empty()) return nullptr;
  return page::table("creep", "Creep",
                     {{.label = "glass", .text = true},
                      {.label = "temperature", .unit = "K", .digits = 0},
                      {.label = "stress", .unit = "GPa", .digits = 3},
                      {.label = "strain at first", .unit = "%", .digits = 2},
                      {.label = "in the end", .unit = "%", .digits = 2},
                      {.label = "creep rate", .unit = "1/ns", .digits = 4},
                      {.label = "recovered", .unit = "%", .digits = 2},
                      {.label = "residual", .unit = "%", .digits = 2}},
                     std::move(rows),
                     "Positive along the load. Creep rate: straight line through the later part of the time at the "
                     "stress. Recovered and residual: after the stress was taken away. Brackets: one standard error to "
                     "each side.");
}

// One curve for each branch: columns of the table that its test has written.
Json curves(const std::vector<StudyResults>& branches, const char* file, page::Plot plot, const char* x, const char* y,
            double x_scale) {
  for (const StudyResults& b : branches) {
    if (!b.has("deform", file)) continue;
    const CsvColumns table(b.path("deform", file));
    if (!table.has(x) || !table.has(y)) continue;
    page::Series series{.name = branch_label(b), .style = "line", .x = table.numbers(x), .y = table.numbers(y)};
    for (double& value : series.x) value *= x_scale;
    plot.series.push_back(std::move(series));
  }
  return plot.series.empty() ? Json(nullptr) : page::plot(plot);
}

}  // namespace

page::Json mechanical_test(const std::vector<StudyResults>& branches) {
  std::vector<Json> items{curves(branches, "stress_strain.csv",
                                 {.id = "test-stress",
                                  .title = "Stress against strain",
                                  .x = {.label = "strain"},
                                  .y = {.label = "stress", .unit = "GPa"},
                                  .width = 2},
                                 "strain", "stress_GPa", 1),
                          rate_table(branches),
                          curves(branches, "creep.csv",
                                 {.id = "creep-strain",
                                  .title = "Strain under constant stress, and after it",
                                  .x = {.label = "time", .unit = "ns"},
                                  .y = {.label = "strain"},
                                  .width = 2},
                                 "time_ps", "strain", 1e-3),
                          creep_table(branches)};
  std::erase_if(items, [](const Json& item) { return item.is_null(); });
  // The curve of a quasistatic deformation has a section of its own, and no table here.
  const bool tested = std::any_of(items.begin(), items.end(), [](const Json& i) { return i.at("kind") == "table"; });
  if (!tested) return nullptr;
  return page::section("test", "Deformation at temperature",
                       "Molecular dynamics of the strained glass; stress is positive in tension.", std::move(items));
}

page::Json elasticity(const std::vector<StudyResults>& branches) {
  std::vector<Json> rows;
  for (const StudyResults& b : branches) {
    if (!b.has("elasticity", "elasticity.json")) continue;
    const Json e = b.json("elasticity", "elasticity.json");
    for (const char* state : {"before", "after"}) {
      if (!e.contains(state)) continue;
      const Json &s = e.at(state), &ratio = s.at("along_over_across"), &young = s.at("young_GPa"),
                 &means = s.at("relaxed");
      rows.push_back({branch_label(b), state, young[0], young[1], young[2],
                      page::interval(ratio.at("value"), ratio.at("low"), ratio.at("high")), means.at("bulk_GPa"),
                      means.at("shear_GPa"), means.at("poisson")});
    }
  }
  if (rows.empty()) return nullptr;
  return page::section("elasticity", "Elastic constants and the deformation",
                       "Inherent structures strained in small steps, the cell without stress. Brackets of the ratio: "
                       "from the scatter of "
                       "the three moduli before, where they should be equal.",
                       {page::table("young", "Young's moduli",
                                    {{.label = "glass", .text = true},
                                     {.label = "deformation", .text = true},
                                     {.label = "E_x", .unit = "GPa", .digits = 1},
                                     {.label = "E_y", .unit = "GPa", .digits = 1},
                                     {.label = "E_z", .unit = "GPa", .digits = 1},
                                     {.label = "along over across", .digits = 3},
                                     {.label = "bulk modulus", .unit = "GPa", .digits = 1},
                                     {.label = "shear modulus", .unit = "GPa", .digits = 1},
                                     {.label = "Poisson's ratio", .digits = 3}},
                                    std::move(rows))});
}

page::Json regions(const std::vector<StudyResults>& branches) {
  std::vector<Json> rows;
  for (const StudyResults& b : branches) {
    if (!b.has("inhomogenize", "inhomogenize.json")) continue;
    const Json run = b.json("inhomogenize", "inhomogenize.json");
    for (const char* part : {"regions", "matrix"}) {
      for (const auto& [species, change] : run.at(std::string("inherent_energy_of_") + part).items()) {
        const Json &value = change.at("change_eV"), &error = change.at("change_standard_error_eV");
        Json cell = nullptr;
        if (value.is_number() && error.is_number()) {
          const double v = 1000 * value.get<double>(), e = 1000 * error.get<double>();
          cell = page::interval(v, v - e, v + e);
        }
        rows.push_back(
            {branch_label(b), part, species, change.at("atoms"), change.at("before_eV"), change.at("after_eV"), cell});
      }
    }
  }
  if (rows.empty()) return nullptr;
  return page::section(
      "regions", "Relaxed regions",
      "Small regions were relaxed by heat while the rest stayed cold. Energies are those of the inherent "
      "structures before and after.",
      {page::table("region-energies", "Potential energy per atom",
                   {{.label = "glass", .text = true},
                    {.label = "atoms of", .text = true},
                    {.label = "element", .text = true},
                    {.label = "number", .digits = 0},
                    {.label = "before", .unit = "eV", .digits = 4},
                    {.label = "after", .unit = "eV", .digits = 4},
                    {.label = "change", .unit = "meV", .digits = 2}},
                   std::move(rows), "Brackets: one standard error to each side.")});
}

}  // namespace glasscape::report
