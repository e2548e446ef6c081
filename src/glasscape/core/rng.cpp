#include "glasscape/core/rng.hpp"

#include <cmath>
#include <numbers>

namespace glasscape {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = 0xD2511F53ULL * c[0];
    const std::uint64_t p1 = 0xCD9E8D57ULL * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
    k[0] += 0x9E3779B9U;
    k[1] += 0xBB67AE85U;
  }
  return c;
}

CounterRng::CounterRng(std::uint64_t seed, std::uint64_t stream, std::uint32_t substream)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      counter_{0, substream, static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)} {}

std::uint32_t CounterRng::next_u32() {
  if (used_ == 4) {
    block_ = philox4x32(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }
  return block_[used_++];
}

double CounterRng::uniform() {
  const std::uint64_t high = next_u32();
  const std::uint64_t bits = (high << 21) ^ (next_u32() >> 11);
  return static_cast<double>(bits & ((1ULL << 53) - 1)) * 0x1p-53;
}

double CounterRng::normal() {
  const double u = 1.0 - uniform();  // in (0, 1], so that the logarithm is finite
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * uniform());
}

Vec3 CounterRng::unit_vector() {
  const double z = 2.0 * uniform() - 1.0;
  const double phi = 2.0 * std::numbers::pi * uniform();
  const double s = std::sqrt(1.0 - z * z);
  return {s * std::cos(phi), s * std::sin(phi), z};
}

std::uint64_t CounterRng::below(std::uint64_t n) {
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % n;
  for (;;) {
    const std::uint64_t high = next_u32();
    const std::uint64_t draw = (high << 32) | next_u32();
    if (draw < limit) return draw % n;
  }
}

}  // namespace glasscape
