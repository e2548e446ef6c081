#pragma once

#include <array>
#include <cstdint>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// Integer multiples of the three cell vectors.
struct Shift {
  std::int16_t x = 0, y = 0, z = 0;
  friend constexpr bool operator==(const Shift&, const Shift&) = default;
};

/// A simulation cell: three cell vectors (the rows of cell()), an origin, and which directions are periodic.
///
/// Any right-handed cell is allowed. Non-periodic directions still have a cell vector, which bounds the atoms.
class Box {
 public:
  /// The unit cube, periodic.
  Box() : Box(Mat3::identity()) {}
  /// Throws Error(input) if the vectors are not finite, degenerate or left-handed.
  explicit Box(const Mat3& cell, const Vec3& origin = {}, const std::array<bool, 3>& periodic = {true, true, true});
  static Box orthorhombic(double lx, double ly, double lz) { return Box(Mat3::diagonal(lx, ly, lz)); }

  [[nodiscard]] const Mat3& cell() const noexcept { return cell_; }
  [[nodiscard]] const Mat3& inverse_cell() const noexcept { return inverse_; }
  [[nodiscard]] const Vec3& origin() const noexcept { return origin_; }
  [[nodiscard]] const std::array<bool, 3>& periodic() const noexcept { return periodic_; }
  [[nodiscard]] double volume() const noexcept { return volume_; }
  /// Distances between opposite faces [Å].
  [[nodiscard]] const Vec3& heights() const noexcept { return heights_; }

  [[nodiscard]] Vec3 fractional(const Vec3& position) const { return (position - origin_) * inverse_; }
  [[nodiscard]] Vec3 cartesian(const Vec3& fractional) const { return origin_ + fractional * cell_; }
  /// S·H, the displacement of a periodic image.
  [[nodiscard]] Vec3 displacement(const Shift& s) const {
    return static_cast<double>(s.x) * cell_[0] + static_cast<double>(s.y) * cell_[1] +
           static_cast<double>(s.z) * cell_[2];
  }
  /// The image of the position inside the cell (periodic directions only) and how many cells it was moved by:
  /// wrapped = position − displacement(cells).
  struct Wrapped {
    Vec3 position;
    std::array<std::int32_t, 3> cells;
  };
  [[nodiscard]] Wrapped wrap(const Vec3& position) const;
  /// The cell vectors with a lower-triangular matrix (a along x, b in the xy plane), as LAMMPS wants them.
  [[nodiscard]] bool lower_triangular() const noexcept;
  /// The rotation Q (row vectors: v' = v·Q) that makes the cell lower triangular.
  [[nodiscard]] Mat3 rotation_to_lower_triangular() const;

 private:
  Mat3 cell_, inverse_;
  Vec3 origin_, heights_;
  std::array<bool, 3> periodic_;
  double volume_ = 0;
};

}  // namespace glasscape
