#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/interaction.hpp"

namespace glasscape {

enum class PairForm {
  lennard_jones,  ///< 4ε[(σ/r)¹² − (σ/r)⁶]
  morse,          ///< D[exp(−2α(r−r₀)) − 2exp(−α(r−r₀))]
};

/// What is done at the cutoff r_c.
enum class Truncation {
  cut,      ///< nothing: the energy jumps (LAMMPS lj/cut, morse)
  shifted,  ///< φ(r) − φ(r_c): the force jumps (pair_modify shift yes)
  shifted_force,  ///< φ(r) − φ(r_c) − (r−r_c)φ'(r_c): energy and force go to 0 (lj/smooth/linear, morse/smooth/linear)
};

/// The curve of one pair of species.
struct PairCurve {
  std::string first = {}, second = {};  ///< species
  double energy = 0;                    ///< ε or D [eV]
  double length = 0;                    ///< σ or r₀ [Å]
  double alpha = 0;                     ///< Morse α [1/Å]
  double cutoff = 0;                    ///< Å
};

/// A pair potential given by formulas: one curve per pair of species.
struct PairPotential {
  PairForm form = PairForm::lennard_jones;
  Truncation truncation = Truncation::shifted;
  std::vector<PairCurve> curves;
};

/// φ and φ' of one curve at r, 0 beyond its cutoff.
ValueSlope pair_curve(const PairPotential& potential, const PairCurve& curve, double r);

/// The 80:20 binary Lennard-Jones mixture of Kob and Andersen, species A and B: ε_AA = `epsilon`, σ_AA = `sigma`, ε_AB
/// = 1.5, ε_BB = 0.5, σ_AB = 0.8, σ_BB = 0.88 (in those units), cutoffs 2.5 σ of each pair.
///
/// Source: Kob & Andersen, PRE 51, 4626 (1995), doi:10.1103/PhysRevE.51.4626
PairPotential kob_andersen(Truncation truncation, double epsilon = 1, double sigma = 1);

/// Reads the TOML form (docs/potentials.md); `where` begins messages. Throws Error(input) or Error(usage) with the line
/// for unknown keys, missing pairs and values that are out of range.
PairPotential parse_pair_potential(std::string_view text, const std::string& where);

/// Makes the force field. Throws Error(input) where a pair of species is missing or given twice.
std::shared_ptr<const ForceField> make_pair_force_field(PairPotential potential, std::string origin);

}  // namespace glasscape
