#include "glasscape/structure/s2/smeared_histogram.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace glasscape {
namespace {

constexpr std::size_t lanes = 8;
typedef double Lanes __attribute__((vector_size(lanes * sizeof(double))));

// Compiled for several processors, chosen when the program starts; sanitizers do not support that mechanism.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void add_scaled(double* out, const double* table, std::size_t count, const double* powers, double stride) {
  Lanes power, row, sum;
  std::memcpy(&power, powers, sizeof power);
  for (std::size_t k = 0; k < count; k += lanes) {
    std::memcpy(&row, table + k, sizeof row);
    std::memcpy(&sum, out + k, sizeof sum);
    sum += row * power;
    power *= stride;
    std::memcpy(out + k, &sum, sizeof sum);
  }
}

}  // namespace

SmearedHistogram::SmearedHistogram(double width, std::size_t bins, double sigma, double reach_in_sigma)
    : width_(width),
      sigma_(sigma),
      bins_(bins),
      half_(static_cast<std::size_t>(std::ceil(reach_in_sigma * sigma / width))),
      margin_(2 * half_ + 2 * lanes) {
  const double amplitude = 1 / (sigma * std::sqrt(2 * std::numbers::pi));
  const std::size_t padded = (2 * half_ + 1 + lanes - 1) / lanes * lanes;
  table_.assign(padded, 0);
  for (std::size_t k = 0; k < 2 * half_ + 1; ++k) {
    const double x = (static_cast<double>(k) - static_cast<double>(half_)) * width / sigma;
    table_[k] = amplitude * std::exp(-x * x / 2);
  }
  values_.assign(bins_ + 2 * margin_, 0);
}

void SmearedHistogram::clear() { std::fill(values_.begin(), values_.end(), 0.0); }

void SmearedHistogram::add(double r) {
  const double nearest = std::floor(r / width_);
  if (nearest > static_cast<double>(bins_ + half_)) return;
  const double x0 = (nearest + 0.5) * width_ - r;
  const double rate = -x0 * width_ / (sigma_ * sigma_);
  const double step = std::exp(rate);
  double power[lanes];
  power[0] = std::exp(-x0 * x0 / (2 * sigma_ * sigma_) - rate * static_cast<double>(half_));
  for (std::size_t k = 1; k < lanes; ++k) power[k] = power[k - 1] * step;
  const double step2 = step * step, step4 = step2 * step2, stride = step4 * step4;
  double* out = values_.data() + margin_ + static_cast<std::size_t>(nearest) - half_;
  add_scaled(out, table_.data(), table_.size(), power, stride);
}

}  // namespace glasscape
