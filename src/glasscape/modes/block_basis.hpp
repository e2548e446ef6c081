#pragma once

#include <Eigen/Dense>
#include <memory>
#include <vector>

#include "glasscape/modes/hessian_operator.hpp"

namespace glasscape {

/// Orthonormal vectors in blocks of 16.
class BlockBasis {
 public:
  explicit BlockBasis(HessianOperator& matrix) : matrix_(&matrix) {}

  [[nodiscard]] std::size_t blocks() const noexcept { return blocks_.size(); }
  [[nodiscard]] std::size_t size() const noexcept { return blocks_.size() * Block::width; }
  [[nodiscard]] const Block& block(std::size_t k) const { return *blocks_[k]; }
  [[nodiscard]] Block& block(std::size_t k) { return *blocks_[k]; }
  void append(Block&& block) { blocks_.push_back(std::make_unique<Block>(std::move(block))); }

  /// Makes w orthogonal to the translations and to all blocks, twice, and returns what was removed (size() × 16).
  Eigen::MatrixXd orthogonalise(Block& w) const;
  /// Makes the columns of w, which are orthogonal to the basis, orthonormal: w_before = w_after R. A column that
  /// depends on the others is replaced by a random one orthogonal to everything, and its row of R is zero.
  Eigen::MatrixXd normalise(Block& w, std::uint64_t seed, std::uint64_t stream) const;
  /// Replaces the basis by its combinations V·c (c has a multiple of 16 columns, and orthonormal ones).
  void combine(const Eigen::MatrixXd& c);
  /// V·c as new blocks; columns are filled up with zeros to a multiple of 16.
  [[nodiscard]] std::vector<Block> combination(const Eigen::MatrixXd& c) const;

 private:
  HessianOperator* matrix_;
  std::vector<std::unique_ptr<Block>> blocks_;
};

/// Blocks times a matrix, as new blocks.
std::vector<Block> times(const BlockAlgebra& algebra, const std::vector<const Block*>& blocks,
                         const Eigen::MatrixXd& c);

}  // namespace glasscape
