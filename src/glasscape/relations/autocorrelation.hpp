#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/relations/options.hpp"
#include "glasscape/statistics/autocorrelation.hpp"

namespace glasscape {

/// One way of looking at the autocorrelation of a field.
struct AutocorrelationView {
  AutocorrelationCurve curve;
  CorrelationLength length;
};

/// Spatial autocorrelation of a per-atom field.
struct FieldAutocorrelation {
  std::string field;
  std::string unit;
  FitWindow window;
  AutocorrelationView raw;           ///< P as it is
  AutocorrelationView standardised;  ///< (P − mean)/σ of the atom's species
  std::size_t undefined = 0;         ///< atoms left out because P is not finite
  std::vector<std::string> notes;    ///< what was restricted, in words
};

/// C(r) of all atoms with a defined value, its jackknife errors and correlation length.
///
///   C(r) = ⟨(P_i − P̄)(P_j − P̄)⟩_{pairs at r} / ⟨(P − P̄)²⟩ ≈ A e^{−(r − r₀)/ξ} for fit_from ≤ r ≤ fit_to
///
/// Every pair of atom images up to `range` counts once, in any box; the range ends at half the smallest height of a
/// periodic box (noted), beyond which images repeat each other. In an alloy the raw field also carries the chemical
/// order, which oscillates with r, so that the values standardised per species come beside it. Species whose values
/// have no spread are left out of those.
///
/// Input    `column`: one component, one value per atom
/// Errors   std::invalid_argument: several components or another number of atoms; Error(usage): options
/// Cost     O(N · neighbours within range); pairs are visited, not stored. The same result on any number of threads.
/// Source   paper 003, eq. (6) and figure 7; standardised and jackknife: ours
FieldAutocorrelation autocorrelation(const Configuration& configuration, const Field& column,
                                     const RelateOptions& options, const RunContext& context);

/// The same of many columns: fields that are defined on the same atoms share one visit to the pairs.
std::vector<FieldAutocorrelation> autocorrelations(const Configuration& configuration,
                                                   const std::vector<Field>& columns, const RelateOptions& options,
                                                   const RunContext& context);

}  // namespace glasscape
