#pragma once

#include <cmath>
#include <cstdint>

#include "glasscape/core/rng.hpp"
#include "glasscape/geometry/configuration.hpp"

// What the tests of this module share.
namespace glasscape::test {

// Random atoms in a skewed cell that is smaller than twice the cutoff in one direction.
inline Configuration random_cell(std::size_t atoms, std::uint64_t seed) {
  Configuration c;
  c.box = Box(Mat3{{Vec3{11, 0, 0}, Vec3{2.5, 9, 0}, Vec3{-1, 3, 6.5}}}, {0.5, -2, 1});
  c.species = {{"Cu", 63.546}};
  CounterRng rng(seed, 0);
  for (std::size_t i = 0; i < atoms; ++i) {
    c.positions.push_back(c.box.cartesian({rng.uniform(), rng.uniform(), rng.uniform()}));
    c.types.push_back(0);
    c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return c;
}

inline void rattle(Configuration& c, double amplitude, std::uint64_t seed) {
  CounterRng rng(seed, 1);
  for (Vec3& r : c.positions) r += amplitude * rng.unit_vector();
}

inline void map_affinely(Configuration& c, const Mat3& f) {
  const Mat3 d = transpose(f);
  for (Vec3& r : c.positions) r = r * d;
  c.box = Box(c.box.cell() * d, c.box.origin() * d, c.box.periodic());
}

inline const Mat3 strong{{Vec3{1.1, 0.2, -0.05}, Vec3{0.03, 0.9, 0.1}, Vec3{-0.1, 0.07, 1.05}}};

/// A rotation by `angle` about `axis` (of any length), for column vectors.
inline Mat3 rotation_matrix(const Vec3& axis, double angle) {
  const Vec3 n = axis * (1 / norm(axis));
  const double c = std::cos(angle), s = std::sin(angle);
  const Mat3 cross{{Vec3{0, -n.z, n.y}, Vec3{n.z, 0, -n.x}, Vec3{-n.y, n.x, 0}}};
  return c * Mat3::identity() + s * cross + (1 - c) * outer(n, n);
}

/// As another program would write it: wrapped into the cell.
inline void wrap(Configuration& c) {
  for (Vec3& r : c.positions) r = c.box.wrap(r).position;
}

}  // namespace glasscape::test
