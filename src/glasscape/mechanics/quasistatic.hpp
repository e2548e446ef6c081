#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/deformation/d2min/d2min.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/minimise.hpp"
#include "glasscape/mechanics/loading.hpp"
#include "glasscape/mechanics/strained_surface.hpp"

namespace glasscape {

struct QuasistaticOptions {
  std::string loading = "simple-shear";  ///< see make_loading()
  std::string plane = "xy";
  std::string axis = "x";
  std::string sides = "fixed";  ///< fixed, free: lengths across the loading relax to `pressure`
  double pressure = 0;          ///< GPa
  double max_strain = 0.1;      ///< negative: the reverse direction
  double strain_step = 1e-4;
  std::int64_t refinement = 10;            ///< the strain of an event is found to strain_step/refinement
  double force_tolerance = 1e-6;           ///< eV/Å
  std::int64_t max_evaluations = 100'000;  ///< of one minimisation
  double event_energy = 1e-3;              ///< eV, drop below the elastic continuation
  double event_stress = 0.1;               ///< drop of stress, in elastic rises of the step
  bool extrapolate = false;
  double d2min_cutoff = 3.8;  ///< Å
  std::string d2min_normalise = "mean";
};

/// A state of mechanical equilibrium under strain.
struct QuasistaticState {
  std::int64_t tick = 0;         ///< strain in units of strain_step/refinement, without sign
  double strain = 0;             ///< exactly tick·strain_step/refinement, with sign; nothing accumulates
  Vec3 stretch{1, 1, 1};         ///< of the free sides, since the start
  Box box;                       ///< cell of the start · diag(stretch) · Loading::map(strain)
  std::vector<Vec3> positions;   ///< Å, unwrapped: the atoms of the start followed through
  double energy = 0;             ///< eV
  Mat3 stress;                   ///< GPa, tension positive
  double loading_stress = 0;     ///< GPa, Loading::stress
  double residual = 0;           ///< eV/Å
  std::int64_t evaluations = 0;  ///< since the run began
};

/// An irreversible rearrangement between two states one tick of strain apart.
struct QuasistaticEvent {
  double strain_before = 0, strain_after = 0;
  double stress_before = 0;  ///< GPa, last state before
  double stress_drop = 0;    ///< GPa, elastic continuation minus first state after, in the direction of loading
  double energy_drop = 0;    ///< eV, the same for the energy
  std::size_t centre = 0;    ///< index of the atom of largest D²min
  double d2min_max = 0, d2min_mean = 0;  ///< Å²
  double participation = 0;              ///< (Σ u²)²/Σ u⁴ of the non-affine displacements u: about how many atoms
  double largest_displacement = 0;       ///< Å, largest |u|
  NonAffineMotion motion;                ///< from the state before to the state after
  std::vector<Vec3> displacements;       ///< u [Å], mean removed
};

/// Athermal quasistatic deformation: strain by a small step, move the atoms with it, minimise, again.
///
/// Where the energy ends below its elastic continuation,
///   E < E_prev + V (σ_prev δ + M δ²/2) − event_energy      (σ: the stress that does the work, δ: the step,
///                                                           M: modulus at the start)
/// the walk goes back to the state before and halves the step in whole ticks of strain_step/refinement until the drop
/// lies within one tick, where the stress too must fall, by more than event_stress·M·|δ|. A drop that dissolves on the
/// way was elastic softening and no event. The walk then goes on to the next multiple of strain_step.
///
/// Strain and box follow from the tick count, never from sums of steps.
///
/// Input    configuration, periodic in all directions; it is minimised in its box first
/// Options  see deform_parameters()
/// Errors   Error(numerical) where a minimisation does not reach the tolerance; Error(stopped) on request: the walk
///          then stands between two multiples of strain_step, and an earlier state is what to resume from
/// Cost     60 (1e-5 eV/Å) to 125 (1e-7) evaluations per step of 1e-4; extrapolation saves half or more
/// Source   Maloney & Lemaître, PRE 74, 016118 (2006), doi:10.1103/PhysRevE.74.016118
class QuasistaticRun {
 public:
  /// Who is told of each accepted state and each event, in order of strain.
  struct Sink {
    std::function<void(const QuasistaticState&, const char* mark)> state;  ///< mark: "", "before", "after"
    std::function<void(const QuasistaticEvent&, const QuasistaticState& before, const QuasistaticState& after)> event;
  };

  QuasistaticRun(std::shared_ptr<const ForceField> force_field, const Configuration& start,
                 const QuasistaticOptions& options, int threads);

  /// Minimises the start, or takes up a state that an earlier run has reached (strain and box are made of its tick and
  /// stretch) with its modulus M [GPa].
  void begin(const RunContext& context);
  void resume(QuasistaticState state, double modulus, std::vector<Vec3> drift);

  /// Walks to the next multiple of strain_step. Forgets neighbour lists first if `fresh`: what follows then depends on
  /// the state alone, to the last bit.
  void advance(const Sink& sink, bool fresh, const RunContext& context);

  [[nodiscard]] const QuasistaticState& state() const { return state_; }
  [[nodiscard]] double modulus() const { return modulus_; }
  /// What extrapolation starts from: non-affine displacements of the last step, per tick; empty where there is none.
  [[nodiscard]] const std::vector<Vec3>& drift() const { return drift_; }
  [[nodiscard]] bool finished() const { return state_.tick >= last_tick_; }
  [[nodiscard]] std::int64_t last_tick() const { return last_tick_; }

 private:
  [[nodiscard]] double strain_of(std::int64_t tick) const;
  [[nodiscard]] QuasistaticState step(const QuasistaticState& from, std::int64_t tick, const RunContext& context);
  void minimise_at(QuasistaticState& state, const RunContext& context);
  void pass_event(const QuasistaticState& before, QuasistaticState after, const Sink& sink, const RunContext& context);
  /// By how much `to` lies below the elastic continuation of `from`.
  struct Drop {
    double energy, stress;
  };
  [[nodiscard]] Drop drop(const QuasistaticState& from, const QuasistaticState& to) const;
  [[nodiscard]] Box box_at(double strain, const Vec3& stretch) const;
  [[nodiscard]] QuasistaticEvent describe(const QuasistaticState& before, const QuasistaticState& after) const;
  void accept(QuasistaticState state);
  void report(const RunContext& context) const;

  Configuration start_;
  QuasistaticOptions options_;
  Loading loading_;
  StrainedSurface surface_;
  double sign_;
  std::int64_t last_tick_;
  double modulus_ = 0;
  QuasistaticState state_;
  std::int64_t evaluations_before_ = 0;  // by earlier runs
  std::vector<Vec3> drift_;
};

}  // namespace glasscape
