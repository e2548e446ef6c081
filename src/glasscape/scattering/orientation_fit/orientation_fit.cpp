#include "glasscape/scattering/orientation_fit/orientation_fit.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double pi = std::numbers::pi;
const char* const where = "diffraction anisotropy";

// One azimuthal bin at one Q.
struct Sample {
  std::array<double, 3> p{};  // P_0, P_2, P_4
  double intensity = 0, weight = 0, error = nan;
  std::size_t pattern = 0;
};

std::array<double, 3> legendre(double cosine) {
  const double x = cosine * cosine;
  return {1, (3 * x - 1) / 2, (35 * x * x - 30 * x + 3) / 8};
}

void check(std::span<const OrientedPattern> patterns, const OrientationFitOptions& options) {
  if (options.lmax != 0 && options.lmax != 2 && options.lmax != 4) {
    throw usage_error(where, fmt::format("lmax is {}", options.lmax), "0, 2 or 4");
  }
  if (options.scale != "given" && options.scale != "match") {
    throw usage_error(where, fmt::format("'{}' is no way to scale patterns", options.scale), "given, match");
  }
  if (!(options.sector > 0 && options.sector < pi / 2))
    throw usage_error(where, "the sector", "above 0, below 90 degrees");
  if (patterns.empty()) throw input_error(where, "there is no pattern");
  const AzimuthalPattern& first = patterns.front().pattern;
  if (!(first.wavelength > 0)) throw input_error(where, "the wavelength is not known", "a positive number [Å]");
  for (const OrientedPattern& oriented : patterns) {
    const AzimuthalPattern& p = oriented.pattern;
    const std::size_t size = p.q.size() * p.azimuth.size();
    if (p.q.empty() || p.intensity.size() != size || (!p.error.empty() && p.error.size() != size) ||
        (!p.pixels.empty() && p.pixels.size() != size)) {
      throw input_error(where, "a pattern's values do not fit its axes");
    }
    if (p.azimuth.size() < 4) {
      throw input_error(where, fmt::format("a pattern has {} azimuthal bins", p.azimuth.size()), "4 or more",
                        "integrate it with --azimuth-bins 72, say");
    }
    const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-6 * (std::abs(a) + std::abs(b)); };
    if (!std::equal(p.q.begin(), p.q.end(), first.q.begin(), first.q.end(), same)) {
      throw input_error(where, "the patterns have different grids of Q", "one grid",
                        "integrate all with the same --bins and --range");
    }
    if (!same(p.wavelength, first.wavelength)) {
      throw input_error(where, fmt::format("wavelengths {:g} and {:g} Å", first.wavelength, p.wavelength),
                        "one wavelength");
    }
    if (p.q.back() * p.wavelength > 4 * pi) throw input_error(where, "Q exceeds 4π/λ: the wavelength cannot be right");
  }
}

std::vector<Sample> samples_at(std::span<const OrientedPattern> patterns, std::size_t k) {
  std::vector<Sample> samples;
  for (std::size_t n = 0; n < patterns.size(); ++n) {
    const AzimuthalPattern& p = patterns[n].pattern;
    for (std::size_t a = 0; a < p.azimuth.size(); ++a) {
      const std::size_t at = p.at(a, k);
      const double pixels = p.pixels.empty() ? 1 : p.pixels[at];
      if (!std::isfinite(p.intensity[at]) || !(pixels > 0)) continue;
      Sample s;
      s.p = legendre(axis_cosine(p.q[k], p.wavelength, p.azimuth[a], patterns[n].loading_axis));
      s.intensity = p.intensity[at];
      s.weight = pixels;
      if (!p.error.empty() && p.error[at] > 0) s.error = p.error[at];
      s.pattern = n;
      samples.push_back(s);
    }
  }
  return samples;
}

// Inverse of a symmetric matrix of the first `n` rows, false where it is nearly singular.
bool invert(std::array<std::array<double, 3>, 3> m, std::size_t n, std::array<std::array<double, 3>, 3>& inverse) {
  inverse = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  const double scale = m[0][0];
  for (std::size_t i = 0; i < n; ++i) {
    // Elimination without exchanges: the matrix is positive definite.
    if (!(m[i][i] > 1e-5 * scale)) return false;
    const double pivot = 1 / m[i][i];
    for (std::size_t j = 0; j < n; ++j) {
      m[i][j] *= pivot;
      inverse[i][j] *= pivot;
    }
    for (std::size_t row = 0; row < n; ++row) {
      if (row == i) continue;
      const double factor = m[row][i];
      for (std::size_t j = 0; j < n; ++j) {
        m[row][j] -= factor * m[i][j];
        inverse[row][j] -= factor * inverse[i][j];
      }
    }
  }
  return true;
}

