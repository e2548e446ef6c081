#pragma once

#include <cstddef>
#include <span>

namespace glasscape {

/// Sum by halves: the error grows with the logarithm of the number of terms, so that energy differences of 1e-9 eV
/// survive in 1e5 eV; the order is fixed.
inline double pairwise_sum(std::span<const double> values) {
  if (values.size() <= 64) {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum;
  }
  const std::size_t half = values.size() / 2;
  return pairwise_sum(values.first(half)) + pairwise_sum(values.subspan(half));
}

}  // namespace glasscape
