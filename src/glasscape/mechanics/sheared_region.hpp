#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/minimise.hpp"

namespace glasscape {

/// Simple shear by planes of normal n along s: F = 1 + γ s ⊗ n (unit vectors at right angles).
struct ShearOrientation {
  Vec3 s, n;
};

struct RegionYieldOptions {
  double radius = 10;  ///< Å
  double strain_step = 2e-3;
  std::int64_t refinement = 20;
  double max_strain = 0.15;
  double force_tolerance = 1e-4;  ///< eV/Å
  std::int64_t max_evaluations = 10'000;
  double event_energy = 1e-3;  ///< eV
  double event_stress = 0.1;
};

/// How a region answered to shear in one orientation.
struct RegionYield {
  bool yielded = false;     ///< false: no event up to max_strain, or a minimisation failed
  double stress_start = 0;  ///< GPa, τ_0
  double stress_yield = 0;  ///< GPa, τ_c, of the last state before the first event
  double strain = 0;        ///< of the first state after it
  std::int64_t evaluations = 0;
};

/// A ball of atoms that relax inside surroundings that are sheared affinely.
///
/// The ball and the atoms that its energy depends on are cut out of the glass (periodic images as atoms of their own)
/// into a box with free surfaces. The surfaces lie beyond two cutoffs from the ball at any strain up to max_strain: the
/// energy of the ball and the forces in it are those in the endless glass. An evaluator whose active atoms are the
/// ball is made anew at each strain, because what it holds fixed has moved.
///
/// Stress: τ = (1/V_A) dE_A/dγ, E_A the sum of the atomic energies of the ball (pair energies shared equally,
/// embedding with its atom), V_A its atoms times the mean volume per atom of the glass; the derivative is for an affine
/// strain of all atoms, by a central difference. In a homogeneous solid that is the stress; the mean over all balls
/// is that of the glass.
class ShearedRegion {
 public:
  /// The configuration must be a minimum, periodic, and wider than two radii.
  ShearedRegion(std::shared_ptr<const ForceField> force_field, const Configuration& configuration, std::size_t centre,
                const RegionYieldOptions& options);

  /// Shears until the first event, which is narrowed down to strain_step/refinement.
  RegionYield yield(const ShearOrientation& orientation, const RunContext& context = {});

  /// τ [GPa] of the ball when everything has followed the strain affinely; for tests.
  double affine_stress(const ShearOrientation& orientation, double strain);
  [[nodiscard]] std::size_t atoms() const { return inside_.size(); }

 private:
  struct State {
    std::int64_t tick = 0;
    std::vector<Vec3> positions;  // of all atoms of the cluster
    double stress = 0;
    double largest_move = 0;  // Å, of an atom from its affine place, since the state before
  };

  [[nodiscard]] double strain_of(std::int64_t tick) const;
  bool step(const State& from, std::int64_t tick, const ShearOrientation& orientation, State& to,
            const RunContext& context);
  double stress(const std::vector<Vec3>& positions, const ShearOrientation& orientation);
  bool loses_energy(const State& from, const State& to, const ShearOrientation& orientation);

  std::shared_ptr<const ForceField> force_field_;
  RegionYieldOptions options_;
  Configuration cluster_;              // the unstrained atoms, centre at the origin
  std::vector<std::uint32_t> inside_;  // the ball
  Configuration near_;                 // the atoms that the energies of the ball depend on
  std::vector<std::uint32_t> near_of_cluster_;
  std::vector<std::uint32_t> inside_near_;
  std::unique_ptr<Evaluator> near_evaluator_, whole_evaluator_;
  double volume_ = 0;
  std::int64_t evaluations_ = 0;
};

}  // namespace glasscape
