#include "glasscape/structure/s2/entropy_integral.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <numbers>

#include "glasscape/core/lanes.hpp"

namespace glasscape {
namespace {

typedef std::int64_t Integers __attribute__((vector_size(sizeof(Lanes))));

// Σ x ln(xy) over x ≥ the smallest number whose logarithm is safe to take; what is less adds less than rounding does.
GLASSCAPE_CLONES
double sum_of_logarithms(const double* x, const double* y, std::size_t count) {
  constexpr std::int64_t mantissa_bits = 52;
  Lanes sum{};
  for (std::size_t k = 0; k < count; k += lanes) {
    Lanes a, b;
    std::memcpy(&a, x + k, sizeof a);
    std::memcpy(&b, y + k, sizeof b);
    const Integers counts = a > 1e-100;
    const Lanes value = counts ? a * b : Lanes{} + 1.0;
    // value = m 2^e with √½ ≤ m < √2, so that the series of artanh needs ten terms.
    Integers bits;
    std::memcpy(&bits, &value, sizeof bits);
    constexpr std::int64_t root_half = 0x3FE6A09E667F3BCD;
    const Integers e = ((bits - root_half) >> mantissa_bits);
    const Integers m_bits = bits - (e << mantissa_bits);
    Lanes m;
    std::memcpy(&m, &m_bits, sizeof m);
    // Whole numbers become floating-point ones through their place in the mantissa of 3·2^51: no instruction is needed.
    constexpr double anchor = 6755399441055744.0;
    Integers e_bits;
    const Lanes anchors = Lanes{} + anchor;
    std::memcpy(&e_bits, &anchors, sizeof e_bits);
    e_bits += e;
    Lanes exponent;
    std::memcpy(&exponent, &e_bits, sizeof exponent);
    exponent -= anchor;
    const Lanes t = (m - 1.0) / (m + 1.0), t2 = t * t;
    Lanes series = Lanes{} + 2.0 / 21;
    for (int n = 19; n >= 1; n -= 2) series = series * t2 + 2.0 / n;
    const Lanes logarithm = exponent * std::numbers::ln2 + series * t;
    sum += counts ? a * logarithm : Lanes{};
  }
  double total = 0;
  for (std::size_t k = 0; k < lanes; ++k) total += sum[k];
  return total;
}

}  // namespace

EntropyIntegral::EntropyIntegral(double width, std::size_t bins) : width_(width), bins_(bins) {
  // Filled up with bins that hold nothing, so that vectors need not end within them.
  inverse_squares_.assign((bins + lanes - 1) / lanes * lanes, 1);
  for (std::size_t k = 0; k < bins; ++k) {
    const double r = (static_cast<double>(k) + 0.5) * width;
    inverse_squares_[k] = 1 / (r * r);
    core_ += r * r;
  }
}

double EntropyIntegral::operator()(std::span<const double> counts, double density) const {
  const double scale = 1 / (4 * std::numbers::pi * density);
  double sum = 0;
  std::vector<double> r2g(inverse_squares_.size(), 0);
  for (std::size_t k = 0; k < bins_; ++k) {
    r2g[k] = std::max(0.0, counts[k] * scale);
    sum += r2g[k];
  }
  return (sum_of_logarithms(r2g.data(), inverse_squares_.data(), r2g.size()) - sum + core_) * width_;
}

}  // namespace glasscape
