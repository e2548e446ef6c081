#include "glasscape/diffraction/simulate/poisson.hpp"

#include <cmath>
#include <numbers>

namespace glasscape {
namespace {

// log k! by Stirling's series, good to 1e-12 from k = 10 on, exact products below. (std::lgamma writes a global.)
double log_factorial(double k) {
  if (k < 10) {
    double product = 1;
    for (double i = 2; i <= k; ++i) product *= i;
    return std::log(product);
  }
  const double r = 1 / (k * k);
  return (k + 0.5) * std::log(k) - k + 0.5 * std::log(2 * std::numbers::pi) +
         (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / k;
}

double by_search(CounterRng& rng, double mean) {
  const double u = rng.uniform();
  double probability = std::exp(-mean), sum = probability, k = 0;
  // Rounding can leave the sum just below 1; beyond 200 no mean below 10 has any probability left.
  while (u >= sum && k < 200) {
    ++k;
    probability *= mean / k;
    sum += probability;
  }
  return k;
}

}  // namespace

double poisson_deviate(CounterRng& rng, double mean) {
  if (mean < 10) return by_search(rng, mean);
  const double b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = rng.uniform() - 0.5, v = rng.uniform();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v * inverse_alpha / (a / (us * us) + b)) <= k * std::log(mean) - mean - log_factorial(k)) return k;
  }
}

}  // namespace glasscape
