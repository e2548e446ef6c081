#include "glasscape/modes/remainder.hpp"

#include <cmath>
#include <numbers>

namespace glasscape {
namespace {

// Coefficients of the Chebyshev expansion of λ^power on [low, high], the first one halved.
std::vector<double> coefficients(double power, double low, double high, std::size_t degree) {
  const std::size_t nodes = 2 * degree + 32;
  std::vector<double> result(degree + 1, 0);
  for (std::size_t k = 0; k < nodes; ++k) {
    const double angle = std::numbers::pi * (static_cast<double>(k) + 0.5) / static_cast<double>(nodes);
    const double value = std::pow(0.5 * (high + low) + 0.5 * (high - low) * std::cos(angle), power);
    for (std::size_t n = 0; n <= degree; ++n) {
      result[n] += 2 * value * std::cos(static_cast<double>(n) * angle) / static_cast<double>(nodes);
    }
  }
  result[0] /= 2;
  return result;
}

Small constant(double value) {
  Small s;
  for (std::size_t v = 0; v < Block::width; ++v) s(0, v) = value;
  return s;
}

}  // namespace

Remainder::Remainder(HessianOperator& matrix, const NormalModes& modes)
    : matrix_(matrix), modes_(modes), now_(matrix.rows()), before_(matrix.rows()) {
  low_ = 0.999 * modes.modes.back().squared / squared_frequency;
  high_ = modes.largest_squared / squared_frequency;
  const double c = (high_ + low_) / (high_ - low_);
  degree_ = static_cast<std::size_t>(std::ceil(std::log(1e-6) / std::log(c - std::sqrt(c * c - 1))));
}

void Remainder::project(Block& x) const {
  matrix_.project(x);
  for (const Block& b : modes_.blocks()) {
    matrix_.algebra().subtract(x, b, matrix_.algebra().gram(b, x));
  }
}

void Remainder::apply(double power, Block& x, Block& y) {
  const BlockAlgebra& algebra = matrix_.algebra();
  project(x);
  const std::vector<double> factors = coefficients(power, low_, high_, degree_);
  const double stretch = 2 / (high_ - low_), shift = -(high_ + low_) / (high_ - low_);
  algebra.fill(y, 0);
  algebra.fill(before_, 0);
  algebra.combine(before_, x, constant(1), constant(1));
  algebra.combine(y, x, constant(1), constant(factors[0]));
  matrix_.multiply(stretch, x, shift, 0, x, now_);
  for (std::size_t n = 1; n <= degree_; ++n) {
    algebra.combine(y, now_, constant(1), constant(factors[n]));
    matrix_.multiply(2 * stretch, now_, 2 * shift, -1, before_, before_);
    std::swap(now_, before_);
  }
  project(y);
}

}  // namespace glasscape
