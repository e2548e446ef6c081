#include "glasscape/modes/dense_modes.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape {

Eigen::MatrixXd dense_matrix(HessianOperator& matrix) {
  constexpr std::size_t width = Block::width;
  const std::size_t n = matrix.rows();
  const auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd result(size, size);
  Block x(n), y(n);
  for (std::size_t first = 0; first < n; first += width) {
    const std::size_t columns = std::min(width, n - first);
    matrix.algebra().fill(x, 0);
    for (std::size_t v = 0; v < columns; ++v) x.at(first + v, v) = 1;
    matrix.multiply(x, y);
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t v = 0; v < columns; ++v) {
        result(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(first + v)) = y.at(r, v);
      }
    }
  }
  return 0.5 * (result + result.transpose());
}

LowestModes dense_modes(HessianOperator& matrix, std::size_t count) {
  const std::size_t n = matrix.rows();
  Eigen::MatrixXd whole = dense_matrix(matrix);
  // The translations are lifted above everything else, so that they mix with no other zero mode.
  const double lift = 2 * whole.cwiseAbs().rowwise().sum().maxCoeff();
  const auto translation = matrix.hessian().translation();
  double sum = 0;
  for (const double w : translation) sum += w * w;
  Eigen::MatrixXd lifted = whole;
  for (Eigen::Index c = 0; c < 3; ++c) {
    Eigen::VectorXd t = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(n));
    for (std::size_t i = 0; i < translation.size(); ++i) {
      t[static_cast<Eigen::Index>(3 * i) + c] = translation[i] / std::sqrt(sum);
    }
    lifted += lift * t * t.transpose();
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(lifted);
  LowestModes result{.converged = true};
  result.bound = eigen.eigenvalues()[static_cast<Eigen::Index>(n) - 4];
  for (std::size_t k = 0; k < count; ++k) {
    const auto column = static_cast<Eigen::Index>(k);
    const double value = eigen.eigenvalues()[column];
    const auto v = eigen.eigenvectors().col(column);
    result.values.push_back(value);
    result.residuals.push_back((whole * v - value * v).norm() / std::max(std::abs(value), 1e-9 * result.bound));
    if (k % Block::width == 0) {
      result.vectors.emplace_back(n);
      matrix.algebra().fill(result.vectors.back(), 0);
    }
    for (std::size_t r = 0; r < n; ++r) {
      result.vectors.back().at(r, k % Block::width) = v[static_cast<Eigen::Index>(r)];
    }
  }
  return result;
}

}  // namespace glasscape
