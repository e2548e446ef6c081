#pragma once

#include <span>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/composition.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"

namespace glasscape {

struct ExactWeights {
  PairWeighting weighting = PairWeighting::xray;
  double energy = 100;  ///< keV
  double qmax = 25;     ///< 1/Å, where the structure factors end
  bool difference = false;
};

/// Total g_lm(r) as an experiment sees it: weights that depend on Q are applied to the structure factors of the pairs.
///
///   g_ab → S_ab (bessel_transform), S_w = Σ_ab w_ab(Q) S_ab, S_w → g_w with Lorch's window
///
/// The end at qmax broadens the result by window_resolution("lorch", qmax), 0.22 Å for 25 /Å.
///
/// Input    tables of g_ab for all pairs a ≤ b of `composition`, in its order, with densities; of a `difference`, whose
///          l = 0 goes to 0, too
/// Output   table of even l at multiples of the width of the bins, label "X-ray" or "neutron"; errors as if those of
/// pairs
///          were independent
/// Errors   those of bessel_transform() and pair_weights(); Error(usage) for another number of tables, l > 8
/// Cost     transforms of each pair
HarmonicTable weigh_exactly(std::span<const HarmonicTable> pairs, std::span<const Constituent> composition,
                            const ExactWeights& weights, const RunContext& context = {});

}  // namespace glasscape
