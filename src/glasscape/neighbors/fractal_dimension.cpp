#include "glasscape/neighbors/fractal_dimension.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {
namespace {

struct Line {
  double slope = 0, error = 0;
};

// Least squares with White's standard error of the slope (HC1).
Line fit_line(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double mx = 0, my = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    mx += x[k] / n;
    my += y[k] / n;
  }
  double xx = 0, xy = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    xx += (x[k] - mx) * (x[k] - mx);
    xy += (x[k] - mx) * (y[k] - my);
  }
  Line line{.slope = xy / xx};
  double scatter = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double rest = (x[k] - mx) * (y[k] - my - line.slope * (x[k] - mx));
    scatter += rest * rest;
  }
  line.error = std::sqrt(scatter * n / (n - 2)) / xx;
  return line;
}

constexpr std::size_t radii_of_fit = 8, groups = 20, most_centres = 500, fewest_points = 100;
constexpr double most_pairs = 2e8;
using Masses = std::array<double, radii_of_fit>;

double slope_of(const Masses& masses, const Masses& log_radii) {
  std::vector<double> y;
  for (const double m : masses) y.push_back(std::log(m));
  return fit_line({log_radii.begin(), log_radii.end()}, y).slope;
}

}  // namespace

FractalDimension fit_dimension(std::span<const std::size_t> sizes, std::span<const double> radii,
                               std::size_t smallest) {
  std::vector<double> x, y;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] < smallest || !(radii[k] > 0)) continue;
    x.push_back(std::log(static_cast<double>(sizes[k])));
    y.push_back(std::log(radii[k]));
  }
  FractalDimension dimension{.clusters = x.size()};
  if (x.size() < 10) return dimension;
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  if (*high - *low < std::log(3.0) * (1 - 1e-12)) return dimension;
  const Line line = fit_line(x, y);
  if (!(line.slope > 0)) return dimension;
  dimension.value = 1 / line.slope;
  dimension.error = line.error / (line.slope * line.slope);
  return dimension;
}

MassDimension mass_dimension(const ConfigurationView& points, double from, double to, const RunContext& context) {
  MassDimension result{.from = from, .to = to};
  const std::size_t n = points.size();
  if (!(to >= 1.5 * from) || n < fewest_points) return result;
  const double within = 4.19 * to * to * to * static_cast<double>(n) / points.box.volume();
  result.centres = std::clamp(static_cast<std::size_t>(most_pairs / std::max(within, 1.0)), 2 * groups, most_centres);
  result.centres = std::min(result.centres, n);
  Masses log_radii, squares;
  for (std::size_t k = 0; k < radii_of_fit; ++k) {
    log_radii[k] = std::log(from) + std::log(to / from) * static_cast<double>(k) / (radii_of_fit - 1);
    squares[k] = std::exp(2 * log_radii[k]);
  }
  const CellGrid grid(points, to * (1 + 1e-12));
  std::vector<std::array<std::uint64_t, radii_of_fit>> counts(result.centres);
  parallel_blocks(context, result.centres, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t c = first; c < last; ++c) {
      std::array<std::uint64_t, radii_of_fit> shells{};
      grid.around(static_cast<std::uint32_t>(c * n / result.centres), [&](std::uint32_t, const Image&, double d2) {
        std::size_t k = 0;
        while (k < radii_of_fit && d2 > squares[k]) ++k;
        if (k < radii_of_fit) ++shells[k];
      });
      std::uint64_t sum = 1;  // the centre itself
      for (std::size_t k = 0; k < radii_of_fit; ++k) counts[c][k] = sum += shells[k];
    }
  });
  // Neighbouring slots lie near each other, so that groups of consecutive centres are places in the cluster.
  Masses all{};
  std::array<Masses, groups> parts{};
  for (std::size_t c = 0; c < result.centres; ++c) {
    for (std::size_t k = 0; k < radii_of_fit; ++k) {
      all[k] += static_cast<double>(counts[c][k]);
      parts[c * groups / result.centres][k] += static_cast<double>(counts[c][k]);
    }
  }
  result.value = slope_of(all, log_radii);
  double mean = 0, square = 0;
  for (const Masses& part : parts) {
    Masses rest = all;
    for (std::size_t k = 0; k < radii_of_fit; ++k) rest[k] -= part[k];
    const double slope = slope_of(rest, log_radii) - result.value;
    mean += slope / groups;
    square += slope * slope / groups;
  }
  result.error = std::sqrt(std::max(0.0, square - mean * mean) * (groups - 1));
  return result;
}

}  // namespace glasscape
