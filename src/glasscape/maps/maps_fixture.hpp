#pragma once

#include <vector>

#include "glasscape/core/rng.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape::test {

struct Points {
  Box box;
  std::vector<Vec3> positions;
  std::vector<std::int32_t> types;
  [[nodiscard]] ConfigurationView view() const { return {box, positions, types, 1}; }
};

/// Random points, up to two cells outside along periodic directions.
inline Points random_points(const Box& box, std::size_t n, std::uint64_t seed) {
  Points points{.box = box};
  CounterRng rng(seed, 2);
  for (std::size_t i = 0; i < n; ++i) {
    Vec3 s{rng.uniform(), rng.uniform(), rng.uniform()};
    for (std::size_t k = 0; k < 3; ++k) s[k] += box.periodic()[k] ? static_cast<double>(rng.below(5)) - 2 : 0;
    points.positions.push_back(box.cartesian(s));
  }
  points.types.assign(n, 0);
  return points;
}

}  // namespace glasscape::test
