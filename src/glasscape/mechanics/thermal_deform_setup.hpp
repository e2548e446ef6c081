#pragma once

#include <array>
#include <string>

#include "glasscape/mechanics/thermal_deform.hpp"

namespace glasscape {

/// Where a test acts, in the names that the axes have inside LAMMPS.
struct TestDirections {
  std::size_t a = 0, b = 0;          ///< direction and normal of a shear, a < b; equal for a test along an axis
  std::array<int, 3> axes{0, 1, 2};  ///< what the user calls LAMMPS's axes; its own inverse

  [[nodiscard]] bool uniaxial() const noexcept { return a == b; }
};
TestDirections test_directions(const ThermalDeformOptions& options);

/// 0.65 of "0.65sigma_y"; throws Error(usage) for anything else.
double target_share(const std::string& target);

/// Makes the program of a creep at this stress [GPa].
void set_creep_stress(ThermalDeformPlan& plan, double stress);

}  // namespace glasscape
