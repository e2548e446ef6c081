#include "glasscape/deformation/gradient/two_term_fit.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>

namespace glasscape {
namespace {

constexpr int unknowns = 9;
constexpr int width = 12;  // the nine columns of a bond and its three components after, side by side
// Of det(Σ R⊗R) to the cube of a third of its trace: below this the bonds lie in a plane to rounding.
constexpr double flat = 1e-9;

using Row = std::array<double, width>;
using Normal = Eigen::Matrix<double, unknowns, unknowns>;
using Solution = Eigen::Matrix<double, unknowns, 3>;

Row row_of(const Vec3& before, const Vec3& after, double scale) {
  const double x = before.x * scale, y = before.y * scale, z = before.z * scale;
  return {x, y, z, x * x / 2, y * y / 2, z * z / 2, y * z, x * z, x * y, after.x, after.y, after.z};
}

// What a solution leaves of a bond.
Vec3 rest_of(const Row& row, const Solution& c) {
  Vec3 rest{row[9], row[10], row[11]};
  for (int a = 0; a < unknowns; ++a) {
    rest -= row[static_cast<std::size_t>(a)] * Vec3{c(a, 0), c(a, 1), c(a, 2)};
  }
  return rest;
}

void fit_affine(std::span<const Vec3> before, std::span<const Vec3> after, TwoTermFit& fit) {
  Mat3 across, square;
  for (std::size_t k = 0; k < before.size(); ++k) {
    across += outer(after[k], before[k]);
    square += outer(before[k], before[k]);
  }
  const double third = trace(square) / 3;
  if (!(determinant(square) > flat * third * third * third)) return;
  fit.kind = FitKind::affine;
  fit.f = across * inverse(square);
  for (std::size_t k = 0; k < before.size(); ++k) fit.residual += norm2(after[k] - fit.f * before[k]);
  fit.residual /= static_cast<double>(before.size());
}

}  // namespace

TwoTermFit two_term_fit(std::span<const Vec3> before, std::span<const Vec3> after, std::size_t min_bonds,
                        double max_condition) {
  TwoTermFit fit;
  const std::size_t n = before.size();
  if (n < unknowns) {
    fit_affine(before, after, fit);
    return fit;
  }
  double square = 0;
  for (const Vec3& x : before) square += norm2(x);
  const double scale = 1 / std::sqrt(square / static_cast<double>(n));

  // Sums of products, upper triangle and right-hand side in one sweep.
  alignas(64) std::array<Row, unknowns> sums{};
  for (std::size_t k = 0; k < n; ++k) {
    const Row row = row_of(before[k], after[k], scale);
    for (std::size_t a = 0; a < unknowns; ++a) {
      for (std::size_t b = 0; b < width; ++b) sums[a][b] += row[a] * row[b];
    }
  }
  Normal normal;
  Solution right;
  for (int a = 0; a < unknowns; ++a) {
    const Row& sum = sums[static_cast<std::size_t>(a)];
    for (int b = 0; b < unknowns; ++b) normal(a, b) = sum[static_cast<std::size_t>(b)];
    for (int c = 0; c < 3; ++c) right(a, c) = sum[static_cast<std::size_t>(unknowns + c)];
  }
  const Eigen::SelfAdjointEigenSolver<Normal> spectrum(normal, Eigen::EigenvaluesOnly);
  const double low = spectrum.eigenvalues()(0), high = spectrum.eigenvalues()(unknowns - 1);
  // Rounding of the sums hides conditions above 1e7; those are as good as infinite.
  if (low > 1e-14 * high) fit.condition = std::sqrt(high / low);
  if (n < min_bonds || !(fit.condition < max_condition)) {
    fit_affine(before, after, fit);
    return fit;
  }
  const Eigen::LLT<Normal> factor(normal);
  Solution c = factor.solve(right);
  Solution correction = Solution::Zero();
  for (std::size_t k = 0; k < n; ++k) {
    const Row row = row_of(before[k], after[k], scale);
    const Vec3 rest = rest_of(row, c);
    for (int a = 0; a < unknowns; ++a) {
      const double p = row[static_cast<std::size_t>(a)];
      correction(a, 0) += p * rest.x;
      correction(a, 1) += p * rest.y;
      correction(a, 2) += p * rest.z;
    }
    // The correction changes the residual in its rounding only.
    fit.residual += norm2(rest);
  }
  c += factor.solve(correction);
  fit.residual /= static_cast<double>(n);
  fit.kind = FitKind::quadratic;
  for (int k = 0; k < 3; ++k) {
    const auto row = static_cast<std::size_t>(k);
    fit.f[row] = Vec3{c(0, k), c(1, k), c(2, k)} * scale;
    const double s = scale * scale;
    const double xx = c(3, k) * s, yy = c(4, k) * s, zz = c(5, k) * s, yz = c(6, k) * s, xz = c(7, k) * s,
                 xy = c(8, k) * s;
    fit.g[row] = Mat3{{Vec3{xx, xy, xz}, Vec3{xy, yy, yz}, Vec3{xz, yz, zz}}};
  }
  return fit;
}

}  // namespace glasscape
