#include "glasscape/statistics/spectrum_em.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace glasscape::detail {
namespace {

struct Mixture {
  double weight, lambda, sigma, origin;
  double log_likelihood = -std::numeric_limits<double>::infinity();
  bool converged = false;
};

// EM at a fixed origin. Stops when an iteration gains less than 1e-10 per energy.
Mixture maximise(const GroupedEnergies& data, Mixture m, int most) {
  const double floor = 1e-6 * data.energy.back();  // a mode narrower than this would be one repeated value
  const double count = data.total;
  double previous = -std::numeric_limits<double>::infinity();
  for (int iteration = 0; iteration < most; ++iteration) {
    double r_sum = 0, r_energy = 0, s_sum = 0, s_square = 0, likelihood = 0;
    const double a = m.weight / m.lambda, b = (1 - m.weight) / (m.sigma * m.sigma);
    const double rate = 1 / m.lambda, half = 0.5 / (m.sigma * m.sigma);
    for (std::size_t k = 0; k < data.energy.size(); ++k) {
      const double energy = data.energy[k], e = energy - m.origin, w = data.weight[k];
      const double exponential = a * std::exp(-energy * rate);
      const double rayleigh = e > 0 ? b * e * std::exp(-e * e * half) : 0;
      const double p = exponential + rayleigh;
      if (!(p > 0)) return m;
      const double r = w * exponential / p, s = w - r;
      likelihood += w * std::log(p);
      r_sum += r;
      r_energy += r * energy;
      s_sum += s;
      s_square += s * e * e;
    }
    m.log_likelihood = likelihood;
    if (likelihood - previous < 1e-10 * count) {
      m.converged = true;
      return m;
    }
    previous = likelihood;
    m.weight = r_sum / count;
    if (r_sum > 0) m.lambda = std::max(r_energy / r_sum, floor);
    if (s_sum > 0) m.sigma = std::max(std::sqrt(s_square / (2 * s_sum)), floor);
  }
  return m;
}

double mean(const GroupedEnergies& data) {
  double sum = 0;
  for (std::size_t k = 0; k < data.energy.size(); ++k) sum += data.weight[k] * data.energy[k];
  return sum / data.total;
}

double rms_from(const GroupedEnergies& data, double origin) {
  double sum = 0;
  for (std::size_t k = 0; k < data.energy.size(); ++k) {
    sum += data.weight[k] * (data.energy[k] - origin) * (data.energy[k] - origin);
  }
  return std::sqrt(sum / data.total);
}

// Largest value of f over [low, high]: a scan, then golden section around its best point.
template <class Function>
double maximum(double low, double high, int steps, const Function& f) {
  const double step = (high - low) / steps;
  double best = low, most = -std::numeric_limits<double>::infinity();
  for (int s = 0; s <= steps; ++s) {
    const double v = f(low + s * step);
    if (v > most) {
      most = v;
      best = low + s * step;
    }
  }
  double a = std::max(low, best - step), b = std::min(high, best + step);
  const double g = 1 / std::numbers::phi;
  double c = b - g * (b - a), d = a + g * (b - a), fc = f(c), fd = f(d);
  for (int i = 0; i < 24; ++i) {
    if (fc > fd) {
      b = d;
      d = c;
      fd = fc;
      c = b - g * (b - a);
      fc = f(c);
    } else {
      a = c;
      c = d;
      fc = fd;
      d = a + g * (b - a);
      fd = f(d);
    }
  }
  const double inner = fc > fd ? c : d;
  return std::max(fc, fd) > most ? inner : best;
}

}  // namespace

GroupedEnergies group(std::span<const double> sorted) {
  GroupedEnergies result;
  result.total = static_cast<double>(sorted.size());
  result.smallest = sorted.front();
  if (sorted.size() <= 4096) {
    result.energy.assign(sorted.begin(), sorted.end());
    result.weight.assign(sorted.size(), 1.0);
    return result;
  }
  constexpr std::size_t bins = 2048;
  const double low = sorted.front(), width = (sorted.back() - low) / bins;
  std::size_t k = 0;
  for (std::size_t b = 0; b < bins; ++b) {
    const double end = low + static_cast<double>(b + 1) * width;
    double sum = 0, count = 0;
    for (; k < sorted.size() && (sorted[k] < end || b + 1 == bins); ++k) {
      sum += sorted[k];
      count += 1;
    }
    if (count == 0) continue;
    result.energy.push_back(sum / count);
    result.weight.push_back(count);
  }
  return result;
}

void fit_mixture(const GroupedEnergies& data, bool free_origin, const SpectrumFit* near, SpectrumFit& fit) {
  const double average = mean(data);
  Mixture best{};
  const auto improve = [&](const Mixture& start, int most) {
    const Mixture m = maximise(data, start, most);
    if (m.log_likelihood > best.log_likelihood) best = m;
  };
  if (near != nullptr) {
    improve({near->weight, near->lambda, near->sigma, near->origin}, 500);
  } else {
    // The likelihood has several maxima: a narrow and a wide exponential mode are both tried.
    const double sigma = rms_from(data, 0) / std::numbers::sqrt2;
    improve({0.2, 0.25 * average, sigma, 0}, 5000);
    improve({0.6, average, sigma, 0}, 5000);
  }
  if (free_origin) {
    Mixture last = best;
    const auto profile = [&](double origin) {
      Mixture start = last;
      start.origin = origin;
      if (!(start.weight > 1e-3)) start.weight = 1e-3;  // a weight of 0 could never grow again
      last = maximise(data, start, 60);
      if (last.log_likelihood > best.log_likelihood) best = last;
      return last.log_likelihood;
    };
    const double high = std::max(average, data.energy.front());
    if (near != nullptr) {
      const double reach = 0.25 * near->sigma;
      maximum(std::max(0.0, near->origin - reach), near->origin + reach, 6, profile);
    } else {
      maximum(0, high, 40, profile);
    }
    improve(best, 5000);
  }
  fit.weight = best.weight;
  fit.lambda = best.lambda;
  fit.sigma = best.sigma;
  fit.origin = best.origin;
  fit.converged = best.converged;
}

void fit_rayleigh(const GroupedEnergies& data, SpectrumFit& fit) {
  // For a given origin σ² = ⟨(E−E₀)²⟩/2. The origin lies below the smallest energy.
  const auto likelihood = [&](double origin) {
    const double sigma = rms_from(data, origin) / std::numbers::sqrt2;
    double sum = -data.total * (2 * std::log(sigma) + 1);
    for (std::size_t k = 0; k < data.energy.size(); ++k) {
      sum += data.weight[k] * std::log(std::max(data.energy[k] - origin, 1e-300));
    }
    return sum;
  };
  const double spread = rms_from(data, mean(data));
  const double top = data.smallest - 1e-9 * spread;
  fit.origin = maximum(top - 4 * spread, top, 60, likelihood);
  fit.sigma = rms_from(data, fit.origin) / std::numbers::sqrt2;
  fit.converged = true;
}

}  // namespace glasscape::detail
