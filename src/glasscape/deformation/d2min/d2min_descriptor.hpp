#pragma once

#include <cstdint>

#include "glasscape/deformation/d2min/d2min.hpp"
#include "glasscape/deformation/pair_descriptor.hpp"

namespace glasscape {

struct D2minFieldOptions : D2minOptions {
  std::int64_t trough = 0;  ///< if above 0, the cutoff is this trough of the reference's total g(r)
};

/// The pair descriptor "d2min": d2min() as the field "d2min" (N) [Å², with convention = root Å].
PairDescriptor d2min_descriptor();

}  // namespace glasscape
