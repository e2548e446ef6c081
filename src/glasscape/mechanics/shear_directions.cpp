#include "glasscape/mechanics/shear_directions.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

std::vector<ShearDirection> shear_directions(const std::vector<std::string>& planes, const std::string& senses,
                                             const std::string& where) {
  std::vector<ShearDirection> result;
  for (const std::string& plane : planes) {
    const bool twice =
        std::any_of(result.begin(), result.end(), [&](const ShearDirection& d) { return d.plane == plane; });
    if (twice) throw usage_error(where + ": planes", fmt::format("{} is named twice", plane), "each plane once");
    result.push_back({plane, 1, plane});
    if (senses == "both") result.push_back({plane, -1, plane + "_reverse"});
  }
  if (result.empty()) throw usage_error(where + ": planes", "none is given", "xy, xz and yz, or some of them");
  return result;
}

}  // namespace glasscape
