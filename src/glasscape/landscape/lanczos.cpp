#include "glasscape/landscape/lanczos.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "glasscape/landscape/lbfgs_memory.hpp"

namespace glasscape {
namespace {

class HessianProduct {
 public:
  HessianProduct(EnergySurface& surface, std::span<const double> x, std::span<const double> forces, double d,
                 bool central)
      : surface_(surface), x_(x), forces_(forces), d_(d), central_(central), moved_(x.size()), other_(x.size()) {}

  void operator()(std::span<const double> q, std::span<double> product) {
    displaced(q, d_, product);
    if (central_) {
      displaced(q, -d_, other_);
      for (std::size_t i = 0; i < product.size(); ++i) product[i] = (other_[i] - product[i]) / (2 * d_);
    } else {
      for (std::size_t i = 0; i < product.size(); ++i) product[i] = (forces_[i] - product[i]) / d_;
    }
  }

 private:
  void displaced(std::span<const double> q, double d, std::span<double> f) {
    for (std::size_t i = 0; i < moved_.size(); ++i) moved_[i] = x_[i] + d * q[i];
    surface_.energy_and_forces(moved_, f);
  }

  EnergySurface& surface_;
  std::span<const double> x_, forces_;
  double d_;
  bool central_;
  std::vector<double> moved_, other_;
};

// Twice is enough: after two passes the overlap with the basis is at rounding level.
void orthogonalise(std::span<double> v, std::span<const std::vector<double>> exclude,
                   std::span<const std::vector<double>> basis) {
  for (int pass = 0; pass < 2; ++pass) {
    for (const auto& b : exclude) add_scaled(-dot(b, v), b, v);
    for (const auto& b : basis) add_scaled(-dot(b, v), b, v);
  }
}

}  // namespace

LowestMode lowest_mode(EnergySurface& surface, std::span<const double> x, std::span<const double> forces,
                       std::span<const double> start, const LanczosOptions& options,
                       std::span<const std::vector<double>> exclude) {
  const std::size_t n = x.size();
  HessianProduct product(surface, x, forces, options.difference, options.central);
  const std::size_t rank = n - std::min(n, exclude.size() + surface.translations());
  const std::size_t limit = std::min(static_cast<std::size_t>(std::max<std::int64_t>(options.max_vectors, 1)),
                                     std::max<std::size_t>(rank, 1));

  std::vector<std::vector<double>> basis;
  std::vector<double> diagonal, off_diagonal;
  std::vector<double> q(start.begin(), start.end()), w(n);
  LowestMode mode;
  Eigen::VectorXd ritz;
  const auto prepare = [&](std::span<double> v) {
    surface.remove_translations(v);
    orthogonalise(v, exclude, basis);
    return norm(v);
  };
  const double length = prepare(q);
  scale(1.0 / length, q);
  while (basis.size() < limit) {
    basis.push_back(q);
    product(q, w);
    ++mode.products;
    diagonal.push_back(dot(q, w));
    const double magnitude = norm(w);
    const double beta = prepare(w);

    const auto k = static_cast<Eigen::Index>(diagonal.size());
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(Eigen::Map<const Eigen::VectorXd>(diagonal.data(), k),
                                  Eigen::Map<const Eigen::VectorXd>(off_diagonal.data(), k - 1));
    mode.value = solver.eigenvalues()[0];
    ritz = solver.eigenvectors().col(0);
    mode.residual = beta * std::abs(ritz[k - 1]);
    // A symmetric matrix has an eigenvalue within residual²/gap of a Ritz value; the gap is at least of the order of
    // the distance to the next Ritz value.
    const double gap = k > 1 ? solver.eigenvalues()[1] - mode.value : 0.0;
    const double error = k > 1 ? mode.residual * std::min(1.0, mode.residual / std::max(gap, 1e-12)) : mode.residual;
    if (error <= options.relative_tolerance * std::abs(mode.value)) break;
    if (!(beta > 1e-10 * std::max(1.0, magnitude))) break;  // the Krylov space is exhausted
    scale(1.0 / beta, w);
    std::swap(q, w);
    off_diagonal.push_back(beta);
  }
  mode.vector.assign(n, 0.0);
  for (std::size_t k = 0; k < static_cast<std::size_t>(ritz.size()); ++k)
    add_scaled(ritz[static_cast<Eigen::Index>(k)], basis[k], mode.vector);
  scale(1.0 / norm(mode.vector), mode.vector);
  return mode;
}

double curvature_along(EnergySurface& surface, std::span<const double> x, std::span<const double> v,
                       double difference) {
  std::vector<double> product(x.size());
  HessianProduct(surface, x, {}, difference, true)(v, product);
  return dot(v, product);
}

}  // namespace glasscape
