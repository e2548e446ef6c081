#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/aligned_buffer.hpp"
#include "glasscape/forces/isa.hpp"
#include "glasscape/modes/kernel/products.hpp"

namespace glasscape {

/// 16 vectors side by side, so that one pass over a matrix serves all of them. Not initialised.
class Block {
 public:
  static constexpr std::size_t width = modes_kernel::width;

  explicit Block(std::size_t rows) : rows_(rows), values_(rows * width) {}
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] double* data() noexcept { return values_.data(); }
  [[nodiscard]] const double* data() const noexcept { return values_.data(); }
  double& at(std::size_t row, std::size_t vector) { return values_[row * width + vector]; }
  [[nodiscard]] double at(std::size_t row, std::size_t vector) const { return values_[row * width + vector]; }

 private:
  std::size_t rows_;
  AlignedBuffer<double> values_;
};

/// A 16 × 16 matrix, or 16 numbers in its first row.
struct alignas(64) Small {
  double value[modes_kernel::width * modes_kernel::width] = {};
  double& operator()(std::size_t p, std::size_t q) { return value[p * modes_kernel::width + q]; }
  double operator()(std::size_t p, std::size_t q) const { return value[p * modes_kernel::width + q]; }
};

/// Linear algebra on blocks with the instructions that the processor has. Sums are taken over fixed pieces and added in
/// order, so that results do not depend on the number of threads.
class BlockAlgebra {
 public:
  BlockAlgebra(const RunContext& context, Isa isa);

  [[nodiscard]] const RunContext& context() const noexcept { return context_; }
  [[nodiscard]] const modes_kernel::Products& kernel() const noexcept { return *kernel_; }
  /// aᵀ b.
  [[nodiscard]] Small gram(const Block& a, const Block& b) const;
  /// y −= a c.
  void subtract(Block& y, const Block& a, const Small& c) const;
  /// The 16 scalar products of equal columns.
  [[nodiscard]] Small dots(const Block& a, const Block& b) const;
  /// Column by column y = p y + q x.
  void combine(Block& y, const Block& x, const Small& p, const Small& q) const;
  void fill(Block& y, double value) const;
  /// Normal deviates; the same for any number of threads.
  void randomise(Block& y, std::uint64_t seed, std::uint64_t stream) const;

 private:
  RunContext context_;
  const modes_kernel::Products* kernel_;
};

}  // namespace glasscape
