#pragma once

// What the tests of structure share: crystals, random points in a tilted box, and neighbours by brute force.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "glasscape/core/rng.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape::test {

inline void append(Configuration& c, const Vec3& r, std::int32_t type) {
  c.positions.push_back(r);
  c.types.push_back(type);
  c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
}

/// repeat³ cells of edge a; atom k of the basis is of species types[k] (0 if types is empty).
inline Configuration crystal(double a, const std::vector<Vec3>& basis, int repeat, double noise = 0,
                             const std::vector<std::int32_t>& types = {}) {
  CounterRng rng(6, 6);
  Configuration c;
  c.box = Box::orthorhombic(a * repeat, a * repeat, a * repeat);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  for (int k = 0; k < repeat * repeat * repeat; ++k) {
    const Vec3 cell{double(k / (repeat * repeat)), double(k / repeat % repeat), double(k % repeat)};
    for (std::size_t b = 0; b < basis.size(); ++b) {
      append(c, (basis[b] + cell) * a + noise * Vec3{rng.normal(), rng.normal(), rng.normal()},
             types.empty() ? 0 : types[b]);
    }
  }
  return c;
}

inline const std::vector<Vec3> fcc{{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
inline const std::vector<Vec3> b2{{0, 0, 0}, {0.5, 0.5, 0.5}};

/// Random atoms of two species in a tilted box; cells of about `side` Å, smaller than most cutoffs.
inline Configuration random_atoms(std::size_t n, double side, std::uint64_t seed) {
  CounterRng rng(seed, 1);
  Configuration c;
  c.box = Box({{Vec3{side, 0, 0}, Vec3{0.3 * side, 1.1 * side, 0}, Vec3{-0.2 * side, 0.25 * side, 0.9 * side}}},
              {1, -2, 3});
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  for (std::size_t i = 0; i < n; ++i) {
    const double a = rng.uniform(), b = rng.uniform(), s = rng.uniform();
    append(c, c.box.cartesian({a, b, s}), static_cast<std::int32_t>(i % 2));
  }
  return c;
}

struct NaiveNeighbor {
  std::size_t index;
  Vec3 bond;
};

/// All images within the cutoff, by looking at every image of every atom up to `images` cells away.
inline std::vector<NaiveNeighbor> naive_neighbors(const Configuration& c, std::size_t i, double cutoff,
                                                  int images = 4) {
  std::vector<NaiveNeighbor> found;
  const auto reach = [&](std::size_t axis) { return c.box.periodic()[axis] ? images : 0; };
  for (std::size_t j = 0; j < c.size(); ++j) {
    for (int x = -reach(0); x <= reach(0); ++x) {
      for (int y = -reach(1); y <= reach(1); ++y) {
        for (int z = -reach(2); z <= reach(2); ++z) {
          if (i == j && x == 0 && y == 0 && z == 0) continue;
          const Vec3 r = c.positions[j] - c.positions[i] + Vec3{double(x), double(y), double(z)} * c.box.cell();
          if (norm(r) < cutoff) found.push_back({j, r});
        }
      }
    }
  }
  return found;
}

inline std::map<std::string, Field> by_name(const std::vector<Field>& fields) {
  std::map<std::string, Field> result;
  for (const Field& field : fields) result.emplace(field.name(), field);
  return result;
}

}  // namespace glasscape::test
