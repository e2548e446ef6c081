#include <fmt/format.h>

#include "glasscape/study/report.hpp"

namespace glasscape::report {

page::Json overview(const StudyResults& results, const Configuration& c) {
  double mass = 0;
  for (const auto type : c.types) mass += c.species[static_cast<std::size_t>(type)].mass;
  std::vector<std::pair<std::string, std::string>> rows = {
      {"composition", c.formula()},
      {"atoms", fmt::format("{}", c.size())},
      {"potential", results.manifest.value("potential", "")},
      {"density", fmt::format("{:.3f} g/cm³", mass / c.box.volume() * constants::g_cm3_per_u_A3)},
      {"volume per atom", fmt::format("{:.3f} Å³", c.box.volume() / static_cast<double>(c.size()))},
  };
  if (results.has("relax", "relax.json")) {
    const auto relax = results.json("relax", "relax.json");
    rows.emplace_back("energy of the inherent structure",
                      fmt::format("{:.5f} eV/atom", relax.at("energy_per_atom_eV").get<double>()));
    rows.emplace_back("largest force", fmt::format("{:.2g} eV/Å", relax.at("max_force_eV_A").get<double>()));
  }
  if (results.has("glass", "quench.json")) {
    const auto quench = results.json("glass", "quench.json");
    if (quench.contains("cooling_rate_K_s"))
      rows.emplace_back("cooling rate", fmt::format("{:.3g} K/s", quench["cooling_rate_K_s"].get<double>()));
  }
  std::string caption =
      "Drag to rotate, scroll or pinch to zoom, click an atom for its values. Atoms without a value are grey.";
  const bool explored = c.find_field("activation_mean") != nullptr;
  return page::section("glass", "The glass", results.manifest.value("description", ""),
                       {page::facts("glass-facts", "Inherent structure", rows),
                        page::scene("atoms", "Atoms", c, c.fields, caption, explored ? "activation_mean" : "")});
}

}  // namespace glasscape::report
