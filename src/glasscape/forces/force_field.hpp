#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Energy, and on request its derivatives, of one configuration.
struct Evaluation {
  double energy = 0;             ///< eV
  std::vector<Vec3> forces;      ///< eV/Å
  std::vector<double> per_atom;  ///< eV; pair energies are shared equally, embedding stays with its atom
  /// Σ over pairs of r_ij ⊗ f_ij [eV]: stress σ_ab = −virial_ab / V in the tension-positive convention, at T = 0.
  Mat3 virial;
};

/// Computes energies and forces of a fixed set of atoms while they (and the box) move.
///
/// Stateful: it owns the neighbour list (rebuilt when an atom or the box has moved by half the skin) and scratch
/// memory. Not thread-safe; use one per thread. A result does not depend on what was evaluated before beyond
/// rounding in the order of the list.
class Evaluator {
 public:
  virtual ~Evaluator() = default;
  /// The hot path of minimisers and saddle searches: energy [eV] returned, forces [eV/Å] written.
  virtual double energy_and_forces(const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces) = 0;
  /// Everything at once.
  virtual Evaluation evaluate(const Box& box, std::span<const Vec3> positions) = 0;
};

/// How an Evaluator is to be made.
struct EvaluatorOptions {
  double skin = 0.5;  ///< Å, added to the cutoff of the neighbour list
  int threads = 1;
  /// "" or "auto": the best the processor has; "avx512", "avx2", "plain".
  std::string isa = {};
  /// If not empty: indices of the atoms that move, ascending. Forces are computed for these only (others get 0), and
  /// the energy is the part that depends on them, up to a constant fixed when the evaluator is made. The other atoms
  /// must not move. Used for active regions; the whole system when empty.
  std::vector<std::uint32_t> active = {};
};

/// An interatomic potential: immutable, shared between threads; makes Evaluators.
class ForceField {
 public:
  virtual ~ForceField() = default;
  [[nodiscard]] virtual double cutoff() const = 0;  ///< Å
  /// The elements (or bead types) that the potential knows.
  [[nodiscard]] virtual const std::vector<std::string>& species() const = 0;
  /// "EAM/FS Cu-Zr_2.eam.fs" and the like, for logs and provenance.
  [[nodiscard]] virtual std::string description() const = 0;
  /// Hash of everything that decides the numbers.
  [[nodiscard]] virtual std::string fingerprint() const = 0;
  /// The LAMMPS commands (pair_style, pair_coeff) that select the same potential for these species in order;
  /// may name files that exist.
  [[nodiscard]] virtual std::vector<std::string> lammps_commands(std::span<const Species> species) const = 0;
  /// Throws Error(input) if a species of the configuration is not known to the potential.
  [[nodiscard]] virtual std::unique_ptr<Evaluator> evaluator(const Configuration& configuration,
                                                             const EvaluatorOptions& options = {}) const = 0;
};

/// Opens a potential by what users write:
///   FILE.eam.fs | FILE.eam.alloy | FILE.eam | kim:MODEL_ID | lj:... | morse:... | ka-lj   (see potential.cpp)
/// Throws Error(input) with the list of what exists when it cannot be found or read.
std::shared_ptr<const ForceField> open_potential(const std::string& specification);

}  // namespace glasscape
