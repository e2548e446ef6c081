#include "glasscape/deformation/strain/strain_measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double norm2(const Mat3& m) { return glasscape::norm2(m[0]) + glasscape::norm2(m[1]) + glasscape::norm2(m[2]); }

// E':E'
double deviator2(const Mat3& e) {
  const double xy = e[0].x - e[1].y, yz = e[1].y - e[2].z, zx = e[2].z - e[0].x;
  return (xy * xy + yz * yz + zx * zx) / 3 + 2 * (e[0].y * e[0].y + e[0].z * e[0].z + e[1].z * e[1].z);
}

}  // namespace

Mat3 green_lagrange(const Mat3& f) {
  // Through H = F − I, so that small strains keep their digits: E = ½ (H + Hᵀ + HᵀH).
  const Mat3 h = f - Mat3::identity();
  return 0.5 * (h + transpose(h) + transpose(h) * h);
}

double von_mises_shear(const Mat3& e) { return std::sqrt(deviator2(e) / 2); }

double effective_strain(const Mat3& e) { return std::sqrt(2 * deviator2(e) / 3); }

Rotation rotation_of(const Mat3& f) {
  Rotation result{.angle = nan, .vector = {nan, nan, nan}};
  if (!(determinant(f) > 0)) return result;
  Mat3 r = f;
  bool scaling = true;
  for (int k = 0; k < 100; ++k) {
    const Mat3 inverse_transpose = transpose(inverse(r));
    // The scale speeds up what is far from a rotation; near one it is 1 and is left out.
    const double mu = scaling ? std::sqrt(std::sqrt(norm2(inverse_transpose) / norm2(r))) : 1;
    const Mat3 next = 0.5 * (mu * r + (1 / mu) * inverse_transpose);
    const double change = norm2(next - r);
    r = next;
    if (change < 1e-4) scaling = false;
    if (change < 1e-17) break;  // convergence is quadratic: the error left is the square of the step
  }
  const Vec3 axial{(r[2].y - r[1].z) / 2, (r[0].z - r[2].x) / 2, (r[1].x - r[0].y) / 2};  // sin θ · axis
  const double sine = norm(axial), cosine = (trace(r) - 1) / 2;
  result.angle = std::atan2(sine, cosine);
  if (cosine > -0.5) {
    result.vector = sine > 0 ? (result.angle / sine) * axial : Vec3{};
    return result;
  }
  // Near a half turn the axial vector vanishes; R + Rᵀ − 2 cos θ I = 2 (1 − cos θ) axis⊗axis does not.
  Mat3 square = 0.5 * (r + transpose(r)) - cosine * Mat3::identity();
  std::size_t largest = 0;
  for (std::size_t a = 1; a < 3; ++a) {
    if (square[a][a] > square[largest][largest]) largest = a;
  }
  Vec3 axis = square[largest] * (1 / norm(square[largest]));
  if (dot(axis, axial) < 0) axis = -axis;
  result.vector = result.angle * axis;
  return result;
}

}  // namespace glasscape
