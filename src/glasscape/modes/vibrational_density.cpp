#include "glasscape/modes/vibrational_density.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

constexpr std::size_t width = Block::width;
constexpr double pi = std::numbers::pi;

// Factors of the Jackson kernel for `count` moments.
std::vector<double> jackson(std::size_t count) {
  std::vector<double> g(count);
  const double step = pi / (static_cast<double>(count) + 1);
  for (std::size_t n = 0; n < count; ++n) {
    const double k = static_cast<double>(n);
    g[n] = ((static_cast<double>(count) - k + 1) * std::cos(k * step) + std::sin(k * step) / std::tan(step)) /
           (static_cast<double>(count) + 1);
  }
  return g;
}

double sigma(double highest, std::size_t moments, double omega) {
  return pi * highest / (2 * static_cast<double>(moments)) * std::sqrt(1 - std::pow(omega / highest, 2));
}

// g at one frequency from moments that carry the kernel's factors already.
double density_at(const std::vector<double>& damped, double highest, double omega) {
  const double theta = 2 * std::asin(omega / highest);
  // Clenshaw's recurrence for Σ c_n cos nθ.
  const double twice = 2 * std::cos(theta);
  double b1 = 0, b2 = 0;
  for (std::size_t n = damped.size() - 1; n > 0; --n) {
    const double b0 = 2 * damped[n] + twice * b1 - b2;
    b2 = b1;
    b1 = b0;
  }
  const double sum = damped[0] + 0.5 * twice * b1 - b2;
  return sum / pi * 2 / (highest * std::cos(theta / 2));
}

std::vector<double> damped(const std::vector<double>& moments, const std::vector<double>& kernel) {
  std::vector<double> result(kernel.size());
  for (std::size_t n = 0; n < result.size(); ++n) result[n] = kernel[n] * moments[n];
  return result;
}

// Mean over the probes, without one of them if `left_out` names it.
std::vector<double> mean_moments(const std::vector<std::vector<double>>& of_probe, std::size_t left_out) {
  std::vector<double> mean(of_probe.front().size(), 0);
  double count = 0;
  for (std::size_t p = 0; p < of_probe.size(); ++p) {
    if (p == left_out) continue;
    ++count;
    for (std::size_t n = 0; n < mean.size(); ++n) mean[n] += of_probe[p][n];
  }
  for (double& m : mean) m /= count;
  return mean;
}

struct Maximum {
  double omega = 0, height = 0;
  bool inside = false;
};

// The largest value of a curve on a grid, refined by a parabola where it is no end.
Maximum maximum(const std::vector<double>& x, const std::vector<double>& y) {
  const auto k = static_cast<std::size_t>(std::max_element(y.begin(), y.end()) - y.begin());
  if (k == 0 || k + 1 >= y.size()) return {x[k], y[k], false};
  const double left = y[k - 1], right = y[k + 1], bend = left - 2 * y[k] + right;
  const double shift = bend < 0 ? 0.5 * (left - right) / bend : 0;
  return {x[k] + shift * (x[1] - x[0]), y[k] - 0.25 * (left - right) * shift, true};
}

}  // namespace

