#include "glasscape/structure/s2/smeared_histogram.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numbers>

#include "glasscape/core/lanes.hpp"

namespace glasscape {
namespace {

// σ₁ in spacings of the coarse grid, and that spacing in σ: narrow enough for sixteen points, wide enough for sums to
// stand for integrals. Both errors are about exp(−21).
constexpr double narrow = 1.18, spacing_in_sigma = 0.4;

// Adds polynomials of x, `rows` coefficients each, to sixteen numbers.
GLASSCAPE_CLONES
void add_polynomials(double* out, const double* coefficients, std::size_t rows, double x) {
  Lanes low, high, row;
  std::memcpy(&low, coefficients, sizeof low);
  std::memcpy(&high, coefficients + lanes, sizeof high);
  for (std::size_t k = 1; k < rows; ++k) {
    std::memcpy(&row, coefficients + 2 * lanes * k, sizeof row);
    low = low * x + row;
    std::memcpy(&row, coefficients + 2 * lanes * k + lanes, sizeof row);
    high = high * x + row;
  }
  std::memcpy(&row, out, sizeof row);
  row += low;
  std::memcpy(out, &row, sizeof row);
  std::memcpy(&row, out + lanes, sizeof row);
  row += high;
  std::memcpy(out + lanes, &row, sizeof row);
}

// out[i] = Σ_t kernel[t] in[i + t], i < count (a multiple of the lanes).
GLASSCAPE_CLONES
void convolve(double* out, std::size_t count, const double* in, const double* kernel, std::size_t length) {
  for (std::size_t i = 0; i < count; i += lanes) {
    Lanes sum{}, row;
    for (std::size_t t = 0; t < length; ++t) {
      std::memcpy(&row, in + i + t, sizeof row);
      sum += row * kernel[t];
    }
    std::memcpy(out + i, &sum, sizeof sum);
  }
}

}  // namespace

SmearedHistogram::SmearedHistogram(double width, std::size_t bins, double sigma) : bins_(bins) {
  // A coarse point every `phases_` bins, or where bins are wide themselves, `skip_` to each of them.
  phases_ = static_cast<std::size_t>(std::max(1.0, std::floor(spacing_in_sigma * sigma / width)));
  skip_ = static_cast<std::size_t>(std::ceil(width / (spacing_in_sigma * sigma) * (1 - 1e-12)));
  const double spacing = width * static_cast<double>(phases_) / static_cast<double>(skip_);
  inverse_spacing_ = 1 / spacing;
  const double s = sigma / spacing, rest = std::sqrt(s * s - narrow * narrow);  // in spacings
  reach_ = static_cast<std::size_t>(std::ceil(reach_in_sigma * rest));
  // Coarse point 0 lies at the middle of the first bin; before it there is room for what reaches the grid from r = 0
  // or beyond, and for the ends of rows.
  const std::size_t before = reach_ + taps;
  shift_ = static_cast<double>(before) - 0.5 * width / spacing;
  const std::size_t points = (bins_ * skip_ + phases_ - 1) / phases_;
  const std::size_t padded = (points + lanes - 1) / lanes * lanes;
  last_ = static_cast<double>(before + padded + reach_);
  coarse_.assign(before + padded + reach_ + 2 * taps, 0);
  smooth_.assign(padded, 0);
  values_.assign(bins_, 0);

  // Taylor series of exp(−(a + x)²/2σ₁²)/(σ₁ √2π), |x| ≤ ½: c_{n+1} (n + 1) σ₁² = −a c_n − c_{n−1}.
  const double variance = narrow * narrow;
  for (std::size_t k = 0; k < taps; ++k) {
    const double a = 0.5 + 7 - static_cast<double>(k);
    double before_last = 0, last = std::exp(-a * a / (2 * variance)) / (narrow * std::sqrt(2 * std::numbers::pi));
    for (std::size_t n = 0; n <= degree; ++n) {
      weights_[degree - n][k] = last;
      const double next = (-a * last - before_last) / (static_cast<double>(n + 1) * variance);
      before_last = last;
      last = next;
    }
  }
  // Centres are given in units of the spacing here, so that the height of a Gaussian needs its inverse once.
  const double height = inverse_spacing_ / (rest * std::sqrt(2 * std::numbers::pi));
  for (std::size_t phase = 0; phase < phases_; ++phase) {
    for (std::size_t t = 0; t <= 2 * reach_; ++t) {
      const double x = static_cast<double>(t) - static_cast<double>(reach_) -
                       static_cast<double>(phase) / static_cast<double>(phases_);
      kernel_.push_back(height * std::exp(-x * x / (2 * rest * rest)));
    }
  }
}

void SmearedHistogram::clear() { std::fill(coarse_.begin(), coarse_.end(), 0.0); }

void SmearedHistogram::add(double r) {
  const double place = r * inverse_spacing_ + shift_;
  if (!(place < last_)) return;
  const auto point = static_cast<std::int64_t>(place);
  add_polynomials(coarse_.data() + point - 7, weights_[0].data(), degree + 1, place - static_cast<double>(point) - 0.5);
}

std::span<const double> SmearedHistogram::values() {
  const double* first = coarse_.data() + taps;  // a reach before the first bin's middle
  for (std::size_t phase = 0; phase < phases_; ++phase) {
    convolve(smooth_.data(), smooth_.size(), first, &kernel_[phase * (2 * reach_ + 1)], 2 * reach_ + 1);
    for (std::size_t k = phase, i = 0; k < bins_; k += phases_, i += skip_) values_[k] = smooth_[i];
  }
  return values_;
}

}  // namespace glasscape
