#include "glasscape/modes/block.hpp"

#include <algorithm>

#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

constexpr std::size_t piece = 2048;  // rows; fixed, since it decides the order of sums

std::size_t pieces(std::size_t rows) { return (rows + piece - 1) / piece; }

template <class Body>
void each_piece(const RunContext& context, std::size_t rows, const Body& body) {
  parallel_blocks(context, pieces(rows), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) body(k, k * piece, std::min(rows, (k + 1) * piece));
  });
}

Small total(const std::vector<Small>& parts) {
  Small sum;
  for (const Small& part : parts) {
    for (std::size_t k = 0; k < std::size(sum.value); ++k) sum.value[k] += part.value[k];
  }
  return sum;
}

}  // namespace

BlockAlgebra::BlockAlgebra(const RunContext& context, Isa isa) : context_(context) {
  switch (isa) {
    case Isa::plain: kernel_ = &modes_kernel::products_plain; break;
    case Isa::avx2: kernel_ = &modes_kernel::products_avx2; break;
    case Isa::avx512: kernel_ = &modes_kernel::products_avx512; break;
  }
}

Small BlockAlgebra::gram(const Block& a, const Block& b) const {
  std::vector<Small> parts(pieces(a.rows()));
  each_piece(context_, a.rows(), [&](std::size_t k, std::size_t begin, std::size_t end) {
    kernel_->gram(a.data(), b.data(), begin, end, parts[k].value);
  });
  return total(parts);
}

void BlockAlgebra::subtract(Block& y, const Block& a, const Small& c) const {
  each_piece(context_, y.rows(), [&](std::size_t, std::size_t begin, std::size_t end) {
    kernel_->subtract(y.data(), a.data(), c.value, begin, end);
  });
}

Small BlockAlgebra::dots(const Block& a, const Block& b) const {
  std::vector<Small> parts(pieces(a.rows()));
  each_piece(context_, a.rows(), [&](std::size_t k, std::size_t begin, std::size_t end) {
    kernel_->dots(a.data(), b.data(), begin, end, parts[k].value);
  });
  return total(parts);
}

void BlockAlgebra::combine(Block& y, const Block& x, const Small& p, const Small& q) const {
  each_piece(context_, y.rows(), [&](std::size_t, std::size_t begin, std::size_t end) {
    kernel_->combine(y.data(), x.data(), p.value, q.value, begin, end);
  });
}

void BlockAlgebra::fill(Block& y, double value) const {
  each_piece(context_, y.rows(), [&](std::size_t, std::size_t begin, std::size_t end) {
    std::fill(y.data() + begin * Block::width, y.data() + end * Block::width, value);
  });
}

void BlockAlgebra::randomise(Block& y, std::uint64_t seed, std::uint64_t stream) const {
  each_piece(context_, y.rows(), [&](std::size_t k, std::size_t begin, std::size_t end) {
    CounterRng rng(seed, stream, static_cast<std::uint32_t>(k));
    for (std::size_t e = begin * Block::width; e < end * Block::width; ++e) y.data()[e] = rng.normal();
  });
}

}  // namespace glasscape
