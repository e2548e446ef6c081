#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/geometry/descriptor.hpp"
#include "glasscape/structure/s2/s2.hpp"

namespace glasscape {

struct S2FieldOptions : S2Options {
  std::int64_t trough = 0;  ///< if above 0, the cutoff is this trough of the total g(r)
};

/// s2() as a field, with a cutoff that is given or found.
///
/// Options  those of S2Options, and trough: 0 (the cutoff is used, default), or 1, 2, ... : the cutoff is the
///          position of that trough of the total g(r) of the configuration, see trough_of_g(); the field's origin
///          says where it is
/// Output   "s2" (N) [kB]
/// Errors   as s2() and trough_of_g()
/// Source   see s2(); the fourth trough as cutoff: Wei et al., PRB 99, 014115 (2019), doi:10.1103/PhysRevB.99.014115
std::vector<Field> s2_field(const Configuration& configuration, const S2FieldOptions& options,
                            const RunContext& context);

Descriptor s2_descriptor();

}  // namespace glasscape
