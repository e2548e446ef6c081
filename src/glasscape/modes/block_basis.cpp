#include "glasscape/modes/block_basis.hpp"

#include <cmath>

namespace glasscape {
namespace {

constexpr auto width = static_cast<Eigen::Index>(Block::width);

Eigen::MatrixXd to_matrix(const Small& s) {
  return Eigen::Map<const Eigen::Matrix<double, width, width, Eigen::RowMajor>>(s.value);
}

Small to_small(const Eigen::MatrixXd& m) {
  Small s;
  for (Eigen::Index p = 0; p < m.rows(); ++p) {
    for (Eigen::Index q = 0; q < m.cols(); ++q) s(static_cast<std::size_t>(p), static_cast<std::size_t>(q)) = m(p, q);
  }
  return s;
}

}  // namespace

Eigen::MatrixXd BlockBasis::orthogonalise(Block& w) const {
  const BlockAlgebra& algebra = matrix_->algebra();
  Eigen::MatrixXd removed = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(size()), width);
  for (int pass = 0; pass < 2; ++pass) {
    matrix_->project(w);
    for (std::size_t k = 0; k < blocks(); ++k) {
      const Small c = algebra.gram(block(k), w);
      algebra.subtract(w, block(k), c);
      removed.middleRows(static_cast<Eigen::Index>(k) * width, width) += to_matrix(c);
    }
  }
  return removed;
}

Eigen::MatrixXd BlockBasis::normalise(Block& w, std::uint64_t seed, std::uint64_t stream) const {
  const BlockAlgebra& algebra = matrix_->algebra();
  Eigen::MatrixXd r = Eigen::MatrixXd::Identity(width, width);
  // Each pass squares the loss of orthogonality away; w ← w S with S from the eigenvectors of the Gram matrix.
  for (int pass = 0; pass < 3; ++pass) {
    const Eigen::MatrixXd g = to_matrix(algebra.gram(w, w));
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(g);
    const double largest = std::max(eigen.eigenvalues()[width - 1], 1e-300);
    Eigen::MatrixXd s = eigen.eigenvectors(), back = eigen.eigenvectors().transpose();
    bool dependent = false;
    for (Eigen::Index k = 0; k < width; ++k) {
      const double value = eigen.eigenvalues()[k];
      const bool lost = value < 1e-24 * largest || largest < 1e-200;
      dependent = dependent || lost || value < 1e-12 * largest;
      s.col(k) *= lost ? 0.0 : 1 / std::sqrt(value);
      back.row(k) *= lost ? 0.0 : std::sqrt(value);
    }
    Block rotated(w.rows());
    algebra.fill(rotated, 0);
    algebra.subtract(rotated, w, to_small(-s));
    w = std::move(rotated);
    r = back * r;
    if (dependent) {
      // Columns that were lost, or are mostly rounding, get new directions.
      const Small norms = algebra.dots(w, w);
      Block fresh(w.rows());
      algebra.randomise(fresh, seed, stream + static_cast<std::uint64_t>(pass) * 1000003);
      Small keep, take;
      for (std::size_t v = 0; v < Block::width; ++v) {
        const bool lost = !(norms(0, v) > 0.5);
        keep(0, v) = lost ? 0 : 1;
        take(0, v) = lost ? 1 / std::sqrt(static_cast<double>(w.rows())) : 0;
      }
      algebra.combine(w, fresh, keep, take);
    }
    if (pass == 0 || dependent) static_cast<void>(orthogonalise(w));
  }
  return r;
}

std::vector<Block> times(const BlockAlgebra& algebra, const std::vector<const Block*>& blocks,
                         const Eigen::MatrixXd& c) {
  std::vector<Block> result;
  for (Eigen::Index first = 0; first < c.cols(); first += width) {
    const Eigen::Index columns = std::min(width, c.cols() - first);
    Block y(blocks.front()->rows());
    algebra.fill(y, 0);
    for (std::size_t k = 0; k < blocks.size(); ++k) {
      algebra.subtract(y, *blocks[k], to_small(-c.block(static_cast<Eigen::Index>(k) * width, first, width, columns)));
    }
    result.push_back(std::move(y));
  }
  return result;
}

std::vector<Block> BlockBasis::combination(const Eigen::MatrixXd& c) const {
  std::vector<const Block*> all;
  for (const auto& b : blocks_) all.push_back(b.get());
  return times(matrix_->algebra(), all, c);
}

void BlockBasis::combine(const Eigen::MatrixXd& c) {
  std::vector<Block> next = combination(c);
  blocks_.clear();
  for (Block& b : next) append(std::move(b));
}

}  // namespace glasscape
