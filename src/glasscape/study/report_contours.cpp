#include "glasscape/study/report_contours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "glasscape/statistics/moments.hpp"
#include "glasscape/study/report_maps.hpp"

namespace glasscape::report {
namespace {

constexpr double sigma = 2, reach = 3 * sigma;  // Å
constexpr double slab_height = 6;               // Å
constexpr std::size_t most_slabs = 6, most_points = 48;

struct Grid {
  std::array<std::size_t, 3> n{};
  std::vector<double> value;  // NaN where no atom is near
  [[nodiscard]] std::size_t at(std::size_t x, std::size_t y, std::size_t z) const { return (z * n[1] + y) * n[0] + x; }
};

// Place of a point of the grid along an axis, as a fraction of the cell.
double place(std::size_t k, std::size_t n) { return (static_cast<double>(k) + 0.5) / static_cast<double>(n); }

// Each atom adds to the grid points within reach, in every direction through the boundary where there is one.
Grid smooth(const Configuration& c, const Field& field) {
  const Vec3 heights = c.box.heights();
  Grid grid;
  for (std::size_t a = 0; a < 3; ++a) {
    const double spacing = a == 2 ? slab_height : 1.0;
    const auto most = a == 2 ? most_slabs : most_points;
    grid.n[a] = std::clamp<std::size_t>(static_cast<std::size_t>(heights[a] / spacing), 1, most);
  }
  std::vector<double> weights(grid.n[0] * grid.n[1] * grid.n[2], 0), sums(weights.size(), 0);
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (!std::isfinite(field.at(i))) continue;
    const Vec3 f = c.box.fractional(c.positions[i]);
    std::array<long, 3> from{}, to{};
    for (std::size_t a = 0; a < 3; ++a) {
      const auto n = static_cast<double>(grid.n[a]);
      from[a] = static_cast<long>(std::ceil((f[a] - reach / heights[a]) * n - 0.5));
      to[a] = static_cast<long>(std::floor((f[a] + reach / heights[a]) * n - 0.5));
    }
    const auto wrapped = [&](long k, std::size_t a) -> long {
      const auto n = static_cast<long>(grid.n[a]);
      if (c.box.periodic()[a]) return ((k % n) + n) % n;
      return k >= 0 && k < n ? k : -1;
    };
    for (long z = from[2]; z <= to[2]; ++z) {
      for (long y = from[1]; y <= to[1]; ++y) {
        for (long x = from[0]; x <= to[0]; ++x) {
          const Vec3 d{(static_cast<double>(x) + 0.5) / static_cast<double>(grid.n[0]) - f.x,
                       (static_cast<double>(y) + 0.5) / static_cast<double>(grid.n[1]) - f.y,
                       (static_cast<double>(z) + 0.5) / static_cast<double>(grid.n[2]) - f.z};
          const double r2 = norm2(d * c.box.cell());
          const long gx = wrapped(x, 0), gy = wrapped(y, 1), gz = wrapped(z, 2);
          if (r2 > reach * reach || gx < 0 || gy < 0 || gz < 0) continue;
          const double w = std::exp(-0.5 * r2 / (sigma * sigma));
          const std::size_t k =
              grid.at(static_cast<std::size_t>(gx), static_cast<std::size_t>(gy), static_cast<std::size_t>(gz));
          weights[k] += w;
          sums[k] += w * field.at(i);
        }
      }
    }
  }
  grid.value.resize(weights.size());
  for (std::size_t k = 0; k < weights.size(); ++k) grid.value[k] = weights[k] > 0.05 ? sums[k] / weights[k] : NAN;
  return grid;
}

bool nearly_rectangular(const Box& box) {
  const Mat3& h = box.cell();
  return std::abs(dot(h[0], h[1])) < 0.05 * norm(h[0]) * norm(h[1]) &&
         std::abs(dot(h[0], h[2])) < 0.05 * norm(h[0]) * norm(h[2]) &&
         std::abs(dot(h[1], h[2])) < 0.05 * norm(h[1]) * norm(h[2]);
}

}  // namespace

std::vector<Overlay> bubbles(const Field& field, const std::string& label, const std::string& color) {
  const auto sorted = sorted_finite(field.values());
  if (sorted.size() < 100) return {};
  const std::array<double, 3> bounds{quantile(sorted, 0.9), quantile(sorted, 1 - 1.0 / 30), quantile(sorted, 0.99)};
  const std::array<const char*, 3> names{"top tenth", "top thirtieth", "top hundredth"};
  std::vector<Overlay> result;
  for (std::size_t k = 0; k < 3; ++k) {
    result.push_back({fmt::format("{}, {}", label, names[k]), {}, color, 3 + 2.5 * static_cast<double>(k)});
  }
  for (std::size_t i = 0; i < field.atoms(); ++i) {
    if (!(field.at(i) >= bounds[0])) continue;
    result[field.at(i) >= bounds[2] ? 2 : field.at(i) >= bounds[1] ? 1 : 0].atoms.push_back(i);
  }
  return result;
}

