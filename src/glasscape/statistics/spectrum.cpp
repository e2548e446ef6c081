#include "glasscape/statistics/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/moments.hpp"
#include "glasscape/statistics/spectrum_em.hpp"

namespace glasscape {
namespace {

SpectrumFit fit_model(SpectrumModel model, std::span<const double> sorted, const SpectrumFit* near) {
  SpectrumFit fit;
  fit.model = model;
  const detail::GroupedEnergies grouped = detail::group(sorted);
  switch (model) {
    case SpectrumModel::exponential_rayleigh:
      fit.parameters = 3;
      detail::fit_mixture(grouped, false, near, fit);
      break;
    case SpectrumModel::exponential_rayleigh_origin:
      fit.parameters = 4;
      detail::fit_mixture(grouped, true, near, fit);
      break;
    case SpectrumModel::rayleigh_origin:
      fit.parameters = 2;
      detail::fit_rayleigh(grouped, fit);
      break;
    case SpectrumModel::gaussian: {
      const Moments m = moments(sorted);
      fit.parameters = 2;
      fit.origin = m.mean;
      fit.sigma = std::sqrt(m.variance * static_cast<double>(m.count - 1) / static_cast<double>(m.count));
      fit.converged = true;
      break;
    }
  }
  fit.log_likelihood = 0;
  for (const double e : sorted) fit.log_likelihood += std::log(fit.density(e));
  fit.aic = 2 * static_cast<double>(fit.parameters) - 2 * fit.log_likelihood;
  const auto n = static_cast<double>(sorted.size());
  fit.ks = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double c = fit.cumulative(sorted[i]);
    fit.ks = std::max({fit.ks, c - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - c});
  }
  return fit;
}

double draw(const SpectrumFit& fit, CounterRng& rng) {
  if (fit.model == SpectrumModel::gaussian) return fit.origin + fit.sigma * rng.normal();
  const bool exponential = fit.model != SpectrumModel::rayleigh_origin && rng.uniform() < fit.weight;
  const double u = -std::log(1 - rng.uniform());
  return exponential ? fit.lambda * u : fit.origin + fit.sigma * std::sqrt(2 * u);
}

double goodness(const SpectrumFit& fit, std::size_t n, const SpectrumOptions& options, const RunContext& context) {
  const auto resamples = static_cast<std::size_t>(options.resamples);
  std::vector<std::uint8_t> beyond(resamples);
  parallel_blocks(context, resamples, 1, [&](std::size_t first, std::size_t last) {
    std::vector<double> sample(n);
    for (std::size_t s = first; s < last; ++s) {
      CounterRng rng(static_cast<std::uint64_t>(options.seed), s, static_cast<std::uint32_t>(fit.model));
      for (double& e : sample) e = draw(fit, rng);
      std::sort(sample.begin(), sample.end());
      beyond[s] = fit_model(fit.model, sample, &fit).ks >= fit.ks ? 1 : 0;
    }
  });
  const auto count = std::count(beyond.begin(), beyond.end(), 1);
  return static_cast<double>(count + 1) / static_cast<double>(resamples + 1);
}

}  // namespace

std::string to_string(SpectrumModel model) {
  switch (model) {
    case SpectrumModel::exponential_rayleigh: return "exponential + Rayleigh";
    case SpectrumModel::exponential_rayleigh_origin: return "exponential + Rayleigh, free origin";
    case SpectrumModel::rayleigh_origin: return "Rayleigh, free origin";
    case SpectrumModel::gaussian: return "Gaussian";
  }
  return {};
}

double SpectrumFit::density(double energy) const {
  const double e = energy - origin;
  if (model == SpectrumModel::gaussian) {
    return std::exp(-0.5 * e * e / (sigma * sigma)) / (sigma * std::sqrt(2 * std::numbers::pi));
  }
  const double rayleigh = e > 0 ? e / (sigma * sigma) * std::exp(-0.5 * e * e / (sigma * sigma)) : 0;
  if (model == SpectrumModel::rayleigh_origin) return rayleigh;
  const double exponential = energy >= 0 ? std::exp(-energy / lambda) / lambda : 0;
  return weight * exponential + (1 - weight) * rayleigh;
}

double SpectrumFit::cumulative(double energy) const {
  const double e = energy - origin;
  if (model == SpectrumModel::gaussian) return 0.5 * std::erfc(-e / (sigma * std::numbers::sqrt2));
  const double rayleigh = e > 0 ? -std::expm1(-0.5 * e * e / (sigma * sigma)) : 0;
  if (model == SpectrumModel::rayleigh_origin) return rayleigh;
  const double exponential = energy > 0 ? -std::expm1(-energy / lambda) : 0;
  return weight * exponential + (1 - weight) * rayleigh;
}

Spectrum fit_spectrum(std::span<const double> energies, const SpectrumOptions& options, const RunContext& context) {
  if (options.resamples < 0 || options.resamples > 1'000'000) {
    throw usage_error("resamples", fmt::format("{} is out of range", options.resamples), "0 to 1000000");
  }
  Spectrum result;
  std::vector<double> sorted = sorted_finite(energies);
  result.undefined = energies.size() - sorted.size();
  const auto first = std::lower_bound(sorted.begin(), sorted.end(), 0.0);
  result.negative = static_cast<std::size_t>(first - sorted.begin());
  sorted.erase(sorted.begin(), first);
  result.count = sorted.size();
  if (sorted.size() < 10 || sorted.front() == sorted.back()) return result;
  for (const SpectrumModel model : {SpectrumModel::exponential_rayleigh, SpectrumModel::exponential_rayleigh_origin,
                                    SpectrumModel::rayleigh_origin, SpectrumModel::gaussian}) {
    result.fits.push_back(fit_model(model, sorted, nullptr));
    SpectrumFit& fit = result.fits.back();
    if (options.resamples > 0) fit.ks_p = goodness(fit, sorted.size(), options, context);
  }
  std::stable_sort(result.fits.begin(), result.fits.end(), [](const auto& a, const auto& b) { return a.aic < b.aic; });
  return result;
}

}  // namespace glasscape
