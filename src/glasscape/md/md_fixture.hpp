#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include "glasscape/forces/kim_model.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape::testing {

inline constexpr const char* mendelev_2009 = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";

#define REQUIRE_KIM_MODELS() \
  if (glasscape::installed_kim_models().empty()) GTEST_SKIP() << "KIM models are not installed"

/// fcc Cu at its lattice constant in this potential (3.63909 Å).
inline Configuration copper(int cells) {
  const double a = 3.63909;
  Configuration crystal;
  crystal.species = {{"Cu", 63.546}};
  crystal.box = Box::orthorhombic(a * cells, a * cells, a * cells);
  for (int n = 0; n < cells * cells * cells; ++n) {
    const Vec3 corner{double(n / (cells * cells)), double(n / cells % cells), double(n % cells)};
    for (const Vec3& b : {Vec3{0, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0.5, 0, 0.5}, Vec3{0, 0.5, 0.5}}) {
      crystal.positions.push_back(a * (corner + b));
      crystal.types.push_back(0);
      crystal.ids.push_back(static_cast<std::int64_t>(crystal.ids.size()) + 1);
    }
  }
  return crystal;
}

}  // namespace glasscape::testing
