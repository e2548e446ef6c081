#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/statistics/autocorrelation.hpp"

namespace glasscape {
namespace {

struct Points {
  std::vector<std::size_t> bin;
  std::vector<double> r, weight;  // r from the start of the window
};

// The amplitude that fits best for a given ξ: the model is linear in it.
double best_amplitude(const Points& p, const std::vector<double>& curve, double xi) {
  double top = 0, bottom = 0;
  for (std::size_t k = 0; k < p.r.size(); ++k) {
    const double e = std::exp(-p.r[k] / xi);
    top += p.weight[k] * curve[p.bin[k]] * e;
    bottom += p.weight[k] * e * e;
  }
  return top / bottom;
}

double residual(const Points& p, const std::vector<double>& curve, double xi) {
  const double amplitude = best_amplitude(p, curve, xi);
  double sum = 0;
  for (std::size_t k = 0; k < p.r.size(); ++k) {
    const double e = curve[p.bin[k]] - amplitude * std::exp(-p.r[k] / xi);
    sum += p.weight[k] * e * e;
  }
  return sum;
}

// Golden-section search for ln ξ in an interval.
double refine(const Points& p, const std::vector<double>& curve, double low, double high) {
  const double g = 1 / std::numbers::phi;
  double a = high - g * (high - low), b = low + g * (high - low);
  double fa = residual(p, curve, std::exp(a)), fb = residual(p, curve, std::exp(b));
  while (high - low > 1e-9) {
    if (fa < fb) {
      high = b;
      b = a;
      fb = fa;
      a = high - g * (high - low);
      fa = residual(p, curve, std::exp(a));
    } else {
      low = a;
      a = b;
      fa = fb;
      b = low + g * (high - low);
      fb = residual(p, curve, std::exp(b));
    }
  }
  return 0.5 * (low + high);
}

struct Search {
  double log_xi;
  bool at_limit;
};

Search best_log_xi(const Points& p, const std::vector<double>& curve, double low, double high) {
  constexpr int steps = 60;
  const double step = (high - low) / steps;
  int best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int s = 0; s <= steps; ++s) {
    const double f = residual(p, curve, std::exp(low + s * step));
    if (f < least) {
      least = f;
      best = s;
    }
  }
  if (best == 0 || best == steps) return {low + best * step, true};
  return {refine(p, curve, low + (best - 1) * step, low + (best + 1) * step), false};
}

}  // namespace

double CorrelationLength::at(double r, const FitWindow& window) const {
  return amplitude * std::exp(-(r - window.from) / xi);
}

CorrelationLength fit_correlation_length(const AutocorrelationCurve& curve, const FitWindow& window, double level) {
  CorrelationLength fit;
  Points p;
  for (std::size_t k = 0; k < curve.r.size(); ++k) {
    if (curve.r[k] < window.from || curve.r[k] > window.to || !std::isfinite(curve.value[k])) continue;
    p.bin.push_back(k);
    p.r.push_back(curve.r[k] - window.from);
    p.weight.push_back(static_cast<double>(curve.pairs[k]));
  }
  fit.points = p.r.size();
  if (fit.points < 4) {
    fit.reason =
        fmt::format("{} bins with pairs between {:g} and {:g} Å; 4 are needed", fit.points, window.from, window.to);
    return fit;
  }
  const double low = std::log(0.5 * curve.bins.width), high = std::log(20 * (window.to - window.from));
  const Search best = best_log_xi(p, curve.value, low, high);
  const double xi = std::exp(best.log_xi), amplitude = best_amplitude(p, curve.value, xi);
  fit.amplitude = amplitude;

  const auto blocks = static_cast<double>(curve.without.size());
  if (curve.without.size() >= 3) {
    std::vector<double> left_out;
    for (const auto& c : curve.without) left_out.push_back(best_amplitude(p, c, xi));
    const Moments m = moments(left_out);
    fit.amplitude_error = (blocks - 1) / std::sqrt(blocks) * m.standard_deviation();
  }
  if (!(amplitude > 0)) {
    fit.reason = fmt::format("C(r) is not positive between {:g} and {:g} Å", window.from, window.to);
    return fit;
  }
  if (amplitude < 3 * fit.amplitude_error) {
    fit.reason = fmt::format("C(r) does not rise above its error (amplitude {:.3g} ± {:.2g} at {:g} Å)", amplitude,
                             fit.amplitude_error, window.from);
    return fit;
  }
  if (best.at_limit) {
    fit.reason = fmt::format("no exponential decay between {:g} and {:g} Å: the best ξ is at the limit of {:.3g} Å",
                             window.from, window.to, xi);
    return fit;
  }
  fit.xi = xi;
  double mean = 0, weights = 0, explained = 0, total = 0, chi = 0;
  for (std::size_t k = 0; k < p.r.size(); ++k) {
    mean += p.weight[k] * curve.value[p.bin[k]];
    weights += p.weight[k];
  }
  mean /= weights;
  for (std::size_t k = 0; k < p.r.size(); ++k) {
    const double c = curve.value[p.bin[k]], e = c - amplitude * std::exp(-p.r[k] / xi), error = curve.error[p.bin[k]];
    explained += p.weight[k] * e * e;
    total += p.weight[k] * (c - mean) * (c - mean);
    chi += e * e / (error * error);
  }
  fit.r_squared = 1 - explained / total;
  fit.chi_squared = chi / static_cast<double>(fit.points - 2);

  if (curve.without.size() < 3) {
    fit.reason = fmt::format("no interval: {} blocks with atoms; 3 are needed", curve.without.size());
    return fit;
  }
  std::vector<double> logs;
  for (const auto& c : curve.without) {
    const Search s = best_log_xi(p, c, low, high);
    if (s.at_limit || !(best_amplitude(p, c, std::exp(s.log_xi)) > 0)) {
      fit.reason = "no interval: the fit fails when one block is left out";
      return fit;
    }
    logs.push_back(s.log_xi);
  }
  const double error = (blocks - 1) / std::sqrt(blocks) * moments(logs).standard_deviation();
  const double half = student_quantile(0.5 + 0.5 * level, curve.without.size() - 1) * error;
  fit.interval = {xi * std::exp(-half), xi * std::exp(half)};
  return fit;
}

}  // namespace glasscape