VibrationalDensity vibrational_density(HessianOperator& matrix, const VibrationalDensityOptions& options) {
  const BlockAlgebra& algebra = matrix.algebra();
  const SpectrumEstimate spectrum = estimate_spectrum(matrix, 40, options.seed);
  // Ritz values are inside the spectrum, so one below zero tells of a negative eigenvalue.
  const auto refuse = [](const std::string& what) {
    return Error(ErrorKind::numerical, {"vibrational density of states", what, "a minimum", "relax it first"});
  };
  if (spectrum.lowest < -1e-9 * spectrum.bound) throw refuse("an eigenvalue is negative");
  const double bound = 1.01 * spectrum.bound;
  VibrationalDensity result;
  result.moments = std::max<std::size_t>(8, options.moments / 2 * 2);
  std::size_t probes = options.probes;
  if (probes == 0) probes = std::clamp<std::size_t>(1200000 / matrix.rows(), 32, 512);
  result.probes = (probes + width - 1) / width * width;
  Block z(matrix.rows()), before(matrix.rows()), now(matrix.rows());
  for (std::size_t first = 0; first < result.probes; first += width) {
    algebra.randomise(z, options.seed, 1000 + first / width);
    matrix.project(z);
    const Small zz = algebra.dots(z, z);
    matrix.multiply(-2 / bound, z, 1, 0, z, now);
    Small one;
    for (std::size_t v = 0; v < width; ++v) one(0, v) = 1;
    algebra.fill(before, 0);
    algebra.combine(before, z, one, one);
    const Small zt = algebra.dots(z, now);
    const std::size_t base = result.moments_of_probe.size();
    for (std::size_t v = 0; v < width; ++v) {
      auto& moments = result.moments_of_probe.emplace_back();
      moments = {1, zt(0, v) / zz(0, v)};
    }
    // `now` is T_n z: its products with itself and with what follows give the moments 2n and 2n + 1.
    for (std::size_t n = 1; 2 * n < result.moments; ++n) {
      const Small even = algebra.dots(now, now);
      matrix.multiply(-4 / bound, now, 2, -1, before, before);
      std::swap(now, before);
      const Small odd = algebra.dots(now, before);
      for (std::size_t v = 0; v < width; ++v) {
        auto& moments = result.moments_of_probe[base + v];
        moments.push_back(2 * even(0, v) / zz(0, v) - 1);
        moments.push_back(2 * odd(0, v) / zz(0, v) - moments[1]);
        if (!(std::abs(moments.back()) < 1.5)) throw refuse("an eigenvalue is negative or beyond the bound");
      }
      algebra.context().report("density of states", static_cast<double>(first + 2 * n * width / result.moments) /
                                                        static_cast<double>(result.probes));
    }
  }
  algebra.context().report("density of states", 1);
  for (auto& moments : result.moments_of_probe) moments.resize(result.moments);

  result.highest = std::sqrt(bound * squared_frequency);
  result.resolution = sigma(result.highest, result.moments, 0);
  const auto kernel = jackson(result.moments);
  const auto mean = damped(mean_moments(result.moments_of_probe, result.probes), kernel);
  std::vector<std::vector<double>> of_probe;
  for (const auto& moments : result.moments_of_probe) of_probe.push_back(damped(moments, kernel));
  const double count = static_cast<double>(result.probes);
  for (std::size_t k = 0; k < result.moments; ++k) {
    const double omega = (static_cast<double>(k) + 0.5) * result.highest / static_cast<double>(result.moments);
    const double g = density_at(mean, result.highest, omega);
    double variance = 0;
    for (const auto& moments : of_probe) variance += std::pow(density_at(moments, result.highest, omega) - g, 2);
    const double error = std::sqrt(variance / (count * (count - 1)));
    const double debye = omega * omega + std::pow(sigma(result.highest, result.moments, omega), 2);
    result.omega.push_back(omega);
    result.density.push_back(g);
    result.error.push_back(error);
    result.reduced.push_back(g / debye);
    result.reduced_error.push_back(error / debye);
  }
  return result;
}

VibrationalDensity::Peak VibrationalDensity::boson_peak(double from, double smoothing) const {
  const auto fewer = static_cast<std::size_t>(std::max(8.0, pi * highest / (2 * smoothing)));
  const std::size_t used = std::min(moments, fewer);
  const auto kernel = jackson(used);
  Peak peak{.resolution = sigma(highest, used, 0)};
  std::vector<double> grid;
  for (double at = from; at < 0.98 * highest; at += peak.resolution / 8) grid.push_back(at);
  if (grid.size() < 3) return peak;
  const auto find = [&](std::size_t left_out) {
    const auto moments_used = damped(mean_moments(moments_of_probe, left_out), kernel);
    std::vector<double> h;
    for (const double at : grid) {
      h.push_back(density_at(moments_used, highest, at) / (at * at + std::pow(sigma(highest, used, at), 2)));
    }
    return maximum(grid, h);
  };
  const Maximum all = find(probes);
  peak.omega = all.omega;
  peak.height = all.height;
  peak.found = all.inside;
  const double share = (static_cast<double>(probes) - 1) / static_cast<double>(probes);
  for (std::size_t p = 0; p < probes; ++p) {
    const Maximum one = find(p);
    peak.omega_error += share * std::pow(one.omega - all.omega, 2);
    peak.height_error += share * std::pow(one.height - all.height, 2);
  }
  peak.omega_error = std::sqrt(peak.omega_error);
  peak.height_error = std::sqrt(peak.height_error);
  return peak;
}

double debye_level(double density, double longitudinal, double transverse) {
  return (std::pow(longitudinal, -3) + 2 * std::pow(transverse, -3)) / (6 * pi * pi * density);
}

}  // namespace glasscape
