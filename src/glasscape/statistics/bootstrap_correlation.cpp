#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "glasscape/statistics/bootstrap.hpp"

namespace glasscape {
namespace {

// Sums in four interleaved accumulators: independent chains for the processor, and a fixed order.
struct WeightedSums {
  std::array<double, 4> w{}, x{}, y{}, xx{}, yy{}, xy{};

  void add(std::size_t lane, double weight, double a, double b) {
    const double wa = weight * a, wb = weight * b;
    w[lane] += weight;
    x[lane] += wa;
    y[lane] += wb;
    xx[lane] += wa * a;
    yy[lane] += wb * b;
    xy[lane] += wa * b;
  }
  [[nodiscard]] double correlation() const {
    const auto total = [](const std::array<double, 4>& v) { return (v[0] + v[1]) + (v[2] + v[3]); };
    const double n = total(w), mx = total(x) / n, my = total(y) / n;
    const double vx = total(xx) / n - mx * mx, vy = total(yy) / n - my * my;
    // Values are centred and scaled to unit spread, so 1e-13 is rounding.
    if (!(vx > 1e-13 * (1 + mx * mx)) || !(vy > 1e-13 * (1 + my * my))) return std::numeric_limits<double>::quiet_NaN();
    return std::clamp((total(xy) / n - mx * my) / (std::sqrt(vx) * std::sqrt(vy)), -1.0, 1.0);
  }
};

std::vector<double> scaled(std::span<const double> values) {
  const Moments m = moments(values);
  const double inverse = m.variance > 0 ? 1 / m.standard_deviation() : 1;
  std::vector<double> result(values.begin(), values.end());
  for (double& v : result) v = (v - m.mean) * inverse;
  return result;
}

std::vector<double> permuted(std::span<const double> values, const std::vector<std::uint32_t>& order) {
  std::vector<double> result(values.size());
  for (std::size_t k = 0; k < order.size(); ++k) result[k] = values[order[k]];
  return result;
}

std::vector<std::uint32_t> ascending(std::span<const double> values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  return order;
}

// Ends of the runs of equal values along an ascending order.
std::vector<std::uint32_t> tie_ends(std::span<const double> values, const std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> ends;
  for (std::size_t k = 1; k <= order.size(); ++k) {
    if (k == order.size() || values[order[k]] != values[order[k - 1]]) ends.push_back(static_cast<std::uint32_t>(k));
  }
  return ends;
}

}  // namespace

CorrelationEstimates bootstrap_correlation(std::span<const double> x, std::span<const double> y,
                                           std::span<const std::uint32_t> unit_of, const BootstrapOptions& options,
                                           std::uint64_t stream, const RunContext& context) {
  const std::size_t n = x.size();
  if (y.size() != n || (!unit_of.empty() && unit_of.size() != n)) {
    throw std::invalid_argument("columns of different length");
  }
  if (n == 0) return {};
  // Pairs are kept in ascending x, so that only y is visited out of order.
  const std::vector<std::uint32_t> order = ascending(x);
  const std::vector<double> x_sorted = permuted(x, order), y_along_x = permuted(y, order);
  const std::vector<double> sx = scaled(x_sorted), sy = scaled(y_along_x);
  std::vector<std::uint32_t> identity(n);
  std::iota(identity.begin(), identity.end(), 0U);
  const std::vector<std::uint32_t> order_y = ascending(y_along_x);
  const std::vector<std::uint32_t> ends_x = tie_ends(x_sorted, identity), ends_y = tie_ends(y_along_x, order_y);
  std::vector<std::uint32_t> unit(n);
  for (std::size_t k = 0; k < n; ++k) unit[k] = unit_of.empty() ? order[k] : unit_of[order[k]];
  const std::size_t units = static_cast<std::size_t>(*std::max_element(unit.begin(), unit.end())) + 1;

  const auto evaluate = [&](std::span<const std::uint32_t> weights, std::span<double> values) {
    thread_local std::vector<double> w, rank_y;
    w.resize(n);
    rank_y.resize(n);
    WeightedSums plain;
    double total = 0;
    for (std::size_t k = 0; k < n; ++k) {
      w[k] = weights[unit[k]];
      total += w[k];
      plain.add(k % 4, w[k], sx[k], sy[k]);
    }
    values[0] = plain.correlation();

    // A pair drawn w times takes w consecutive ranks and shares their mean with its ties.
    const double middle = 0.5 * (total + 1), scale = 1 / std::max(total, 1.0);
    double before = 0;
    std::size_t k = 0;
    for (const std::uint32_t end : ends_y) {
      const std::size_t first = k;
      double weight = 0;
      for (; k < end; ++k) weight += w[order_y[k]];
      const double rank = (before + 0.5 * (weight + 1) - middle) * scale;
      for (std::size_t m = first; m < end; ++m) rank_y[order_y[m]] = rank;
      before += weight;
    }
    WeightedSums ranks;
    before = 0;
    k = 0;
    for (const std::uint32_t end : ends_x) {
      double weight = 0;
      for (std::size_t m = k; m < end; ++m) weight += w[m];
      const double rank = (before + 0.5 * (weight + 1) - middle) * scale;
      for (; k < end; ++k) ranks.add(k % 4, w[k], rank, rank_y[k]);
      before += weight;
    }
    values[1] = ranks.correlation();
  };
  auto estimates = bootstrap(units, 2, evaluate, options, stream, context);
  return {estimates[0], estimates[1]};
}

}  // namespace glasscape
