#include <cmath>
#include <fmt/format.h>

#include "glasscape/io/configuration_io.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

using page::Json;

constexpr std::size_t shown_events = 50, shown_fields = 6;

Json moduli_table(const Json& moduli) {
  std::vector<Json> rows;
  for (const auto& [kind, name] : {std::pair{"relaxed", "relaxed"}, std::pair{"born", "affine (Born)"}}) {
    const Json& m = moduli.at(kind);
    rows.push_back({name, m.at("C11_GPa"), m.at("C12_GPa"), m.at("C44_GPa"), m.at("bulk_GPa"), m.at("shear_GPa"),
                    m.at("poisson")});
  }
  return page::table("elastic", "Elastic constants",
                     {{.label = "atoms", .text = true},
                      {.label = "C_{11}", .unit = "GPa", .digits = 1},
                      {.label = "C_{12}", .unit = "GPa", .digits = 1},
                      {.label = "C_{44}", .unit = "GPa", .digits = 1},
                      {.label = "bulk modulus", .unit = "GPa", .digits = 1},
                      {.label = "shear modulus", .unit = "GPa", .digits = 1},
                      {.label = "Poisson's ratio", .digits = 3}},
                     rows,
                     fmt::format("Means over equivalent directions; moduli after Voigt. Relaxed: the atoms find their "
                                 "minimum in the strained box; affine: they follow the strain. The matrix of relaxed "
                                 "constants is symmetric to {:.2g} GPa.",
                                 moduli.at("asymmetry_GPa").get<double>()));
}

Json curve_plot(const Json& d, const std::string& stress) {
  const Json& curve = d.at("curve");
  page::Plot plot{.id = "stress-strain",
                  .title = "Stress against strain",
                  .x = {.label = "strain"},
                  .y = {.label = stress, .unit = "GPa"},
                  .width = 2};
  plot.series.push_back({.name = "states of equilibrium",
                         .style = "line",
                         .x = page::doubles(curve.at("strain")),
                         .y = page::doubles(curve.at("stress_GPa")),
                         .color = "total"});
  page::Series events{.name = "last state before a rearrangement", .style = "points"};
  for (const Json& e : d.at("events")) {
    events.x.push_back(e.at("strain_before").get<double>());
    events.y.push_back(e.at("stress_before_GPa").get<double>());
  }
  if (!events.x.empty()) plot.series.push_back(std::move(events));
  return page::plot(plot);
}

Json drops_plot(const Json& d) {
  page::Plot plot{.id = "energy-drops",
                  .title = "Energy released by each rearrangement",
                  .x = {.label = "strain"},
                  .y = {.label = "energy drop", .unit = "eV", .log = true}};
  page::Series drops{.name = "rearrangements", .style = "points"};
  for (const Json& e : d.at("events")) {
    drops.x.push_back(e.at("strain_after").get<double>());
    drops.y.push_back(e.at("energy_drop_eV").get<double>());
  }
  plot.series.push_back(std::move(drops));
  return page::plot(plot);
}

Json event_table(const Json& events) {
  std::vector<Json> rows;
  for (const Json& e : events) {
    if (rows.size() == shown_events) break;
    rows.push_back({e.at("event"), e.at("strain_after"), e.at("stress_before_GPa"), e.at("stress_drop_GPa"),
                    e.at("energy_drop_eV"), e.at("d2min_max_A2"), e.at("participation"),
                    fmt::format("{} {}", e.at("element").get<std::string>(), e.at("centre").get<std::int64_t>())});
  }
  std::string caption =
      "Drops are measured against the elastic continuation of the state before. D_{min}^{2}: largest non-affine "
      "squared "
      "displacement between the states before and after; its atom is the centre. Atoms: (Σu²)²/Σu⁴ of the non-affine "
      "displacements.";
  if (events.size() > rows.size()) caption += fmt::format(" The first {} of {}.", rows.size(), events.size());
  return page::table("rearrangements", "Rearrangements",
                     {{.label = "number", .digits = 0},
                      {.label = "strain", .digits = 5},
                      {.label = "stress before", .unit = "GPa", .digits = 4},
                      {.label = "stress drop", .unit = "GPa", .digits = 5},
                      {.label = "energy drop", .unit = "eV", .digits = 4},
                      {.label = "largest D_{min}^{2}", .unit = "Å^2", .digits = 3},
                      {.label = "atoms", .digits = 1},
                      {.label = "centre", .text = true}},
                     rows, caption);
}

// The glass coloured by D²min of the first rearrangements, with the activation energies beside where there are any.
Json events_scene(const StudyResults& results, const Configuration& c, std::size_t events) {
  std::vector<Field> fields;
  for (std::size_t k = 1; k <= std::min(events, shown_fields); ++k) {
    const std::string file = fmt::format("events/{:04}.xyz.gz", k);
    if (!results.has("deform", file)) break;
    const Configuration before = read_configuration(results.path("deform", file));
    const Field* d2min = before.find_field("d2min");
    if (d2min == nullptr || d2min->atoms() != c.size()) break;
    fields.push_back(d2min->renamed(fmt::format("D2min of rearrangement {}", k)));
  }
  if (fields.empty()) return nullptr;
  if (const Field* activation = c.find_field("activation_mean")) fields.push_back(*activation);
  const std::string first = fields.front().name();
  return page::scene("rearranged-atoms", "Where the glass rearranges first", c, fields,
                     "The undeformed glass, coloured by the non-affine squared displacement of each atom in the first "
                     "rearrangements.",
                     first);
}

}  // namespace

page::Json deform(const StudyResults& results, const Configuration& configuration) {
  if (!results.has("deform", "deform.json")) return nullptr;
  const Json d = results.json("deform", "deform.json");
  if (!d.contains("loading")) return nullptr;  // a test at temperature: report_mechanical.cpp
  const std::string loading = d.at("loading").get<std::string>(), direction = d.at("direction").get<std::string>();
  const Json& events = d.at("events");
  const auto number = [&](const char* key, const char* format) {
    return d.at(key).is_number() ? fmt::format(fmt::runtime(format), d.at(key).get<double>()) : std::string("none");
  };
  std::vector<Json> items{
      page::facts(
          "deform-facts", "Deformation",
          {{"loading", loading + " " + direction},
           {"largest strain", number("strain", "{:.4g}")},
           {"modulus at the start", number("modulus_GPa", "{:.2f} GPa")},
           {"largest stress", number("peak_stress_GPa", "{:.3f} GPa") + " at " + number("peak_strain", "{:.4f}")},
           {"first rearrangement", number("first_event_strain", "{:.5f}")},
           {"rearrangements", fmt::format("{}", events.size())},
           {"force evaluations", fmt::format("{}", d.at("evaluations").get<std::int64_t>())}}),
      curve_plot(d, loading == "simple-shear" ? "shear stress" : "stress")};
  if (!events.empty()) {
    items.push_back(event_table(events));
    items.push_back(drops_plot(d));
  }
  if (!d.at("moduli").is_null()) items.push_back(moduli_table(d.at("moduli")));
  Json scene = events_scene(results, configuration, events.size());
  if (!scene.is_null()) items.push_back(std::move(scene));
  return page::section(
      "deform", "Quasistatic deformation",
      "The inherent structure strained in small steps without heat: all atoms follow the step, then "
      "the energy is minimised. Between rearrangements the glass is elastic and the path can be walked "
      "back; at each of them stress and energy drop.",
      std::move(items));
}

}  // namespace glasscape::report
