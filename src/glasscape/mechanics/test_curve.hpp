#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "glasscape/core/vec.hpp"
#include "glasscape/mechanics/thermal_deform.hpp"

namespace glasscape {

/// One sample of a test, in the user's names of the axes.
struct TestSample {
  std::int64_t step = 0;
  double time = 0;  ///< ps
  std::string stage;
  double strain = 0;  ///< of the test: γ, or L/L₀ − 1
  double stress = 0;  ///< GPa: σ_ab, or σ_aa above the pressure of the sides
  Mat3 tensor;        ///< GPa, Cauchy stress, tension positive
  Mat3 cell;          ///< rows, without flips
  double temperature = 0, energy = 0, potential = 0, volume = 0;  ///< K, eV, eV and Å³ per atom
  double work = 0;          ///< eV per atom, done on the atoms since the reference
  std::int64_t frame = -1;  ///< of the trajectory; −1: none
};

/// The recorded series of a test, told apart into what was before the reference and what came from it on.
///
/// The reference is the last sample of the equilibration, which is also the first of the test. L₀ is its length; for
/// creep, where the cell goes on fluctuating, the mean over the second half of the equilibration. work = ∫ V σ : dε
/// over the samples by the trapezoidal rule, dε from the change of the cell.
struct TestCurve {
  std::vector<TestSample> before, test;
};

/// Throws Error(input) with the line for a file that is not a whole recording of the plan.
TestCurve read_test_curve(const std::filesystem::path& series, const ThermalDeformPlan& plan);

/// Samples as the text of stress_strain.csv.
std::string curve_csv(const std::vector<TestSample>& samples);

}  // namespace glasscape
