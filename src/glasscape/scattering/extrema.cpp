#include "glasscape/scattering/extrema.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace glasscape {
namespace {

Extremum refine(std::span<const double> y, std::size_t k, double width) {
  const auto centre = [&](double at) { return (at + 0.5) * width; };
  if (k == 0 || k + 1 == y.size()) return {centre(static_cast<double>(k)), y[k]};
  const double slope = (y[k + 1] - y[k - 1]) / 2, bend = y[k + 1] - 2 * y[k] + y[k - 1];
  if (bend == 0) return {centre(static_cast<double>(k)), y[k]};
  const double shift = std::clamp(-slope / bend, -0.5, 0.5);
  return {centre(static_cast<double>(k) + shift), y[k] + shift * (slope + shift * bend / 2)};
}

}  // namespace

std::vector<double> smooth(std::span<const double> values, double width, double smoothing) {
  const auto reach = static_cast<std::ptrdiff_t>(std::ceil(4 * smoothing / width));
  std::vector<double> kernel;
  for (std::ptrdiff_t j = -reach; j <= reach; ++j) {
    const double x = static_cast<double>(j) * width / smoothing;
    kernel.push_back(std::exp(-x * x / 2));
  }
  const auto size = static_cast<std::ptrdiff_t>(values.size());
  std::vector<double> result(values.size());
  for (std::ptrdiff_t k = 0; k < size; ++k) {
    double sum = 0, weight = 0;
    for (std::ptrdiff_t j = std::max(-reach, -k); j <= std::min(reach, size - 1 - k); ++j) {
      const double w = kernel[static_cast<std::size_t>(j + reach)];
      sum += w * values[static_cast<std::size_t>(k + j)];
      weight += w;
    }
    result[static_cast<std::size_t>(k)] = sum / weight;
  }
  return result;
}

Extrema find_extrema(std::span<const double> g, double width, double smoothing, std::span<const double> expected) {
  Extrema found;
  const std::vector<double> y = smooth(g, width, smoothing);
  // Gaussian weights average as many independent bins as this (at least one).
  const double window = std::max(1.0, 2 * std::sqrt(std::numbers::pi) * smoothing / width);
  const auto threshold = [&](std::size_t k) {
    return 6 * std::max(1e-3, std::sqrt(std::max(y[k], 0.0) / (window * std::max(expected[k], 1e-300))));
  };
  bool seeking_peak = true;
  std::size_t best = 0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    if (seeking_peak ? y[k] > y[best] : y[k] < y[best]) best = k;
    const double turned = seeking_peak ? y[best] - y[k] : y[k] - y[best];
    if (turned <= std::max(threshold(best), threshold(k))) continue;
    (seeking_peak ? found.peaks : found.troughs).push_back(refine(y, best, width));
    seeking_peak = !seeking_peak;
    best = k;
  }
  return found;
}

}  // namespace glasscape
