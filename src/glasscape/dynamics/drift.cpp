#include "glasscape/dynamics/drift.hpp"

namespace glasscape {

std::vector<double> atom_masses(const Configuration& configuration) {
  std::vector<double> masses;
  for (const std::int32_t type : configuration.types) {
    masses.push_back(configuration.species[static_cast<std::size_t>(type)].mass);
  }
  return masses;
}

std::vector<Vec3> displacements_without_drift(std::span<const Vec3> reference, std::span<const Vec3> positions,
                                              std::span<const double> masses) {
  std::vector<Vec3> u(positions.size());
  Vec3 drift;
  double total = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    u[i] = positions[i] - reference[i];
    drift += masses[i] * u[i];
    total += masses[i];
  }
  drift *= 1 / total;
  for (Vec3& v : u) v -= drift;
  return u;
}

}  // namespace glasscape
