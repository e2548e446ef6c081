// The algebra on blocks against plain loops, in each instruction set.
#include "glasscape/modes/block.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace glasscape {
namespace {

constexpr std::size_t width = Block::width;
constexpr std::size_t rows = 4099;  // no multiple of anything that the loops unroll by

class BlockAlgebraWith : public ::testing::TestWithParam<Isa> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) GTEST_SKIP() << "this processor has no " << name(GetParam());
    algebra().randomise(a_, 1, 1);
    algebra().randomise(b_, 1, 2);
  }
  [[nodiscard]] BlockAlgebra algebra(int threads = 1) const { return {{.threads = threads}, GetParam()}; }

  Block a_{rows}, b_{rows};
};

TEST_P(BlockAlgebraWith, GramAndDots) {
  const Small gram = algebra().gram(a_, b_), dots = algebra().dots(a_, b_);
  for (std::size_t p = 0; p < width; ++p) {
    for (std::size_t q = 0; q < width; ++q) {
      double sum = 0;
      for (std::size_t r = 0; r < rows; ++r) sum += a_.at(r, p) * b_.at(r, q);
      EXPECT_NEAR(gram(p, q), sum, 1e-10);
      if (p == q) {
        EXPECT_NEAR(dots(0, p), sum, 1e-10);
      }
    }
  }
  const Small other = algebra(2).gram(a_, b_);
  EXPECT_TRUE(std::equal(std::begin(gram.value), std::end(gram.value), std::begin(other.value)));
}

TEST_P(BlockAlgebraWith, SubtractAndCombine) {
  Small c, p, q;
  for (std::size_t k = 0; k < width * width; ++k) c.value[k] = std::sin(static_cast<double>(k));
  for (std::size_t v = 0; v < width; ++v) {
    p(0, v) = 1 + 0.1 * static_cast<double>(v);
    q(0, v) = 2 - 0.3 * static_cast<double>(v);
  }
  Block subtracted(rows), combined(rows);
  algebra().randomise(subtracted, 1, 2);
  algebra().randomise(combined, 1, 2);
  algebra().subtract(subtracted, a_, c);
  algebra().combine(combined, a_, p, q);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t v = 0; v < width; ++v) {
      double expected = b_.at(r, v);
      for (std::size_t k = 0; k < width; ++k) expected -= a_.at(r, k) * c(k, v);
      ASSERT_NEAR(subtracted.at(r, v), expected, 1e-12);
      ASSERT_NEAR(combined.at(r, v), p(0, v) * b_.at(r, v) + q(0, v) * a_.at(r, v), 1e-13);
    }
  }
}

TEST_P(BlockAlgebraWith, RandomNumbersAreNormal) {
  const Small squares = algebra().dots(a_, a_);
  for (std::size_t v = 0; v < width; ++v) EXPECT_NEAR(squares(0, v) / rows, 1, 5 * std::sqrt(2.0 / rows));
  Block other(rows);
  algebra(2).randomise(other, 1, 1);
  for (std::size_t r = 0; r < rows; r += 97) EXPECT_EQ(other.at(r, 3), a_.at(r, 3));
}

INSTANTIATE_TEST_SUITE_P(Isa, BlockAlgebraWith, ::testing::Values(Isa::plain, Isa::avx2, Isa::avx512),
                         [](const auto& test) { return std::string(name(test.param)); });

}  // namespace
}  // namespace glasscape
