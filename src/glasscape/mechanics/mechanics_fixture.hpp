#pragma once

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/rng.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/relax.hpp"
#include "glasscape/md/md_fixture.hpp"

namespace glasscape::testing {

/// An amorphous cube: random atoms, none nearer than `closest`, relaxed at fixed or free box.
inline Configuration random_glass(const std::shared_ptr<const ForceField>& force_field,
                                  const std::vector<Species>& species, double share_of_second, std::size_t atoms,
                                  double edge, double closest, const char* box, std::uint64_t seed) {
  Configuration c;
  c.box = Box::orthorhombic(edge, edge, edge);
  c.species = species;
  CounterRng rng(seed, 0);
  while (c.size() < atoms) {
    const Vec3 p = c.box.cartesian({rng.uniform(), rng.uniform(), rng.uniform()});
    bool free = true;
    for (const Vec3& q : c.positions) {
      Vec3 d = p - q;
      for (std::size_t k = 0; k < 3; ++k) d[k] -= edge * std::round(d[k] / edge);
      free = free && norm(d) > closest;
    }
    if (!free) continue;
    c.types.push_back(static_cast<double>(c.size()) < share_of_second * static_cast<double>(atoms) ? 1 : 0);
    c.positions.push_back(p);
    c.ids.push_back(static_cast<std::int64_t>(c.size()));
  }
  const RelaxResult relaxed = relax(c, force_field, {.box = box, .force_tolerance = 1e-7});
  EXPECT_EQ(relaxed.status, MinimiseStatus::converged);
  return relaxed.configuration;
}

/// Kob–Andersen glass, ε = 1 eV, σ = 1 Å, at number density 1.2.
inline Configuration lennard_jones_glass(const std::shared_ptr<const ForceField>& force_field, std::size_t atoms) {
  return random_glass(force_field, {{"A", 1}, {"B", 1}}, 0.2, atoms, std::cbrt(static_cast<double>(atoms) / 1.2), 0.7,
                      "fixed", 3);
}

inline Configuration copper_zirconium_glass(const std::shared_ptr<const ForceField>& force_field, std::size_t atoms) {
  return random_glass(force_field, {{"Cu", 63.546}, {"Zr", 91.224}}, 0.36, atoms,
                      std::cbrt(16.2 * static_cast<double>(atoms)), 1.9, "free", 5);
}

}  // namespace glasscape::testing
