#include "glasscape/study/report_cells.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/maps/colormap.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape::report {

std::vector<page::Series> diverging_cells(std::span<const double> x, std::span<const double> y,
                                          std::span<const double> value, double largest, std::array<double, 2> cell) {
  constexpr int steps = 9;
  std::vector<page::Series> all;
  for (int s = 0; s < steps; ++s) {
    const Colour c = colour("vik", (s + 0.5) / steps);
    const double from = largest * (2.0 * s / steps - 1), to = largest * (2.0 * (s + 1) / steps - 1);
    all.push_back({.name = s == 0           ? fmt::format("< {:.2g}", to)
                           : s == steps - 1 ? fmt::format("> {:.2g}", from)
                                            : fmt::format("{:.2g} to {:.2g}", from, to),
                   .style = "cells",
                   .color = fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]),
                   .cell = cell});
  }
  for (std::size_t k = 0; k < value.size(); ++k) {
    if (!std::isfinite(value[k])) continue;
    const double step = std::clamp(std::floor((value[k] / largest + 1) / 2 * steps), 0.0, steps - 1.0);
    page::Series& series = all[static_cast<std::size_t>(step)];
    series.x.push_back(x[k]);
    series.y.push_back(y[k]);
  }
  std::erase_if(all, [](const page::Series& s) { return s.x.empty(); });
  return all;
}

double largest_of(std::span<const double> value) {
  const auto sorted = sorted_finite(value);
  return sorted.empty() ? 0 : std::max(std::abs(quantile(sorted, 0.01)), std::abs(quantile(sorted, 0.99)));
}

}  // namespace glasscape::report
