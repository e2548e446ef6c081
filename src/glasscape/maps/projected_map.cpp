#include "glasscape/maps/projected_map.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/maps/json_numbers.hpp"

namespace glasscape {
namespace {

// Weighted sums of a neighbourhood; along a periodic axis the grid is its own continuation.
void smooth(const Box& box, double sigma, ProjectedMap& map, std::vector<double>& sums, std::vector<double>& weights) {
  const Vec3 right = (1.0 / static_cast<double>(map.columns)) * box.cell()[map.axes[0]];
  const Vec3 up = (1.0 / static_cast<double>(map.rows)) * box.cell()[map.axes[1]];
  const double sine = norm(cross(right, up)) / (norm(right) * norm(up));
  const auto reach = [&](const Vec3& step) { return static_cast<long>(std::ceil(4 * sigma / (norm(step) * sine))); };
  const long dx = reach(right), dy = reach(up);
  const auto columns = static_cast<long>(map.columns), rows = static_cast<long>(map.rows);
  const auto place = [](long at, long size, bool periodic) {
    if (periodic) return (at % size + size) % size;
    return at < 0 || at >= size ? -1 : at;
  };
  std::vector<double> new_sums(sums.size(), 0), new_weights(weights.size(), 0);
  for (long y = -dy; y <= dy; ++y) {
    for (long x = -dx; x <= dx; ++x) {
      const double w = std::exp(-norm2(double(x) * right + double(y) * up) / (2 * sigma * sigma));
      if (w < 1e-4) continue;
      for (long row = 0; row < rows; ++row) {
        const long from_row = place(row + y, rows, box.periodic()[map.axes[1]]);
        if (from_row < 0) continue;
        for (long column = 0; column < columns; ++column) {
          const long from_column = place(column + x, columns, box.periodic()[map.axes[0]]);
          if (from_column < 0) continue;
          const auto to = static_cast<std::size_t>(row * columns + column);
          const auto from = static_cast<std::size_t>(from_row * columns + from_column);
          new_sums[to] += w * sums[from];
          new_weights[to] += w * weights[from];
        }
      }
    }
  }
  sums = std::move(new_sums);
  weights = std::move(new_weights);
}

}  // namespace

ProjectedMap projected_map(const ConfigurationView& view, std::span<const double> values, std::size_t along,
                           double cell, double smoothing) {
  if (values.size() != view.size()) {
    throw usage_error("map", fmt::format("{} values for {} atoms", values.size(), view.size()), "one value per atom");
  }
  if (along > 2) throw usage_error("map", fmt::format("cell vector {}", along), "0, 1 or 2");
  if (!(cell > 0) || !(smoothing >= 0) || !std::isfinite(cell) || !std::isfinite(smoothing)) {
    throw usage_error("map", fmt::format("cells of {:g} Å, smoothing {:g} Å", cell, smoothing), "> 0 and ≥ 0 Å");
  }
  ProjectedMap map{.along = along, .axes = {along == 0 ? 1U : 0U, along == 2 ? 1U : 2U}};
  const auto count = [&](std::size_t axis) {
    return static_cast<std::size_t>(std::clamp(std::round(norm(view.box.cell()[axis]) / cell), 1.0, 4000.0));
  };
  map.columns = count(map.axes[0]);
  map.rows = count(map.axes[1]);
  for (std::size_t k = 0; k < 2; ++k) map.lengths[k] = norm(view.box.cell()[map.axes[k]]);
  std::vector<double> sums(map.columns * map.rows, 0);
  map.counts.assign(sums.size(), 0);
  const auto bin = [&](double s, std::size_t axis, std::size_t size) {
    if (view.box.periodic()[axis]) s -= std::floor(s);
    return static_cast<std::size_t>(std::clamp(s * static_cast<double>(size), 0.0, static_cast<double>(size) - 1));
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const Vec3 s = view.box.fractional(view.positions[i]);
    const std::size_t at =
        bin(s[map.axes[1]], map.axes[1], map.rows) * map.columns + bin(s[map.axes[0]], map.axes[0], map.columns);
    sums[at] += values[i];
    ++map.counts[at];
  }
  std::vector<double> weights(map.counts.begin(), map.counts.end());
  if (smoothing > 0) smooth(view.box, smoothing, map, sums, weights);
  map.values.resize(sums.size());
  for (std::size_t k = 0; k < sums.size(); ++k) {
    map.values[k] = weights[k] > 1e-6 ? sums[k] / weights[k] : std::numeric_limits<double>::quiet_NaN();
  }
  return map;
}

nlohmann::json to_json(const ProjectedMap& map) {
  return {{"along", map.along},     {"axes", map.axes}, {"lengths_A", map.lengths},
          {"columns", map.columns}, {"rows", map.rows}, {"values", detail::finite_or_null(map.values)}};
}

}  // namespace glasscape
