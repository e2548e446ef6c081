// Where order lies in the glasses of a study, and how their atoms move in time.

#include <fmt/format.h>

#include "glasscape/io/configuration_io.hpp"
#include "glasscape/study/branch_label.hpp"
#include "glasscape/study/csv_columns.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

using page::Json;

// The glass with its regions and its network to colour it by.
Json glass_scene(const StudyResults& b) {
  if (!b.has("network", "network.xyz")) return nullptr;
  Configuration glass = read_configuration(b.path("network", "network.xyz"));
  std::vector<Field> fields = glass.fields;
  if (b.has("inhomogenize", "glass.xyz")) {
    for (const Field& f : read_configuration(b.path("inhomogenize", "glass.xyz")).fields) {
      if ((f.name() == "region" || f.name() == "connected") && f.atoms() == glass.size()) fields.push_back(f);
    }
  }
  glass.fields.clear();
  return page::scene("network-" + branch_label(b),
                     fmt::format("{}: the network, and the relaxed regions", branch_label(b)), glass, fields,
                     "Rank 1 is the largest cluster of polyhedra that share atoms; 0: in none of the largest.",
                     "network_rank");
}

}  // namespace

page::Json network(const std::vector<StudyResults>& branches) {
  std::vector<Json> rows, items;
  page::Plot ranks{
      .id = "cluster-ranks", .title = "Atoms of the largest clusters", .x = {.label = "rank"}, .y = {.label = "atoms"}};
  for (const StudyResults& b : branches) {
    if (!b.has("network", "network.json")) continue;
    const Json n = b.json("network", "network.json");
    const Json &sharing = n.at("sharing"), &linked = n.at("linked"), &pairs = n.at("pairs");
    rows.push_back({branch_label(b), n.at("polyhedra"), 100 * n.at("polyhedra_share").get<double>(),
                    sharing.at("clusters"), sharing.at("largest"), n.at("atoms_of_the_largest"), linked.at("clusters"),
                    linked.at("largest"), pairs.at("volume")});
    page::Series series{.name = branch_label(b), .style = "points"};
    for (const Json& atoms : n.at("largest_atoms")) {
      series.x.push_back(static_cast<double>(series.x.size() + 1));
      series.y.push_back(atoms.get<double>());
    }
    ranks.series.push_back(std::move(series));
  }
  if (rows.empty()) return nullptr;
  items.push_back(page::table("network-table", "Clusters of polyhedra",
                              {{.label = "glass", .text = true},
                               {.label = "polyhedra", .digits = 0},
                               {.label = "of the atoms", .unit = "%", .digits = 2},
                               {.label = "clusters that share atoms", .digits = 0},
                               {.label = "largest", .digits = 0},
                               {.label = "atoms of the largest together", .digits = 0},
                               {.label = "clusters of linked centres", .digits = 0},
                               {.label = "largest", .digits = 0},
                               {.label = "pairs that interpenetrate", .digits = 0}},
                              std::move(rows)));
  items.push_back(page::plot(ranks));
  for (const StudyResults& b : branches) {
    Json scene = glass_scene(b);
    if (!scene.is_null()) items.push_back(std::move(scene));
  }
  return page::section(
      "network", "Network of polyhedra",
      "Coordination polyhedra of the chosen Voronoi classes, and the clusters that they form by sharing "
      "atoms, or by being each other's neighbours.",
      std::move(items));
}

page::Json dynamics(const std::vector<StudyResults>& branches) {
  std::vector<Json> rows, items;
  struct Figure {
    const char *column, *id, *title, *label, *unit;
  };
  for (const Figure& f : {Figure{"all_alpha2", "alpha2", "Non-Gaussian parameter", "α_{2}", ""},
                          Figure{"all_msd_A2", "msd", "Mean squared displacement", "⟨Δr^{2}⟩", "Å^2"},
                          Figure{"all_F_s", "scattering", "Self-intermediate scattering function", "F_s(k, t)", ""},
                          Figure{"all_overlap", "overlap", "Overlap", "Q(t)", ""}}) {
    page::Plot plot{.id = f.id,
                    .title = f.title,
                    .x = {.label = "time", .unit = "ps", .log = true},
                    .y = {.label = f.label, .unit = f.unit}};
    for (const StudyResults& b : branches) {
      if (!b.has("dynamics", "dynamics.csv")) continue;
      const CsvColumns table(b.path("dynamics", "dynamics.csv"));
      const auto error = table.numbers(std::string(f.column) + "_error");
      page::Series series{
          .name = branch_label(b), .style = "line", .x = table.numbers("time_ps"), .y = table.numbers(f.column)};
      for (std::size_t k = 0; k < error.size(); ++k) {
        series.low.push_back(series.y[k] - error[k]);
        series.high.push_back(series.y[k] + error[k]);
      }
      plot.series.push_back(std::move(series));
    }
    if (!plot.series.empty()) items.push_back(page::plot(plot));
  }
  for (const StudyResults& b : branches) {
    if (!b.has("dynamics", "dynamics.json")) continue;
    const Json all = b.json("dynamics", "dynamics.json").at("species").at("all");
    Json peak = nullptr;
    if (all.at("alpha2_peak").is_number() && all.at("alpha2_peak_standard_error").is_number()) {
      const double v = all.at("alpha2_peak").get<double>(), e = all.at("alpha2_peak_standard_error").get<double>();
      peak = page::interval(v, v - e, v + e);
    }
    rows.push_back({branch_label(b), peak, all.at("alpha2_peak_time_ps"),
                    all.at("alpha2_peak_at_last_time").get<bool>() ? "yes" : "no", all.at("last_msd_A2")});
  }
  if (rows.empty()) return nullptr;
  items.push_back(page::table("alpha2-peaks", "Largest non-Gaussian parameter",
                              {{.label = "glass", .text = true},
                               {.label = "α_{2}", .digits = 3},
                               {.label = "at", .unit = "ps", .digits = 2},
                               {.label = "at the longest time", .text = true},
                               {.label = "⟨Δr^{2}⟩ in the end", .unit = "Å^2", .digits = 4}},
                              std::move(rows), "Brackets: one standard error to each side."));
  return page::section("dynamics", "Dynamics at constant temperature",
                       "Displacements against the centre of mass, averaged over time origins.", std::move(items));
}

}  // namespace glasscape::report
