#pragma once

#include <array>
#include <cstdint>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// Counter-based random numbers: Philox 4×32 with 10 rounds.
///
/// The stream depends only on the three keys, so event (seed, atom, attempt) draws the same numbers
/// in whatever order, thread or run it is computed.
///
/// Source: Salmon et al., SC'11, doi:10.1145/2063384.2063405 (known-answer vectors in rng_test.cpp).
class CounterRng {
 public:
  CounterRng(std::uint64_t seed, std::uint64_t stream, std::uint32_t substream = 0);

  std::uint32_t next_u32();
  /// Uniform in [0, 1), 53 random bits.
  double uniform();
  /// Standard normal deviate (Box–Muller).
  double normal();
  /// Uniform on the unit sphere.
  Vec3 unit_vector();
  /// Uniform integer in [0, n); n > 0.
  std::uint64_t below(std::uint64_t n);

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
};

/// One Philox4x32-10 block, exposed for the known-answer test.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

}  // namespace glasscape
