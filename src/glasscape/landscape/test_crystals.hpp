#pragma once

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/kim_model.hpp"
#include "glasscape/geometry/configuration.hpp"

#define REQUIRE_KIM_MODELS()                               \
  if (glasscape::installed_kim_models().empty())           \
  GTEST_SKIP() << "KIM models are not installed (package " \
                  "openkim-models)"

namespace glasscape::testing {

inline constexpr const char* mendelev_2009 = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
inline constexpr const char* mendelev_2019 = "kim:EAM_Dynamo_MendelevSunZhang_2019_CuZr__MO_609260676108_000";

/// nx × ny × nz unit cells of the crystal with these cell vectors and sites (fractional, type).
inline Configuration crystal(const Mat3& cell, const std::vector<std::pair<Vec3, int>>& sites, int nx, int ny, int nz) {
  Configuration c;
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  c.box = Box(Mat3{{cell[0] * nx, cell[1] * ny, cell[2] * nz}});
  for (int i = 0; i < nx; ++i) {
    for (int j = 0; j < ny; ++j) {
      for (int k = 0; k < nz; ++k) {
        for (const auto& [site, type] : sites) {
          c.positions.push_back((site + Vec3{1.0 * i, 1.0 * j, 1.0 * k}) * cell);
          c.types.push_back(type);
          c.ids.push_back(static_cast<std::int64_t>(c.positions.size()));
        }
      }
    }
  }
  return c;
}

inline Configuration fcc_copper(int n, double a) {
  return crystal(Mat3::diagonal(a, a, a), {{{0, 0, 0}, 0}, {{0.5, 0.5, 0}, 0}, {{0.5, 0, 0.5}, 0}, {{0, 0.5, 0.5}, 0}},
                 n, n, n);
}

inline Configuration hcp_zirconium(int nx, int ny, int nz, double a, double c) {
  const Mat3 cell{{Vec3{a, 0, 0}, Vec3{-a / 2, a * std::sqrt(0.75), 0}, Vec3{0, 0, c}}};
  return crystal(cell, {{{1.0 / 3, 2.0 / 3, 0.25}, 1}, {{2.0 / 3, 1.0 / 3, 0.75}, 1}}, nx, ny, nz);
}

inline Configuration b2_copper_zirconium(int n, double a) {
  return crystal(Mat3::diagonal(a, a, a), {{{0, 0, 0}, 0}, {{0.5, 0.5, 0.5}, 1}}, n, n, n);
}

}  // namespace glasscape::testing
