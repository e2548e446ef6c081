#include "glasscape/deformation/displacement/affine_map.hpp"

#include <algorithm>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

Vec3 mean_of(const std::vector<Vec3>& positions) {
  Vec3 sum;
  for (const Vec3& r : positions) sum += r;
  return sum * (1 / static_cast<double>(positions.size()));
}

}  // namespace

AffineMap macroscopic_map(const Configuration& reference, const Configuration& current, const std::string& how) {
  AffineMap map;
  const Vec3 before = mean_of(reference.positions), now = mean_of(current.positions);
  const auto& periodic = reference.box.periodic();
  const bool closed = std::all_of(periodic.begin(), periodic.end(), [](bool p) { return p; });
  if (how == "cell" || (how == "auto" && closed)) {
    // Rows are cell vectors: H' = H·Fᵀ.
    map.f = transpose(reference.box.inverse_cell() * current.box.cell());
  } else if (how != "none") {
    Mat3 across, square;
    for (std::size_t i = 0; i < reference.size(); ++i) {
      const Vec3 x = reference.positions[i] - before;
      across += outer(current.positions[i] - now, x);
      square += outer(x, x);
    }
    const double third = trace(square) / 3;
    if (!(determinant(square) > 1e-9 * third * third * third)) {
      throw input_error("macroscopic strain", "the atoms do not span three dimensions, so that no map can be fitted");
    }
    map.f = across * inverse(square);
  }
  map.shift = now - map.f * before;
  return map;
}

}  // namespace glasscape
