#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/system_surface.hpp"
#include "glasscape/neighbors/point_index.hpp"

namespace glasscape {

/// The atoms of a glass that move while all others stay, and their energy as a function of where they are.
struct Region {
  std::unique_ptr<SystemSurface> surface;
  std::vector<std::uint32_t> atoms;  ///< their indices in the glass, ascending: the order of the coordinates
  double radius = 0;                 ///< Å; infinite for the whole glass
  std::vector<double> start;         ///< their coordinates in the glass
  Vec3 centre{};
  double rim = 0;  ///< Å, how far from the centre its surroundings let atoms be; infinite unless it is a cluster

  /// False where an atom has left what the cluster's surroundings were cut for: numbers there mean nothing.
  [[nodiscard]] bool holds(const std::vector<double>& x) const;
  [[nodiscard]] bool whole() const;
};

/// Cuts regions out of a glass at a cost that does not depend on the size of the glass.
///
/// A region is a sphere of moving atoms in the surroundings that they can feel: energies and forces are those of the
/// whole glass with all other atoms held, to rounding. The surroundings are cut out as a cluster without periodic
/// images as long as the images of the moving atoms are out of reach; otherwise the whole periodic glass surrounds
/// them, so that regions of any size in boxes of any size are exact.
///
/// Exact    while no moving atom of a cluster is further out than its rim by more than `slack` (2 Å): Region::holds()
/// Memory   about 110 bytes an atom of the glass; threads share one cutter (cut() is const)
class RegionCutter {
 public:
  static constexpr double slack = 2.0;

  /// The configuration must outlive the cutter. Evaluates it once, large glasses in pieces, which keeps the memory
  /// small and the numbers the same to rounding.
  RegionCutter(std::shared_ptr<const ForceField> force_field, const Configuration& configuration);

  /// The atoms within `radius` [Å] of a point, and those of `also` (indices) in any case; the whole glass where that
  /// would be more than 60 % of its atoms.
  [[nodiscard]] Region cut(const Vec3& centre, double radius, std::span<const std::uint32_t> also = {}) const;
  [[nodiscard]] Region whole() const;

  /// The glass as it is: its energy [eV] and the largest force on an atom [eV/Å].
  struct State {
    double energy = 0, largest_force = 0;
  };
  [[nodiscard]] const State& state() const { return state_; }

  [[nodiscard]] const Configuration& configuration() const { return *configuration_; }

 private:
  void evaluate_in_pieces();
  [[nodiscard]] Vec3 nearest_copy(std::uint32_t atom, const Vec3& point) const;

  std::shared_ptr<const ForceField> force_field_;
  const Configuration* configuration_;
  PointIndex index_;
  State state_;
  std::vector<double> densities_;  // at each atom of the glass
};

}  // namespace glasscape