struct PointFit {
  bool determined = false;
  std::array<double, 3> value{}, error{nan, nan, nan};
  double chi2 = nan;

  [[nodiscard]] double model(const Sample& s, std::size_t terms) const {
    double sum = 0;
    for (std::size_t i = 0; i < terms; ++i) sum += value[i] * s.p[i];
    return sum;
  }
};

PointFit fit_point(std::span<const Sample> samples, const std::vector<double>& scale, std::size_t terms) {
  PointFit fit;
  if (samples.size() < terms) return fit;
  std::array<std::array<double, 3>, 3> normal{}, inverse{};
  std::array<double, 3> right{};
  for (const Sample& s : samples) {
    for (std::size_t i = 0; i < terms; ++i) {
      right[i] += s.weight * s.p[i] * s.intensity * scale[s.pattern];
      for (std::size_t j = 0; j < terms; ++j) normal[i][j] += s.weight * s.p[i] * s.p[j];
    }
  }
  fit.determined = invert(normal, terms, inverse);
  if (!fit.determined) return fit;
  for (std::size_t i = 0; i < terms; ++i) {
    for (std::size_t j = 0; j < terms; ++j) fit.value[i] += inverse[i][j] * right[j];
  }
  const bool errors = std::all_of(samples.begin(), samples.end(), [](const Sample& s) { return s.error > 0; });
  const double freedom = static_cast<double>(samples.size()) - static_cast<double>(terms);
  double left = 0, chi2 = 0;
  for (const Sample& s : samples) {
    const double rest = s.intensity * scale[s.pattern] - fit.model(s, terms);
    left += s.weight * rest * rest;
    if (errors) chi2 += rest * rest / (s.error * s.error * scale[s.pattern] * scale[s.pattern]);
  }
  if (errors && freedom > 0) fit.chi2 = chi2 / freedom;
  // More is left than errors explain: they cannot be all of the uncertainty.
  const bool excess = fit.chi2 > 1 + 3 * std::sqrt(2 / freedom);
  for (std::size_t i = 0; i < terms; ++i) {
    if (errors) {
      double variance = 0;
      for (const Sample& s : samples) {
        double share = 0;  // of this bin in a_i
        for (std::size_t j = 0; j < terms; ++j) share += inverse[i][j] * s.weight * s.p[j];
        const double term = share * s.error * scale[s.pattern];
        variance += term * term;
      }
      fit.error[i] = std::sqrt(excess ? variance * fit.chi2 : variance);
    } else if (freedom > 0) {
      fit.error[i] = std::sqrt(inverse[i][i] * left / freedom);
    }
  }
  return fit;
}

// Factors that make the patterns agree, by turns with the fits.
std::vector<double> matched_scales(std::span<const std::vector<Sample>> all, std::size_t patterns, std::size_t terms) {
  std::vector<double> scale(patterns, 1);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> product(patterns, 0), square(patterns, 0);
    for (const std::vector<Sample>& samples : all) {
      const PointFit fit = fit_point(samples, scale, terms);
      if (!fit.determined) continue;
      // Relative deviations count alike at every Q.
      const double size = 1 / std::max(fit.value[0] * fit.value[0], 1e-300);
      for (const Sample& s : samples) {
        product[s.pattern] += size * s.weight * s.intensity * fit.model(s, terms);
        square[s.pattern] += size * s.weight * s.intensity * s.intensity;
      }
    }
    double mean = 0, change = 0;
    std::vector<double> next(patterns);
    for (std::size_t p = 0; p < patterns; ++p) {
      next[p] = square[p] > 0 ? product[p] / square[p] : 1;
      mean += next[p] / static_cast<double>(patterns);
    }
    for (std::size_t p = 0; p < patterns; ++p) {
      next[p] /= mean;
      change = std::max(change, std::abs(next[p] - scale[p]));
    }
    scale = std::move(next);
    if (change < 1e-10) break;
  }
  return scale;
}

