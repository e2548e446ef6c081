#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

class Interaction;

/// Energy, and on request its derivatives, of one configuration.
struct Evaluation {
  double energy = 0;             ///< eV
  std::vector<Vec3> forces;      ///< eV/Å
  std::vector<double> per_atom;  ///< eV; pair energies are shared equally, embedding stays with its atom
  /// ρ_i; empty without embedding, and for an active region.
  std::vector<double> densities;
  /// Σ over pairs of r_ij ⊗ f_ij [eV] (NaN for an active region): stress σ_ab = −virial_ab / V in the tension-positive
  /// convention, at T = 0.
  Mat3 virial;
};

/// Computes energies and forces of a fixed set of atoms while they (and the box) move.
///
/// Stateful: it owns the neighbour list (rebuilt when two atoms may have come nearer by the skin) and
/// scratch memory. Not thread-safe; use one per thread. A result does not depend on what was evaluated before
/// beyond rounding in the order of the list.
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
  double skin = 1.0;  ///< Å, added to the cutoff of the neighbour list; formulas use at most 15 % of the cutoff
  int threads = 1;
  /// "" or "auto": the best the processor has; "avx512", "avx2", "plain".
  std::string isa = {};
  /// If not empty: indices of the atoms that move, ascending (an active region). The others stay, with the
  /// box, where they were when the evaluator was made; what is passed for them is not read. Forces are
  /// computed for the active atoms only (others get 0); the energy is that of the whole system less a
  /// constant, so that differences are exact: Σ_active F(ρ) + Σ_others [F(ρ) − F(ρ without the active atoms)]
  /// + pairs with an active atom. Positions and forces may then hold all atoms, or just the active ones in
  /// order (faster).
  std::vector<std::uint32_t> active = {};
  /// With `active`: the density at each atom where the configuration has them all (Evaluation::densities), if known.
  /// The configuration may then be a piece of a larger one: what is within the cutoff of the active atoms is enough.
  std::vector<double> densities = {};
};

/// A file that a potential is made of.
struct ParameterFile {
  std::string name;     ///< without folder
  std::string content;  ///< the exact bytes
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
  /// The files that LAMMPS needs to compute the same; none for formulas.
  [[nodiscard]] virtual std::vector<ParameterFile> parameter_files() const = 0;
  /// The LAMMPS commands (pair_style, pair_coeff; `units metal`) that select the same potential for these
  /// species in order, once the caller has written parameter_files() into `folder`.
  [[nodiscard]] virtual std::vector<std::string> lammps_commands(std::span<const Species> species,
                                                                 const std::filesystem::path& folder) const = 0;
  /// Throws Error(input) if a species of the configuration is not known to the potential.
  [[nodiscard]] virtual std::unique_ptr<Evaluator> evaluator(const Configuration& configuration,
                                                             const EvaluatorOptions& options = {}) const = 0;
  /// The formulas between these species, in order, up to second derivatives; nullptr for a potential that is not of
  /// the form of Interaction. Throws as evaluator does.
  [[nodiscard]] virtual std::shared_ptr<const Interaction> interaction(
      [[maybe_unused]] std::span<const Species> species) const {
    return nullptr;
  }
};

/// Opens a potential by what users write:
///   FILE.eam.fs | FILE.eam.alloy | FILE.eam[,FILE2.eam,...] | kim:MODEL_ID | FILE.toml | ka-lj
///   (docs/potentials.md)
/// Throws Error(input) with the list of what exists when it cannot be found or read.
std::shared_ptr<const ForceField> open_potential(const std::string& specification);

}  // namespace glasscape
