#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "glasscape/core/rng.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape::testing {

/// Points at random, no two nearer than `core`, of alternating species, in a box.
inline Configuration random_points(const Box& box, std::size_t n, std::size_t species, std::uint64_t seed,
                                   double core = 0) {
  Configuration c;
  c.box = box;
  for (std::size_t s = 0; s < species; ++s) c.species.push_back({s == 0 ? "Cu" : "Zr", 60});
  CounterRng rng(seed, 1);
  while (c.positions.size() < n) {
    const Vec3 p = box.cartesian({rng.uniform(), rng.uniform(), rng.uniform()});
    if (core > 0 && std::any_of(c.positions.begin(), c.positions.end(),
                                [&](const Vec3& q) { return norm2(p - q) < core * core; })) {
      continue;
    }
    c.ids.push_back(static_cast<std::int64_t>(c.positions.size()) + 1);
    c.types.push_back(static_cast<std::int32_t>(c.positions.size() % species));
    c.positions.push_back(p);
  }
  return c;
}

/// A Gaussian random field with correlation exp(−r/ξ) at the given points, by plane waves of random phase.
///
/// The spectral density of exp(−r/ξ) in three dimensions is ∝ (1 + k²ξ²)^{−2}, so |k|ξ has the cumulative distribution
/// (2/π)(atan u − u/(1+u²)). Wave numbers are drawn one from each of `waves` equal parts of it: averaged over
/// directions the field then has the wanted correlation, not only the average over many such fields. The waves know no
/// boundary, so the box should not be periodic.
inline std::vector<double> exponential_field(const std::vector<Vec3>& points, double xi, std::uint64_t seed,
                                             int waves = 300) {
  CounterRng rng(seed, 2);
  std::vector<double> values(points.size(), 0.0);
  for (int w = 0; w < waves; ++w) {
    const double p = (w + rng.uniform()) / waves;
    double low = 0, high = 1;
    const auto share = [](double u) { return 2 / std::numbers::pi * (std::atan(u) - u / (1 + u * u)); };
    while (share(high) < p && high < 1e8) high *= 2;
    for (int i = 0; i < 60; ++i) (share(0.5 * (low + high)) < p ? low : high) = 0.5 * (low + high);
    const Vec3 k = rng.unit_vector() * (low / xi);
    const double phase = 2 * std::numbers::pi * rng.uniform();
    for (std::size_t i = 0; i < points.size(); ++i) values[i] += std::cos(dot(k, points[i]) + phase);
  }
  for (double& v : values) v *= std::sqrt(2.0 / waves);
  return values;
}

inline Box open_cube(double edge) { return Box(Mat3::diagonal(edge, edge, edge), {}, {false, false, false}); }

}  // namespace glasscape::testing
