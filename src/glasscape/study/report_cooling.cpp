#include <cmath>
#include <fmt/format.h>

#include "glasscape/md/cooling_curve.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

// What the two lines of the construction say: T_g with its error, or why there is none.
std::string transition_text(const page::Json& t) {
  if (t.at("temperature_K").is_null()) return "not determined: " + t.value("reason", "");
  return fmt::format("{:.0f} ± {:.0f} K", t.at("temperature_K").get<double>(), t.at("standard_error_K").get<double>());
}

page::Plot curve_plot(const CoolingCurve& cool, const std::vector<double>& y, const page::Json& transition,
                      const char* id, const char* title, const char* label, const char* unit) {
  page::Plot plot{
      .id = id, .title = title, .x = {.label = "set temperature", .unit = "K"}, .y = {.label = label, .unit = unit}};
  plot.series.push_back({.name = label, .style = "line", .x = cool.set_temperature, .y = y});
  if (!transition.at("temperature_K").is_null()) {
    plot.marks.emplace_back(transition.at("temperature_K").get<double>(), "T_g = " + transition_text(transition));
  }
  return plot;
}

}  // namespace

page::Json cooling(const StudyResults& results) {
  if (!results.has("glass", "quench.json") || !results.has("glass", "cooling.csv")) return nullptr;
  const auto quench = results.json("glass", "quench.json");
  const CoolingCurve cool = read_cooling_curve(results.path("glass", "cooling.csv")).stage("cool");
  const auto& transition = quench.at("glass_transition");
  const auto window = [&](const char* name) {
    return fmt::format("{:g} to {:g} K", transition.at(name)[0].get<double>(), transition.at(name)[1].get<double>());
  };
  std::vector<page::Json> items = {
      page::plot(curve_plot(cool, cool.volume, transition.at("from_volume"), "cooling-volume", "Volume on cooling",
                            "volume per atom", "Å³")),
      page::plot(curve_plot(cool, cool.energy, transition.at("from_energy"), "cooling-energy", "Energy on cooling",
                            "energy per atom", "eV")),
      page::facts(
          "cooling-facts", "Cooling",
          {{"rate", fmt::format("{:.3g} K/s", quench.at("cooling_rate_K_s").get<double>())},
           {"T_g from the volume", transition_text(transition.at("from_volume"))},
           {"T_g from the energy", transition_text(transition.at("from_energy"))},
           {"fit windows", fmt::format("{} (glass) and {} (melt)", window("glass_window_K"), window("melt_window_K"))},
           {"density at the end", fmt::format("{:.3f} g/cm³ at {:g} K", quench.at("density_g_cm3").get<double>(),
                                              quench.at("final_temperature_K").get<double>())}})};
  std::string intro =
      "T_g is where straight lines through the glass and the melt cross. Cooling in MD is many orders of magnitude "
      "faster than in the "
      "laboratory: T_g is higher and the glass less relaxed than a real one.";
  return page::section("cooling", "Cooling curve", intro, std::move(items));
}

}  // namespace glasscape::report
