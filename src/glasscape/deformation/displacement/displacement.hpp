#pragma once

#include <string>

#include "glasscape/deformation/pair_descriptor.hpp"

namespace glasscape {

struct DisplacementOptions {
  std::string affine = "auto";  ///< see macroscopic_map()
};

/// Displacement of each atom, and what of it is not the macroscopic strain's.
///
///   displacement    r − R, less its mean over all atoms; displacement_length
///   nonaffine       r − F·R − t; nonaffine_length
///
/// F, t: macroscopic_map().
///
/// Input    configurations of the same atoms in the same order, unwrapped (Follower)
/// Output   the fields above (N,3) and (N) [Å]
/// NaN      never
/// Exact    nonaffine is 0 for any affine map that moves cell and atoms alike
/// Cost     O(N)
/// Source   definition
PairResult displacement(const Reference& reference, const Configuration& current, const DisplacementOptions& options,
                        const RunContext& context);

/// The pair descriptor "displacement".
PairDescriptor displacement_descriptor();

}  // namespace glasscape
