#include "glasscape/statistics/predictor_sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "glasscape/statistics/correlation.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> standardised(std::span<const double> values) {
  const Moments m = moments(values);
  const double inverse = m.variance > 0 ? 1 / m.standard_deviation() : 1;
  std::vector<double> result(values.begin(), values.end());
  for (double& v : result) v = (v - m.mean) * inverse;
  return result;
}

// Calls visit(k, rank) for each place k along an order: the mean of the ranks that its copies take in the resample,
// less the mean of all ranks, over their number.
template <class Visit>
void weighted_ranks(const std::vector<std::uint32_t>& unit, const std::vector<std::uint32_t>& ends,
                    std::span<const double> weights, double total, const Visit& visit) {
  const double scale = total > 0 ? 1 / total : 0, start = -0.5 * total;
  double before = 0;
  if (ends.empty()) {
    for (std::size_t k = 0; k < unit.size(); ++k) {
      const double w = weights[unit[k]];
      visit(k, w, (before + 0.5 * w + start) * scale);
      before += w;
    }
    return;
  }
  std::size_t first = 0;
  for (const std::uint32_t end : ends) {
    double weight = 0;
    for (std::size_t k = first; k < end; ++k) weight += weights[unit[k]];
    const double rank = (before + 0.5 * weight + start) * scale;
    for (; first < end; ++first) visit(first, weights[unit[first]], rank);
    before += weight;
  }
}

}  // namespace

struct PredictorSample::Ranked {
  double xx = 0, xy = 0;                        // Σ w R_x², Σ w R_x R_y
  double sum[3] = {0, 0, 0}, n[3] = {0, 0, 0};  // by mark: Σ w R_x, Σ w
};

PredictorSample::Order PredictorSample::order_of(std::span<const double> values, std::span<const std::uint32_t> unit) {
  Order order;
  order.atom.resize(values.size());
  std::iota(order.atom.begin(), order.atom.end(), 0U);
  std::stable_sort(order.atom.begin(), order.atom.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  bool ties = false;
  for (std::size_t k = 1; k <= values.size(); ++k) {
    if (k == values.size() || values[order.atom[k]] != values[order.atom[k - 1]]) {
      order.ends.push_back(static_cast<std::uint32_t>(k));
    } else {
      ties = true;
    }
  }
  if (!ties) order.ends.clear();
  for (const std::uint32_t a : order.atom) order.unit.push_back(unit[a]);
  return order;
}

PredictorSample::PredictorSample(std::vector<std::size_t> atoms, std::vector<std::size_t> columns,
                                 std::span<const double> property, const std::vector<std::vector<double>>& descriptors,
                                 std::span<const std::uint32_t> unit_of, std::size_t units, double tail)
    : columns_(std::move(columns)), units_(units) {
  for (const std::size_t i : atoms) {
    y_.push_back(property[i]);
    unit_.push_back(unit_of[i]);
  }
  y_order_ = order_of(y_, unit_);
  const std::vector<double> y_scaled = standardised(y_);
  const auto n = static_cast<double>(y_.size());
  for (const double r : average_ranks(y_)) {
    const double place = (r - 0.5) / n;
    mark_.push_back(place > 1 - tail ? top : place < tail ? bottom : middle);
  }
  for (const std::size_t c : columns_) {
    Column& x = x_.emplace_back();
    for (const std::size_t i : atoms) x.values.push_back(descriptors[c][i]);
    x.order = order_of(x.values, unit_);
    for (const std::uint32_t a : x.order.atom) x.mark.push_back(mark_[a]);
    const std::vector<double> scaled = standardised(x.values);
    x.sums.resize(units_);
    for (std::size_t i = 0; i < scaled.size(); ++i) {
      UnitSums& s = x.sums[unit_[i]];
      const double a = scaled[i], b = y_scaled[i];
      s.n += 1;
      s.x += a;
      s.y += b;
      s.xx += a * a;
      s.yy += b * b;
      s.xy += a * b;
    }
  }
}

PredictorSample::Ranked PredictorSample::ranked(const Column& column, std::span<const double> weights,
                                                std::span<const double> rank_y, double total) const {
  Ranked r;
  weighted_ranks(column.order.unit, column.order.ends, weights, total, [&](std::size_t k, double w, double rank) {
    const double wr = w * rank;
    r.xx += wr * rank;
    r.xy += wr * rank_y[column.order.atom[k]];
    r.sum[column.mark[k]] += wr;
    r.n[column.mark[k]] += w;
  });
  return r;
}

void PredictorSample::evaluate(std::span<const std::uint32_t> weights, std::span<double> out) const {
  thread_local std::vector<double> w, rank_y;
  w.assign(weights.begin(), weights.end());
  rank_y.resize(y_.size());
  double total = 0, yy = 0;
  for (const std::uint32_t u : unit_) total += w[u];
  weighted_ranks(y_order_.unit, y_order_.ends, w, total, [&](std::size_t k, double weight, double rank) {
    rank_y[y_order_.atom[k]] = rank;
    yy += weight * rank * rank;
  });
  // Ranks lie in ±1/2; 1e-13 of their number is rounding.
  const double least = 1e-13 * total;
  for (std::size_t c = 0; c < x_.size(); ++c) {
    double* result = &out[statistics * c];
    UnitSums t;
    for (std::size_t u = 0; u < units_; ++u) {
      const UnitSums& s = x_[c].sums[u];
      t.n += w[u] * s.n;
      t.x += w[u] * s.x;
      t.y += w[u] * s.y;
      t.xx += w[u] * s.xx;
      t.yy += w[u] * s.yy;
      t.xy += w[u] * s.xy;
    }
    const double mx = t.x / t.n, my = t.y / t.n, vx = t.xx / t.n - mx * mx, vy = t.yy / t.n - my * my;
    const bool spread = vx > 1e-13 * (1 + mx * mx) && vy > 1e-13 * (1 + my * my);
    result[0] = spread ? std::clamp((t.xy / t.n - mx * my) / (std::sqrt(vx) * std::sqrt(vy)), -1.0, 1.0) : nan;

    const Ranked r = ranked(x_[c], w, rank_y, total);
    result[1] = r.xx > least && yy > least ? std::clamp(r.xy / std::sqrt(r.xx * yy), -1.0, 1.0) : nan;
    for (const Mark mark : {top, bottom}) {
      const double m = r.n[mark], rest = total - m;
      // A = (Σ rank − m(m+1)/2)/(m·rest) with ranks from their mean (total + 1)/2, in units of total.
      result[mark == top ? 2 : 3] = m > 0 && rest > 0 ? 0.5 + total * r.sum[mark] / (m * rest) : nan;
    }
  }
}

}  // namespace glasscape::detail
