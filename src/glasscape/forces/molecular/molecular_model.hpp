#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/forces/force_field.hpp"

namespace glasscape {

struct Topology;

/// A force field of molecules, as its file gives it (docs/potentials.md):
///
///   E = Σ_pairs φ_ab(r) + Σ_bonds ½ k (r − r₀)² + Σ_angles ½ k (θ − θ₀)²
///   φ(r) = C₁₂ s₁₂(r) − C₆ s₆(r),   C₁₂ = 4εσ¹², C₆ = 4εσ⁶
///
/// s_n is r⁻ⁿ less a constant below `inner`; from there to `cutoff` its force goes smoothly to zero (GROMACS's shifted
/// force: LAMMPS lj/gromacs). Pairs that at most `exclusions` bonds join have no φ.
struct MolecularModel {
  struct Bead {
    std::string name;
    double mass = 0;  ///< g/mol
  };
  struct Pair {
    std::string first, second;
    double epsilon = 0, sigma = 0;  ///< eV, Å
  };
  struct Bond {
    std::string name;
    std::array<std::string, 2> beads;
    double length = 0, stiffness = 0;  ///< Å, eV/Å²
  };
  struct Angle {
    std::string name;
    std::array<std::string, 3> beads;
    double angle = 0, stiffness = 0;  ///< rad, eV
  };
  /// A bead of a repeat unit, counted from 0, in this unit or the next.
  struct Place {
    std::size_t bead = 0;
    bool next = false;
  };
  struct UnitBond {
    std::size_t type = 0;
    std::array<Place, 2> at;
  };
  struct UnitAngle {
    std::size_t type = 0;
    std::array<Place, 3> at;
  };
  /// What a chain repeats.
  struct RepeatUnit {
    std::vector<std::size_t> beads;  ///< indices into MolecularModel::beads
    std::vector<UnitBond> bonds;
    std::vector<UnitAngle> angles;
  };

  std::string title;
  std::vector<Bead> beads;
  std::vector<Pair> pairs;
  std::vector<Bond> bonds;       ///< bond types 1, 2, ... of a configuration
  std::vector<Angle> angles;     ///< angle types
  double inner = 0, cutoff = 0;  ///< Å
  int exclusions = 3;
  RepeatUnit monomer;  ///< no beads: the file has none
};

/// φ [eV] and its slope [eV/Å] of a pair at r; 0 from the cutoff on.
///
/// Source: van der Spoel & van Maaren, J. Chem. Theory Comput. 2, 1 (2006), doi:10.1021/ct0502256
std::pair<double, double> shifted_lennard_jones(const MolecularModel& model, const MolecularModel::Pair& pair,
                                                double r);

/// Whether a potential file is of this kind: it has beads.
bool is_molecular_file(std::string_view text);
/// Reads it. Throws Error(input) or Error(usage) with the line for unknown keys, names and values that are out of
/// range, a pair of beads that is missing or given twice.
MolecularModel parse_molecular_model(std::string_view text, const std::string& where);
/// The text of a force field that is part of the program, or nullptr: "martini-ps-a".
const char* shipped_molecular_model(std::string_view name);

/// Refuses a configuration without bonds, with other numbers of bond or angle types than the force field, or whose
/// bonds and angles join other beads than theirs. Throws Error(input) that begins with `where`.
void check_molecules(const MolecularModel& model, const Configuration& configuration, const std::string& where);

/// Energy and forces of a configuration with a topology, by plain loops; exact for any periodic cell that is larger
/// than twice the way across `exclusions` bonds. Active regions are not for molecules: Error(usage).
std::unique_ptr<Evaluator> make_molecular_evaluator(std::shared_ptr<const MolecularModel> model,
                                                    const Configuration& configuration, const EvaluatorOptions& options,
                                                    const std::string& where);

std::shared_ptr<const ForceField> make_molecular_force_field(MolecularModel model, std::string origin);

/// The model of a force field of molecules, or nullptr for any other potential.
const MolecularModel* molecular_model(const ForceField& force_field);

}  // namespace glasscape
