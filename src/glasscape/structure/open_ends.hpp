#pragma once

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Whether a sphere around the point leaves the box through a direction that is not periodic.
inline bool reaches_open_end(const Box& box, const Vec3& point, double radius) {
  const Vec3 s = box.fractional(point);
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic()[a]) continue;
    const double margin = radius / box.heights()[a];
    if (s[a] < margin || s[a] > 1 - margin) return true;
  }
  return false;
}

}  // namespace glasscape