std::optional<page::Json> contours(const std::string& id, const std::string& title, const Configuration& c,
                                   const Field& field, const std::string& label, const std::vector<Overlay>& overlays,
                                   const std::string& caption) {
  if (sorted_finite(field.values()).empty() || !nearly_rectangular(c.box)) return {};
  const Grid grid = smooth(c, field);
  const auto sorted = sorted_finite(grid.value);
  const double low = quantile(sorted, 0.02), high = quantile(sorted, 0.98);
  const double width = (high - low) / viridis.size();
  const double edge_x = norm(c.box.cell()[0]) / static_cast<double>(grid.n[0]),
               edge_y = norm(c.box.cell()[1]) / static_cast<double>(grid.n[1]), height = c.box.heights().z;
  std::vector<page::Plot> plots(grid.n[2]);
  for (std::size_t z = 0; z < grid.n[2]; ++z) {
    page::Plot& plot = plots[z];
    const double middle = height * place(z, grid.n[2]), half = 0.5 * height / static_cast<double>(grid.n[2]);
    plot = {.id = fmt::format("{}-{}", id, z + 1),
            .title = fmt::format("{:.1f} to {:.1f} Å", middle - half, middle + half),
            .x = {.label = "x", .unit = "Å"},
            .y = {.label = "y", .unit = "Å"},
            .caption = caption,
            .equal = true};
    for (std::size_t s = 0; s < viridis.size(); ++s) {
      const double from = low + width * static_cast<double>(s);
      page::Series series{.name = s == 0 ? fmt::format("{} < {:.3g} {}", label, from + width, field.unit().symbol())
                                  : s + 1 == viridis.size() ? fmt::format("≥ {:.3g}", from)
                                                            : fmt::format("{:.3g} to {:.3g}", from, from + width),
                          .style = "cells",
                          .color = viridis[s],
                          .cell = {edge_x, edge_y}};
      for (std::size_t y = 0; y < grid.n[1]; ++y) {
        for (std::size_t x = 0; x < grid.n[0]; ++x) {
          const double v = grid.value[grid.at(x, y, z)];
          if (!std::isfinite(v)) continue;
          const double step = width > 0 ? std::clamp((v - low) / width, 0.0, viridis.size() - 1.0) : 0;
          if (static_cast<std::size_t>(step) != s) continue;
          series.x.push_back(std::round(100 * edge_x * (static_cast<double>(x) + 0.5)) / 100);
          series.y.push_back(std::round(100 * edge_y * (static_cast<double>(y) + 0.5)) / 100);
        }
      }
      plot.series.push_back(std::move(series));
    }
    for (const Overlay& overlay : overlays) {
      plot.series.push_back(
          {.name = overlay.name, .style = "points", .color = overlay.color, .radius = overlay.radius});
    }
  }
  for (std::size_t o = 0; o < overlays.size(); ++o) {
    for (const std::size_t i : overlays[o].atoms) {
      Vec3 f = c.box.fractional(c.positions[i]);
      for (std::size_t a = 0; a < 3; ++a) f[a] -= std::floor(f[a]);
      const auto z = std::min(grid.n[2] - 1, static_cast<std::size_t>(f.z * static_cast<double>(grid.n[2])));
      page::Series& series = plots[z].series[viridis.size() + o];
      series.x.push_back(std::round(100 * f.x * norm(c.box.cell()[0])) / 100);
      series.y.push_back(std::round(100 * f.y * norm(c.box.cell()[1])) / 100);
    }
  }
  return page::plot_group(id, title, "slab", plots, 1);
}

std::vector<page::Json> landscape_maps(const Configuration& c, const std::vector<std::int64_t>& centres) {
  std::vector<page::Json> items;
  const auto add = [&](std::optional<page::Json> item) {
    if (item) items.push_back(std::move(*item));
  };
  const Field* activation = c.find_field("activation_mean");
  if (activation == nullptr) return items;
  if (!centres.empty()) {
    Overlay first{"first rearrangements", {}, "#e4572e", 8};
    for (const std::int64_t id : centres) {
      const auto at = std::find(c.ids.begin(), c.ids.end(), id);
      if (at != c.ids.end()) first.atoms.push_back(static_cast<std::size_t>(at - c.ids.begin()));
    }
    add(contours("map-rearrangements", "Activation energies, and where the glass rearranges first", c, *activation,
                 "mean barrier", {first},
                 "Circles: the centres of the first rearrangements under quasistatic shear (paper 003, figure 2)."));
  }
  const std::array<std::array<const char*, 3>, 2> movers{
      {{"vmsd", "vibrational MSD", "#e4572e"}, {"diffusive_msd", "diffusive MSD", "#d81b60"}}};
  for (const auto& [name, label, color] : movers) {
    const Field* field = c.find_field(name);
    if (field == nullptr || field->components() != 1) continue;
    add(contours(fmt::format("map-{}", name), fmt::format("Activation energies, and the largest {}", label), c,
                 *activation, "mean barrier", bubbles(*field, label, color),
                 "Circles: atoms that move most (paper 003, figure 3)."));
  }
  const std::array<std::array<const char*, 2>, 5> others{{{"vmsd", "vibrational MSD"},
                                                          {"s2", "S₂"},
                                                          {"participation_fraction", "participation fraction"},
                                                          {"flexibility_volume", "flexibility volume"},
                                                          {"l5fs", "five-fold symmetry"}}};
  for (const auto& [name, label] : others) {
    const Field* field = c.find_field(name);
    if (field == nullptr || field->components() != 1) continue;
    add(contours(fmt::format("contours-{}", name), fmt::format("{}, slice by slice", label), c, *field, label));
  }
  return items;
}

}  // namespace glasscape::report
