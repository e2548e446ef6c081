#pragma once

#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// What an atom is an example of.
enum class SoftnessClass : signed char { none = -1, hard = 0, soft = 1 };

/// Classes from a field: per species, the atoms with the lowest and the highest values.
///
/// Of n defined values of a species, floor(share·n) at each end; equal values are taken by atom id. soft_is_high says
/// which end is soft.
///
/// Errors   Error(input) naming the field: no spread between the two ends (all values equal, a field of few levels)
std::vector<SoftnessClass> extreme_classes(const Configuration& configuration, const Field& field, double share,
                                           bool soft_is_high);

/// Classes that a field names: 1 and 0, NaN for atoms that are no example. soft_is_high: 1 is soft.
///
/// Errors   Error(input) naming the field: any other value
std::vector<SoftnessClass> named_classes(const Configuration& configuration, const Field& field, bool soft_is_high);

}  // namespace glasscape
