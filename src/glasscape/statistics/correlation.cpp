#include "glasscape/statistics/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Sums {
  double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
};

bool constant(std::span<const double> v) {
  return std::all_of(v.begin(), v.end(), [&](double a) { return a == v.front(); });
}

Sums centred_sums(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) throw std::invalid_argument("columns of different length");
  Sums s;
  const auto n = static_cast<double>(x.size());
  s.mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
  s.mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - s.mean_x, dy = y[i] - s.mean_y;
    s.xx += dx * dx;
    s.yy += dy * dy;
    s.xy += dx * dy;
  }
  return s;
}

}  // namespace

PairedSample complete_pairs(std::span<const double> x, std::span<const double> y,
                            std::span<const std::size_t> selected) {
  if (x.size() != y.size()) throw std::invalid_argument("columns of different length");
  PairedSample result;
  for (const std::size_t i : selected) {
    if (i >= x.size()) throw std::invalid_argument("selected entry beyond the column");
    const bool bad_x = !std::isfinite(x[i]), bad_y = !std::isfinite(y[i]);
    result.undefined_x += bad_x ? 1 : 0;
    result.undefined_y += bad_y ? 1 : 0;
    if (bad_x || bad_y) continue;
    result.x.push_back(x[i]);
    result.y.push_back(y[i]);
    result.index.push_back(i);
  }
  return result;
}

PairedSample complete_pairs(std::span<const double> x, std::span<const double> y) {
  std::vector<std::size_t> all(x.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return complete_pairs(x, y, all);
}

double pearson(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 2 || constant(x) || constant(y)) return nan;
  const Sums s = centred_sums(x, y);
  return std::clamp(s.xy / (std::sqrt(s.xx) * std::sqrt(s.yy)), -1.0, 1.0);
}

std::vector<double> average_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first + 1;
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    const double rank = 0.5 * static_cast<double>(first + 1 + last);
    for (std::size_t k = first; k < last; ++k) ranks[order[k]] = rank;
    first = last;
  }
  return ranks;
}

double spearman(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) throw std::invalid_argument("columns of different length");
  return pearson(average_ranks(x), average_ranks(y));
}

Interval fisher_interval(double r, std::size_t n, double level) {
  if (n < 4 || !(std::abs(r) <= 1)) return {};
  const double z = std::atanh(r), h = normal_quantile(0.5 + 0.5 * level) / std::sqrt(static_cast<double>(n) - 3);
  return {std::tanh(z - h), std::tanh(z + h)};
}

LinearFit linear_regression(std::span<const double> x, std::span<const double> y) {
  LinearFit fit;
  if (x.size() < 2 || constant(x)) return fit;
  const Sums s = centred_sums(x, y);
  const auto n = static_cast<double>(x.size());
  fit.slope = s.xy / s.xx;
  fit.intercept = s.mean_y - fit.slope * s.mean_x;
  if (!constant(y)) fit.r_squared = std::min(1.0, s.xy * s.xy / (s.xx * s.yy));
  if (x.size() > 2) {
    double residual = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double e = y[i] - s.mean_y - fit.slope * (x[i] - s.mean_x);
      residual += e * e;
    }
    const double variance = residual / (n - 2);
    fit.slope_error = std::sqrt(variance / s.xx);
    fit.intercept_error = std::sqrt(variance * (1 / n + s.mean_x * s.mean_x / s.xx));
  }
  return fit;
}

}  // namespace glasscape
