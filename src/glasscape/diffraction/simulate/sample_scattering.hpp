#pragma once

#include <span>
#include <string>
#include <vector>

#include "glasscape/geometry/composition.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"

namespace glasscape {

/// S_lm(Q) of a g_lm(r) by bessel_transform() without a window, at Q = 0, step, ... up to qmax [1/Å], 4π normalisation.
HarmonicTable structure_factor(const HarmonicTable& g, double qmax, double step);

/// S_lm(Q) as X-rays of one energy see it, from partial functions of pairs of species.
///
///   S_lm = Σ_ab w_ab(Q) S_lm^ab, with the Faber–Ziman weights at each Q (pair_weights()), even l
///
/// Input    tables of g labelled "Cu-Zr" for each pair of elements of the composition, in either order, as `pdf` makes
///          them, all with their density and the same coefficients; energy [keV]; qmax and step as above
/// Output   a table of S labelled "X-ray"
/// Errors   Error(input) for a pair without a table; those of bessel_transform() and pair_weights()
HarmonicTable xray_structure_factor(std::span<const HarmonicTable> partials, std::span<const Constituent> composition,
                                    double energy, double qmax, double step);

/// Leads g_00 to 1 and the other coefficients to 0 over the last `width` [Å] of a table of g, with a cosine, so that
/// what is beyond its end makes no ripples in S. Error bars are dropped.
HarmonicTable tapered(HarmonicTable g, double width);

/// Elastic and Compton scattering of a sample per atom, by |Q| and direction, for one photon energy.
///
///   I(Q vector) = Σ_lm coherent_lm(|Q|) y_lm(Q̂) + compton(|Q|) · recoil,   in units of one electron's Thomson
///   scattering coherent_lm = |⟨f⟩|² S_lm + δ_l0 (⟨|f|²⟩ − |⟨f⟩|²)
struct SampleScattering {
  double q_step = 0;                          ///< 1/Å; values at 0, q_step, 2·q_step, ...
  std::vector<Harmonic> harmonics;            ///< (0, 0) first
  std::vector<std::vector<double>> coherent;  ///< [harmonic][k]
  std::vector<double> compton;                ///< ⟨S⟩ [electrons]
  int lmax = 0;
};

/// Input    a table of S of X-rays with l = 0; below its first Q, S_lm ~ Q^l, beyond its end S_00 = 1 and the others
///          vanish
/// Options  energy [keV]; qmax [1/Å]: end of the result
/// Errors   Error(input) for a table without l = 0 or with odd l, or whose values are no numbers; Error(usage) outside
///          the tables of form factors
SampleScattering sample_scattering(const HarmonicTable& s, std::span<const Constituent> composition, double energy,
                                   double qmax);

}  // namespace glasscape
