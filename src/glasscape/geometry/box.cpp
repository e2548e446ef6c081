#include "glasscape/geometry/box.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

Box::Box(const Mat3& cell, const Vec3& origin, const std::array<bool, 3>& periodic)
    : cell_(cell), origin_(origin), periodic_(periodic), volume_(determinant(cell)) {
  double lengths = 1;
  for (std::size_t i = 0; i < 3; ++i) lengths *= norm(cell[i]);
  // Written so that NaN fails too; 1e-9 of the product of the edge lengths is flat to rounding.
  if (!(volume_ > 1e-9 * lengths) || !std::isfinite(lengths) || !std::isfinite(norm(origin))) {
    throw input_error(
        "box",
        fmt::format("the cell vectors ({:g} {:g} {:g}), ({:g} {:g} {:g}), ({:g} {:g} {:g}) span no "
                    "right-handed volume",
                    cell[0].x, cell[0].y, cell[0].z, cell[1].x, cell[1].y, cell[1].z, cell[2].x, cell[2].y, cell[2].z),
        "three finite, right-handed, linearly independent vectors",
        "check that the box bounds are not zero or inverted (lo < hi)");
  }
  inverse_ = inverse(cell);
  for (std::size_t i = 0; i < 3; ++i) heights_[i] = volume_ / norm(cross(cell[(i + 1) % 3], cell[(i + 2) % 3]));
}

Box::Wrapped Box::wrap(const Vec3& position) const {
  const Vec3 s = fractional(position);
  Wrapped result{position, {}};
  for (std::size_t i = 0; i < 3; ++i) {
    if (!periodic_[i]) continue;
    const double cells = std::floor(s[i]);
    result.cells[i] = static_cast<std::int32_t>(cells);
    result.position -= cells * cell_[i];
  }
  return result;
}

bool Box::lower_triangular() const noexcept {
  return cell_[0].y == 0 && cell_[0].z == 0 && cell_[1].z == 0 && cell_[0].x > 0 && cell_[1].y > 0 && cell_[2].z > 0;
}

Mat3 Box::rotation_to_lower_triangular() const {
  if (lower_triangular()) return Mat3::identity();
  const Vec3 e1 = cell_[0] * (1.0 / norm(cell_[0]));
  const Vec3 normal = cross(cell_[0], cell_[1]);
  const Vec3 e3 = normal * (1.0 / norm(normal));
  return transpose(Mat3{{e1, cross(e3, e1), e3}});
}

}  // namespace glasscape
