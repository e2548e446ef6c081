#include "glasscape/study/report_maps.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "glasscape/statistics/moments.hpp"

namespace glasscape::report {
namespace {

constexpr double slab_height = 5;  // Å, about two layers of atoms: thinner ones hold too few to show regions
constexpr std::size_t most_slabs = 8;

struct Legend {
  std::vector<std::string> names, colors;
};

// One plot per slab; `step` is the index into the legend, or negative for an atom that is not drawn.
page::Json slab_plots(const std::string& id, const std::string& title, const Configuration& c,
                      const std::vector<int>& step, const Legend& legend) {
  const Mat3& cell = c.box.cell();
  const auto slabs = std::clamp<std::size_t>(static_cast<std::size_t>(c.box.heights().z / slab_height), 1, most_slabs);
  std::vector<page::Plot> plots(slabs);
  const double height = c.box.heights().z;
  for (std::size_t k = 0; k < slabs; ++k) {
    const double low = height * static_cast<double>(k) / static_cast<double>(slabs);
    plots[k] = {.id = fmt::format("{}-{}", id, k + 1),
                .title = fmt::format("{:.1f} to {:.1f} Å", low, low + height / static_cast<double>(slabs)),
                .x = {.label = "x", .unit = "Å"},
                .y = {.label = "y", .unit = "Å"},
                .equal = true};
    for (std::size_t s = 0; s < legend.names.size(); ++s)
      plots[k].series.push_back({.name = legend.names[s], .style = "points", .color = legend.colors[s]});
  }
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (step[i] < 0) continue;
    Vec3 f = c.box.fractional(c.positions[i]);
    for (std::size_t a = 0; a < 3; ++a) f[a] -= std::floor(f[a]);
    const auto slab = std::min(slabs - 1, static_cast<std::size_t>(f.z * static_cast<double>(slabs)));
    const Vec3 r = f.x * cell[0] + f.y * cell[1];
    page::Series& series = plots[slab].series[static_cast<std::size_t>(step[i])];
    series.x.push_back(r.x);
    series.y.push_back(r.y);
  }
  return page::plot_group(id, title, "slab", plots, 1);
}

}  // namespace

std::optional<page::Json> slices(const std::string& id, const std::string& title, const Configuration& c,
                                 const Field& field, const std::string& label) {
  const auto sorted = sorted_finite(field.values());
  if (sorted.empty()) return {};
  const double low = quantile(sorted, 0.02), high = quantile(sorted, 0.98);
  const double width = (high - low) / viridis.size();
  Legend legend;
  for (std::size_t s = 0; s < viridis.size(); ++s) {
    const double from = low + width * static_cast<double>(s);
    const bool first = s == 0, last = s + 1 == viridis.size();
    legend.names.push_back(first  ? fmt::format("{} < {:.3g} {}", label, from + width, field.unit().symbol())
                           : last ? fmt::format("≥ {:.3g}", from)
                                  : fmt::format("{:.3g} to {:.3g}", from, from + width));
    legend.colors.emplace_back(viridis[s]);
  }
  std::vector<int> step(c.size(), -1);
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (!std::isfinite(field.at(i))) continue;
    const double s = width > 0 ? (field.at(i) - low) / width : 0;
    step[i] = static_cast<int>(std::clamp(s, 0.0, static_cast<double>(viridis.size() - 1)));
  }
  return slab_plots(id, title, c, step, legend);
}

std::vector<page::Json> viscosity_map(const Configuration& c) {
  const Field* phase = c.find_field("viscosity_phase");
  const Field* region = c.find_field("viscosity_region");
  const Field* spans = c.find_field("viscosity_region_spans");
  if (phase == nullptr || region == nullptr || spans == nullptr) return {};
  struct Region {
    bool solid = false;
    std::size_t atoms = 0;
    double spans = 0;
  };
  std::map<double, Region> regions;  // by number: the largest first
  std::vector<int> step(c.size(), -1);
  std::size_t solid = 0, known = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (!std::isfinite(phase->at(i))) continue;
    step[i] = static_cast<int>(phase->at(i));
    ++known;
    solid += step[i] == 1 ? 1 : 0;
    Region& r = regions[region->at(i)];
    r.solid = step[i] == 1;
    r.spans = spans->at(i);
    ++r.atoms;
  }
  if (known == 0) return {};
  std::vector<page::Json> rows;
  std::array<std::size_t, 2> count{0, 0};
  for (const auto& [number, r] : regions) {
    ++count[r.solid ? 1 : 0];
    if (rows.size() == 10) continue;
    rows.push_back({r.solid ? "solid-like" : "liquid-like", r.atoms,
                    page::number(100.0 * static_cast<double>(r.atoms) / static_cast<double>(known)), r.spans});
  }
  const std::string caption = fmt::format(
      "{:.1f} % of the {} atoms with events are solid-like, in {} regions; the others are liquid-like, in {} regions. "
      "Regions are sets of neighbours of one kind; one that spans a direction meets its own periodic image along that "
      "cell vector.",
      100.0 * static_cast<double>(solid) / static_cast<double>(known), known, count[1], count[0]);
  return {slab_plots("viscosity-map", "Solid-like and liquid-like atoms, slice by slice", c, step,
                     {{"liquid-like", "solid-like"}, {viridis[4], viridis[0]}}),
          page::table("viscosity-regions", "Largest regions",
                      {{.label = "region", .text = true},
                       {.label = "atoms", .digits = 0},
                       {.label = "share", .unit = "%", .digits = 1},
                       {.label = "directions it spans", .digits = 0}},
                      rows, caption)};
}

}  // namespace glasscape::report
