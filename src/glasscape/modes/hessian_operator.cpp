#include "glasscape/modes/hessian_operator.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

namespace glasscape {

HessianOperator::HessianOperator(const Hessian& hessian, const BlockAlgebra& algebra)
    : hessian_(&hessian), algebra_(&algebra), translations_(hessian.rows()) {
  algebra.fill(translations_, 0);
  double sum = 0;
  for (const double w : hessian.translation()) sum += w * w;
  for (std::size_t i = 0; i < hessian.atoms(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) translations_.at(3 * i + c, c) = hessian.translation()[i] / std::sqrt(sum);
  }
}

void HessianOperator::multiply(double alpha, const Block& x, double beta, double gamma, const Block& previous,
                               Block& y) {
  hessian_->multiply(*algebra_, alpha, x, beta, gamma, previous, y, scratch_);
  products_ += static_cast<std::int64_t>(Block::width);
}

void HessianOperator::project(Block& x) const {
  algebra_->subtract(x, translations_, algebra_->gram(translations_, x));
}

double SpectrumEstimate::value_at(double count) const {
  const auto hit = std::lower_bound(below.begin(), below.end(), count);
  return hit == below.end() ? nodes.back() : nodes[static_cast<std::size_t>(hit - below.begin())];
}

SpectrumEstimate estimate_spectrum(HessianOperator& matrix, std::size_t steps, std::uint64_t seed) {
  constexpr std::size_t width = Block::width;
  const BlockAlgebra& algebra = matrix.algebra();
  const std::size_t n = matrix.rows();
  steps = std::min(steps, n - 3);
  Block x(n), before(n), y(n);
  algebra.randomise(x, seed, 1);
  matrix.project(x);
  algebra.fill(before, 0);
  Small zero, scale;
  const Small norms = algebra.dots(x, x);
  for (std::size_t v = 0; v < width; ++v) scale(0, v) = 1 / std::sqrt(norms(0, v));
  algebra.combine(x, x, zero, scale);
  std::vector<std::vector<double>> alpha(width), beta(width);
  for (std::size_t k = 0; k < steps; ++k) {
    matrix.multiply(x, y);
    matrix.project(y);
    const Small a = algebra.dots(x, y);
    Small one, minus_a, minus_b;
    for (std::size_t v = 0; v < width; ++v) {
      alpha[v].push_back(a(0, v));
      one(0, v) = 1;
      minus_a(0, v) = -a(0, v);
      minus_b(0, v) = k == 0 ? 0 : -beta[v].back();
    }
    algebra.combine(y, x, one, minus_a);
    algebra.combine(y, before, one, minus_b);
    const Small b = algebra.dots(y, y);
    for (std::size_t v = 0; v < width; ++v) {
      beta[v].push_back(std::sqrt(b(0, v)));
      // A column whose space is exhausted stays zero.
      scale(0, v) = beta[v].back() > 1e-12 * std::abs(alpha[v][0]) ? 1 / beta[v].back() : 0;
    }
    std::swap(before, x);
    std::swap(x, y);
    algebra.combine(x, x, zero, scale);
  }
  SpectrumEstimate result{.lowest = INFINITY, .highest = -INFINITY};
  std::vector<std::pair<double, double>> weighted;
  for (std::size_t v = 0; v < width; ++v) {
    const auto size = static_cast<Eigen::Index>(steps);
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> tridiagonal;
    tridiagonal.computeFromTridiagonal(Eigen::Map<const Eigen::VectorXd>(alpha[v].data(), size),
                                       Eigen::Map<const Eigen::VectorXd>(beta[v].data(), size - 1));
    const auto& theta = tridiagonal.eigenvalues();
    const double rest = beta[v].back() * std::abs(tridiagonal.eigenvectors()(size - 1, size - 1));
    result.lowest = std::min(result.lowest, theta[0]);
    result.highest = std::max(result.highest, theta[size - 1]);
    result.bound = std::max(result.bound, theta[size - 1] + rest);
    for (Eigen::Index k = 0; k < size; ++k) {
      const double s = tridiagonal.eigenvectors()(0, k);
      weighted.emplace_back(theta[k], s * s);
    }
  }
  // Ritz values approach the end of the spectrum from inside.
  result.bound += 0.01 * std::abs(result.bound);
  std::sort(weighted.begin(), weighted.end());
  double sum = 0;
  for (const auto& [theta, weight] : weighted) {
    sum += weight * static_cast<double>(n - 3) / static_cast<double>(width);
    result.nodes.push_back(theta);
    result.below.push_back(sum);
  }
  return result;
}

}  // namespace glasscape
