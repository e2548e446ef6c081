#pragma once

#include "glasscape/core/rng.hpp"

namespace glasscape {

/// A Poisson deviate of that mean, 0 ≤ mean ≤ 1e12 (the caller has checked), as a whole number.
///
/// Cost     about two uniform numbers; below a mean of 10 the distribution is searched from 0
/// Source   above 10: transformed rejection, Hörmann, Insurance: Math. and Economics 12, 39 (1993), algorithm PTRS
double poisson_deviate(CounterRng& rng, double mean);

}  // namespace glasscape
