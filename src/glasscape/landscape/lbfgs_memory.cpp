#include "glasscape/landscape/lbfgs_memory.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape {

double dot(std::span<const double> a, std::span<const double> b) {
  // Four independent sums: the compiler may not reorder one, and the order is the same on every machine.
  double sum[4] = {0, 0, 0, 0};
  const std::size_t n = a.size();
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) sum[k] += a[i + k] * b[i + k];
  }
  for (; i < n; ++i) sum[0] += a[i] * b[i];
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

void add_scaled(double a, std::span<const double> x, std::span<double> y) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] += a * x[i];
}

double norm(std::span<const double> a) { return std::sqrt(dot(a, a)); }

void scale(double a, std::span<double> x) {
  for (double& value : x) value *= a;
}

bool LbfgsMemory::add(std::span<const double> step, std::span<const double> force_change) {
  const double sy = -dot(step, force_change);
  const double yy = dot(force_change, force_change);
  const double ss = dot(step, step);
  if (!(sy > 1e-10 * std::sqrt(ss * yy)) || !(sy > 0)) return false;
  Pair pair;
  if (steps_.size() == limit_) {  // reuse the oldest pair's memory
    pair = std::move(steps_.front());
    steps_.erase(steps_.begin());
  }
  pair.s.assign(step.begin(), step.end());
  pair.y.resize(force_change.size());
  std::transform(force_change.begin(), force_change.end(), pair.y.begin(), [](double f) { return -f; });
  pair.inverse_sy = 1.0 / sy;
  pair.scale = sy / yy;
  steps_.push_back(std::move(pair));
  return true;
}

void LbfgsMemory::apply(std::span<const double> forces, std::span<double> direction) const {
  std::copy(forces.begin(), forces.end(), direction.begin());
  alpha_.resize(steps_.size());
  for (std::size_t k = steps_.size(); k-- > 0;) {
    const Pair& pair = steps_[k];
    alpha_[k] = pair.inverse_sy * dot(pair.s, direction);
    add_scaled(-alpha_[k], pair.y, direction);
  }
  scale(steps_.empty() ? initial_ : steps_.back().scale, direction);
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Pair& pair = steps_[k];
    const double beta = pair.inverse_sy * dot(pair.y, direction);
    add_scaled(alpha_[k] - beta, pair.s, direction);
  }
}

}  // namespace glasscape
