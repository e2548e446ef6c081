#include "glasscape/vibration/anisotropy.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

namespace glasscape {

TensorAnisotropy anisotropy(const Mat3& c) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const Mat3 deviator = c - Mat3::identity() * (trace(c) / 3);
  double whole = 0, part = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    whole += norm2(c[k]);
    part += norm2(deviator[k]);
  }
  if (!(whole > 0) || !std::isfinite(whole)) return {nan, {nan, nan, nan}};
  Eigen::Matrix3d m;
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) m(a, b) = c[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(m);
  Eigen::Vector3d v = solver.eigenvectors().col(2);
  Eigen::Index largest = 0;
  v.cwiseAbs().maxCoeff(&largest);
  if (v(largest) < 0) v = -v;
  return {std::min(1.0, std::sqrt(1.5 * part / whole)), {v(0), v(1), v(2)}};
}

}  // namespace glasscape
