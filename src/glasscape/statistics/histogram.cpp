#include "glasscape/statistics/histogram.hpp"

#include <algorithm>
#include <cmath>

#include "glasscape/core/error.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

std::vector<double> Histogram::density() const {
  std::size_t inside = 0;
  for (const std::size_t c : counts) inside += c;
  std::vector<double> result(counts.size(), 0.0);
  if (inside == 0) return result;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    result[k] = static_cast<double>(counts[k]) / (static_cast<double>(inside) * (edges[k + 1] - edges[k]));
  }
  return result;
}

std::vector<double> freedman_diaconis_edges(std::span<const double> values, std::size_t most) {
  const std::vector<double> sorted = sorted_finite(values);
  if (sorted.empty()) return {0, 1};
  double low = sorted.front(), high = sorted.back();
  if (!(high > low)) return {low - 0.5, low + 0.5};
  const auto n = static_cast<double>(sorted.size());
  const double width = 2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / std::cbrt(n);
  const double wanted = width > 0 ? std::ceil((high - low) / width) : std::ceil(std::log2(n)) + 1;
  const auto bins =
      static_cast<std::size_t>(std::clamp(wanted, 1.0, static_cast<double>(std::max<std::size_t>(most, 1))));
  std::vector<double> edges(bins + 1);
  for (std::size_t k = 0; k <= bins; ++k) {
    const double t = static_cast<double>(k) / static_cast<double>(bins);
    edges[k] = k == bins ? high : low * (1 - t) + high * t;
  }
  // Neighbouring doubles cannot be divided further.
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

Histogram histogram(std::span<const double> values, std::vector<double> edges) {
  const bool ascending = edges.size() >= 2 && std::adjacent_find(edges.begin(), edges.end(), [](double a, double b) {
                                                return !(a < b);
                                              }) == edges.end();
  if (!ascending || !std::isfinite(edges.front()) || !std::isfinite(edges.back())) {
    throw usage_error("histogram edges", "not a list of ascending numbers", "at least two finite edges, ascending");
  }
  Histogram result;
  result.counts.assign(edges.size() - 1, 0);
  for (const double v : values) {
    if (!std::isfinite(v)) {
      ++result.undefined;
    } else if (v < edges.front() || v > edges.back()) {
      ++result.outside;
    } else {
      const auto above = std::upper_bound(edges.begin(), edges.end(), v);
      const auto bin = static_cast<std::size_t>(above - edges.begin()) - 1;
      ++result.counts[std::min(bin, result.counts.size() - 1)];
    }
  }
  result.edges = std::move(edges);
  return result;
}

}  // namespace glasscape
