#include "glasscape/statistics/spectrum.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>
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

// Energies >= 0, finite, by unit: what a bootstrap sample is drawn of.
std::vector<std::vector<double>> by_unit(std::span<const double> energies, std::span<const std::int64_t> unit_of) {
  std::map<std::int64_t, std::vector<double>> units;
  for (std::size_t i = 0; i < energies.size(); ++i) {
    if (!std::isfinite(energies[i]) || energies[i] < 0) continue;
    units[unit_of.empty() ? static_cast<std::int64_t>(i) : unit_of[i]].push_back(energies[i]);
  }
  std::vector<std::vector<double>> result;
  for (auto& [unit, values] : units) result.push_back(std::move(values));
  return result;
}

void find_intervals(SpectrumFit& fit, const std::vector<std::vector<double>>& units, const SpectrumOptions& options,
                    const RunContext& context) {
  const auto resamples = static_cast<std::size_t>(options.interval_resamples);
  std::array<std::vector<double>, 4> parameters;
  for (auto& row : parameters) row.resize(resamples);
  parallel_blocks(context, resamples, 1, [&](std::size_t first, std::size_t last) {
    std::vector<double> sample;
    for (std::size_t s = first; s < last; ++s) {
      // Streams beyond those of goodness().
      CounterRng rng(static_cast<std::uint64_t>(options.seed), s, 1000 + static_cast<std::uint32_t>(fit.model));
      sample.clear();
      for (std::size_t k = 0; k < units.size(); ++k) {
        const auto u = static_cast<std::size_t>(rng.uniform() * static_cast<double>(units.size()));
        sample.insert(sample.end(), units[u].begin(), units[u].end());
      }
      std::sort(sample.begin(), sample.end());
      const SpectrumFit other = fit_model(fit.model, sample, &fit);
      parameters[0][s] = other.weight;
      parameters[1][s] = other.lambda;
      parameters[2][s] = other.sigma;
      parameters[3][s] = other.origin;
    }
  });
  const auto interval = [](const std::vector<double>& row) {
    const auto sorted = sorted_finite(row);
    return 2 * sorted.size() < row.size() ? Interval{} : Interval{quantile(sorted, 0.025), quantile(sorted, 0.975)};
  };
  fit.weight_interval = interval(parameters[0]);
  fit.lambda_interval = interval(parameters[1]);
  fit.sigma_interval = interval(parameters[2]);
  fit.origin_interval = interval(parameters[3]);
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

Spectrum fit_spectrum(std::span<const double> energies, const SpectrumOptions& options, const RunContext& context,
                      std::span<const std::int64_t> unit_of) {
  if (options.interval_resamples < 0 || options.interval_resamples > 1'000'000) {
    throw usage_error("interval_resamples", fmt::format("{} is out of range", options.interval_resamples),
                      "0 to 1000000");
  }
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
  const auto units = options.interval_resamples > 0 ? by_unit(energies, unit_of) : std::vector<std::vector<double>>{};
  for (const SpectrumModel model : {SpectrumModel::exponential_rayleigh, SpectrumModel::exponential_rayleigh_origin,
                                    SpectrumModel::rayleigh_origin, SpectrumModel::gaussian}) {
    result.fits.push_back(fit_model(model, sorted, nullptr));
    SpectrumFit& fit = result.fits.back();
    // The profile over the origin may end beside the highest peak of samples with gaps; a start from there goes on.
    for (int again = 0; again < 3; ++again) {
      const SpectrumFit better = fit_model(model, sorted, &fit);
      if (!(better.log_likelihood > fit.log_likelihood + 1e-6)) break;
      fit = better;
    }
    if (options.resamples > 0) fit.ks_p = goodness(fit, sorted.size(), options, context);
    if (units.size() > 1) find_intervals(fit, units, options, context);
  }
  std::stable_sort(result.fits.begin(), result.fits.end(), [](const auto& a, const auto& b) { return a.aic < b.aic; });
  return result;
}

}  // namespace glasscape
