#pragma once

#include <string>
#include <vector>

namespace glasscape {

/// One of the simple shears that a property is averaged over.
struct ShearDirection {
  std::string plane;  ///< "xy": direction, then normal
  double sign = 1;    ///< −1: the reverse direction
  std::string label;  ///< "xy", "xy_reverse": ends the names of fields
};

/// The planes in the order given, each followed by its reverse if senses is "both".
/// Throws Error(usage) that begins with `where` if there are none or one is named twice.
std::vector<ShearDirection> shear_directions(const std::vector<std::string>& planes, const std::string& senses,
                                             const std::string& where);

}  // namespace glasscape
