#include <cmath>

#include "glasscape/mechanics/deform.hpp"

namespace glasscape {

Configuration with_small_tilt(const Configuration& configuration) {
  Configuration result = configuration;
  const Mat3 q = configuration.box.rotation_to_lower_triangular();
  Mat3 h = configuration.box.cell() * q;
  h[0].y = h[0].z = h[1].z = 0;  // zero but for rounding
  // Whole cell vectors are taken off the later ones, the longest reach first.
  h[2] -= std::round(h[2].y / h[1].y) * h[1];
  h[2] -= std::round(h[2].x / h[0].x) * h[0];
  h[1] -= std::round(h[1].x / h[0].x) * h[0];
  const Vec3 o = configuration.box.origin();
  result.box = Box(h, o, configuration.box.periodic());
  result.images.clear();  // they counted the old cell vectors
  for (Vec3& r : result.positions) r = result.box.wrap(o + (r - o) * q).position;
  for (Vec3& v : result.velocities) v = v * q;
  return result;
}

}  // namespace glasscape
