#include "glasscape/landscape/barrier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace glasscape {
namespace {

constexpr double correction_error = 0.35;
constexpr double convergence_error = 0.003;  // eV, what saddles converged to 0.01 eV/Å scatter by

double falloff(double moving) { return 1 / moving; }

}  // namespace

Barrier extrapolate_barrier(const std::vector<RegionEnergy>& regions, double atoms) {
  const RegionEnergy& last = regions.back();
  if (regions.size() < 2) return {last.energy, std::numeric_limits<double>::infinity()};
  const RegionEnergy& before = regions[regions.size() - 2];
  const double small = falloff(static_cast<double>(before.moving)), large = falloff(static_cast<double>(last.moving));
  if (small == large) return {last.energy, std::numeric_limits<double>::infinity()};  // nothing to compare
  const double left = std::max(0.0, large - falloff(atoms));
  const double correction = (before.energy - last.energy) * left / (small - large);
  return {last.energy - correction, correction_error * std::abs(correction) + convergence_error};
}

}  // namespace glasscape