// Mean and error of the bins within half a sector of an angle to the axis (0 or π/2), both ways.
std::pair<double, double> sector_mean(std::span<const OrientedPattern> patterns, const std::vector<double>& scale,
                                      std::size_t k, double angle, double width) {
  double sum = 0, weight = 0, variance = 0;
  for (std::size_t n = 0; n < patterns.size(); ++n) {
    const AzimuthalPattern& p = patterns[n].pattern;
    for (std::size_t a = 0; a < p.azimuth.size(); ++a) {
      const double off = std::remainder(p.azimuth[a] - patterns[n].loading_axis - angle, pi);
      const std::size_t at = p.at(a, k);
      const double pixels = p.pixels.empty() ? 1 : p.pixels[at];
      if (std::abs(off) > width / 2 || !std::isfinite(p.intensity[at]) || !(pixels > 0)) continue;
      sum += pixels * p.intensity[at] * scale[n];
      weight += pixels;
      if (!p.error.empty()) variance += std::pow(pixels * p.error[at] * scale[n], 2);
    }
  }
  return {sum / weight, std::sqrt(variance) / weight};
}

}  // namespace

double axis_cosine(double q, double wavelength, double azimuth, double axis) {
  const double sine = q * wavelength / (4 * pi);
  return std::sqrt(std::max(0.0, 1 - sine * sine)) * std::cos(azimuth - axis);
}

OrientationFit fit_orientations(std::span<const OrientedPattern> patterns, const OrientationFitOptions& options) {
  check(patterns, options);
  const AzimuthalPattern& first = patterns.front().pattern;
  const std::size_t n = first.q.size(), terms = static_cast<std::size_t>(options.lmax) / 2 + 1;
  std::vector<std::vector<Sample>> all;
  for (std::size_t k = 0; k < n; ++k) all.push_back(samples_at(patterns, k));
  OrientationFit result;
  result.q = first.q;
  result.wavelength = first.wavelength;
  result.scales.assign(patterns.size(), 1);
  if (options.scale == "match") result.scales = matched_scales(all, patterns.size(), terms);
  const bool errors =
      std::all_of(patterns.begin(), patterns.end(), [](const OrientedPattern& p) { return !p.pattern.error.empty(); });
  for (std::size_t k = 0; k < n; ++k) {
    const PointFit fit = fit_point(all[k], result.scales, terms);
    for (std::size_t i = 0; i < terms; ++i) {
      result.value[i].push_back(fit.determined ? fit.value[i] : nan);
      result.error[i].push_back(fit.error[i]);
    }
    result.chi2.push_back(fit.chi2);
    result.bins.push_back(static_cast<double>(all[k].size()));
    const auto [along, along_error] = sector_mean(patterns, result.scales, k, 0, options.sector);
    const auto [across, across_error] = sector_mean(patterns, result.scales, k, pi / 2, options.sector);
    const double sine = first.q[k] * first.wavelength / (4 * pi);
    result.two_directions.push_back(2.0 / 3 * (along - across));
    result.two_directions_tilted.push_back(result.two_directions.back() / (1 - sine * sine));
    result.two_directions_error.push_back(errors ? 2.0 / 3 * std::hypot(along_error, across_error) : nan);
  }
  return result;
}

AzimuthalPattern without_background(AzimuthalPattern pattern, const AzimuthalPattern& background, double factor) {
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-6 * (std::abs(a) + std::abs(b)); };
  const bool fits = std::equal(pattern.q.begin(), pattern.q.end(), background.q.begin(), background.q.end(), same);
  const bool ring = background.azimuth.size() == 1;
  if (!fits || (!ring && background.azimuth.size() != pattern.azimuth.size())) {
    throw input_error(where, "the background has another grid than the pattern", "the same bins, or one azimuth",
                      "integrate both with the same --bins, --range and --azimuth-bins");
  }
  for (std::size_t a = 0; a < pattern.azimuth.size(); ++a) {
    for (std::size_t k = 0; k < pattern.q.size(); ++k) {
      const std::size_t at = pattern.at(a, k), from = ring ? k : at;
      pattern.intensity[at] -= factor * background.intensity[from];
      if (!pattern.error.empty() && !background.error.empty()) {
        pattern.error[at] = std::hypot(pattern.error[at], factor * background.error[from]);
      }
    }
  }
  return pattern;
}

AzimuthalPattern difference(const AzimuthalPattern& first, const AzimuthalPattern& second) {
  AzimuthalPattern result = first;
  for (std::size_t a = 0; a < result.azimuth.size(); ++a) {
    std::size_t nearest = 0;
    const auto off = [&](std::size_t bin) {
      return std::abs(std::remainder(second.azimuth[bin] - result.azimuth[a], 2 * pi));
    };
    for (std::size_t b = 1; b < second.azimuth.size(); ++b) {
      if (off(b) < off(nearest)) nearest = b;
    }
    for (std::size_t k = 0; k < result.q.size(); ++k) {
      result.intensity[result.at(a, k)] -= second.intensity[second.at(nearest, k)];
    }
  }
  result.error.clear();
  return result;
}

}  // namespace glasscape
