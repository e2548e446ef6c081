#include "glasscape/statistics/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/histogram.hpp"
#include "glasscape/statistics/reference/scipy_reference.hpp"

namespace glasscape {
namespace {

namespace ref = reference;

std::vector<double> sample(double w, double lambda, double sigma, double origin, std::size_t n, std::uint64_t stream) {
  CounterRng rng(31, stream);
  std::vector<double> e(n);
  for (double& v : e) {
    const bool exponential = rng.uniform() < w;
    const double u = -std::log(1 - rng.uniform());
    v = exponential ? lambda * u : origin + sigma * std::sqrt(2 * u);
  }
  return e;
}

const SpectrumFit& find(const Spectrum& s, SpectrumModel model) {
  return *std::find_if(s.fits.begin(), s.fits.end(), [&](const auto& f) { return f.model == model; });
}

TEST(Spectrum, AgreesWithScipy) {
  const Spectrum s = fit_spectrum(ref::energies, {.resamples = 0}, {});
  ASSERT_EQ(s.fits.size(), 4U);
  const SpectrumFit& mixture = find(s, SpectrumModel::exponential_rayleigh);
  EXPECT_TRUE(mixture.converged);
  EXPECT_NEAR(mixture.weight, ref::mixture[0], 1e-4);
  EXPECT_NEAR(mixture.lambda, ref::mixture[1], 1e-4);
  EXPECT_NEAR(mixture.sigma, ref::mixture[2], 1e-4);
  EXPECT_NEAR(mixture.log_likelihood, ref::mixture_log_likelihood, 1e-6);
  const SpectrumFit& gaussian = find(s, SpectrumModel::gaussian);
  EXPECT_NEAR(gaussian.log_likelihood, ref::gauss_log_likelihood, 1e-9);
  EXPECT_NEAR(gaussian.ks, ref::gauss_ks, 1e-12);
  const SpectrumFit& rayleigh = find(s, SpectrumModel::rayleigh_origin);
  EXPECT_NEAR(rayleigh.origin, ref::rayleigh_origin, 1e-5);
  EXPECT_NEAR(rayleigh.sigma, ref::rayleigh_sigma, 1e-5);
  EXPECT_NEAR(rayleigh.log_likelihood, ref::rayleigh_log_likelihood, 1e-8);
  EXPECT_NEAR(rayleigh.ks, ref::rayleigh_ks, 1e-5);
  EXPECT_NEAR(gaussian.aic, 4 - 2 * ref::gauss_log_likelihood, 1e-8);
}

// methods.md, section 2: (0.25, 0.35, 1.40) from 2·10⁵ energies came back as (0.248, 0.349, 1.398).
TEST(Spectrum, RecoversPlantedModes) {
  const auto energies = sample(0.25, 0.35, 1.40, 0, 200000, 1);
  const Spectrum s = fit_spectrum(energies, {.resamples = 0}, {});
  const SpectrumFit& fit = find(s, SpectrumModel::exponential_rayleigh);
  EXPECT_TRUE(fit.converged);
  EXPECT_NEAR(fit.weight, 0.25, 0.005);
  EXPECT_NEAR(fit.lambda, 0.35, 0.008);
  EXPECT_NEAR(fit.sigma, 1.40, 0.008);
  EXPECT_EQ(s.fits.back().aic,
            std::max(find(s, SpectrumModel::gaussian).aic, find(s, SpectrumModel::rayleigh_origin).aic));
  // The free origin must not do worse than the origin at 0 that it contains, nor find one that is not there.
  const SpectrumFit& free = find(s, SpectrumModel::exponential_rayleigh_origin);
  EXPECT_GE(free.log_likelihood, fit.log_likelihood - 0.01);
  EXPECT_LT(free.log_likelihood, fit.log_likelihood + 5);
  EXPECT_LT(free.origin, 0.05);
}

TEST(Spectrum, RecoversAPlantedOrigin) {
  const auto energies = sample(0.2, 0.3, 0.8, 0.7, 20000, 2);
  const Spectrum s = fit_spectrum(energies, {.resamples = 0}, {});
  EXPECT_EQ(s.fits.front().model, SpectrumModel::exponential_rayleigh_origin);
  EXPECT_NEAR(s.fits.front().origin, 0.7, 0.02);
  EXPECT_NEAR(s.fits.front().weight, 0.2, 0.02);
  EXPECT_NEAR(s.fits.front().lambda, 0.3, 0.02);
  EXPECT_NEAR(s.fits.front().sigma, 0.8, 0.02);
}

TEST(Spectrum, GoodnessOfFitTellsRightFromWrong) {
  const auto energies = sample(0.3, 0.3, 1.3, 0, 3000, 3);
  const Spectrum s = fit_spectrum(energies, {.resamples = 39}, {});
  EXPECT_GT(find(s, SpectrumModel::exponential_rayleigh).ks_p, 0.05);
  EXPECT_NEAR(find(s, SpectrumModel::gaussian).ks_p, 1.0 / 40, 1e-12);
  CounterRng rng(8, 8);
  std::vector<double> normal(3000);
  for (double& v : normal) v = 3 + 0.4 * rng.normal();
  const Spectrum g = fit_spectrum(normal, {.resamples = 39}, {});
  EXPECT_EQ(g.fits.front().model, SpectrumModel::gaussian);
  EXPECT_GT(g.fits.front().ks_p, 0.05);
  EXPECT_NEAR(find(g, SpectrumModel::exponential_rayleigh).ks_p, 1.0 / 40, 1e-12);
}

TEST(Spectrum, IntervalsAreAsWideAsTheEstimatesOfManySamplesScatter) {
  std::vector<double> weights, sigmas;
  for (std::uint64_t k = 0; k < 80; ++k) {
    const Spectrum s = fit_spectrum(sample(0.3, 0.3, 1.4, 0.5, 1000, 100 + k), {.resamples = 0}, {});
    weights.push_back(find(s, SpectrumModel::exponential_rayleigh_origin).weight);
    sigmas.push_back(find(s, SpectrumModel::exponential_rayleigh_origin).sigma);
  }
  const Spectrum s = fit_spectrum(sample(0.3, 0.3, 1.4, 0.5, 1000, 7), {.resamples = 0, .interval_resamples = 149}, {});
  const SpectrumFit& fit = find(s, SpectrumModel::exponential_rayleigh_origin);
  const auto width = [](const Interval& i) { return (i.high - i.low) / (2 * 1.96); };
  EXPECT_NEAR(width(fit.weight_interval) / moments(weights).standard_deviation(), 1, 0.35);
  EXPECT_NEAR(width(fit.sigma_interval) / moments(sigmas).standard_deviation(), 1, 0.35);
  EXPECT_TRUE(fit.weight_interval.contains(0.3) && fit.sigma_interval.contains(1.4));
  EXPECT_TRUE(fit.lambda_interval.contains(0.3) && fit.origin_interval.contains(0.5));
  EXPECT_TRUE(std::isnan(find(s, SpectrumModel::gaussian).weight_interval.low));
  EXPECT_TRUE(
      std::isnan(find(fit_spectrum(ref::energies, {.resamples = 0}, {}), SpectrumModel::gaussian).origin_interval.low));
}

TEST(Spectrum, EnergiesThatGoTogetherWidenTheIntervals) {
  CounterRng rng(4, 4);
  std::vector<double> energies;
  std::vector<std::int64_t> atom;
  for (int a = 0; a < 100; ++a) {
    const double own = 3 + 0.4 * rng.normal();
    for (int k = 0; k < 10; ++k) {
      energies.push_back(own + 0.1 * rng.normal());
      atom.push_back(a);
    }
  }
  const SpectrumOptions options{.resamples = 0, .interval_resamples = 199};
  const Interval alone = find(fit_spectrum(energies, options, {}), SpectrumModel::gaussian).origin_interval;
  const Interval together = find(fit_spectrum(energies, options, {}, atom), SpectrumModel::gaussian).origin_interval;
  // The mean's error: 0.41/√1000 from events, 0.40/√100 from atoms.
  EXPECT_NEAR((alone.high - alone.low) / (2 * 1.96 * 0.412 / std::sqrt(1000.0)), 1, 0.2);
  EXPECT_NEAR((together.high - together.low) / (2 * 1.96 * 0.401 / std::sqrt(100.0)), 1, 0.25);
}

TEST(Spectrum, DensityIntegratesToTheCumulative) {
  const Spectrum s = fit_spectrum(ref::energies, {.resamples = 0}, {});
  for (const SpectrumFit& fit : s.fits) {
    double sum = fit.cumulative(0);
    const double step = 1e-4;
    for (double e = 0; e < 2 - step / 2; e += step) {
      sum += step / 6 * (fit.density(e + 1e-12) + 4 * fit.density(e + step / 2) + fit.density(e + step));
    }
    EXPECT_NEAR(sum, fit.cumulative(2.0), 1e-4) << to_string(fit.model);
    EXPECT_NEAR(fit.cumulative(100), 1, 1e-12);
  }
}

TEST(Spectrum, DoesNotDependOnThreads) {
  RunContext one, many;
  one.threads = 1;
  many.threads = 3;
  const Spectrum a = fit_spectrum(ref::energies, {.resamples = 19}, one);
  const Spectrum b = fit_spectrum(ref::energies, {.resamples = 19}, many);
  for (std::size_t k = 0; k < a.fits.size(); ++k) EXPECT_EQ(a.fits[k].ks_p, b.fits[k].ks_p);
}

TEST(Spectrum, LeavesOutWhatIsNoBarrierAndSaysSo) {
  std::vector<double> e = ref::energies;
  e.insert(e.begin(), {NAN, -0.5, INFINITY});
  const Spectrum s = fit_spectrum(e, {.resamples = 0}, {});
  EXPECT_EQ(s.count, ref::energies.size());
  EXPECT_EQ(s.undefined, 2U);
  EXPECT_EQ(s.negative, 1U);
  EXPECT_NEAR(find(s, SpectrumModel::exponential_rayleigh).log_likelihood, ref::mixture_log_likelihood, 1e-6);
  EXPECT_TRUE(fit_spectrum({}, {}, {}).fits.empty());
  EXPECT_TRUE(fit_spectrum(std::vector<double>(50, 1.0), {}, {}).fits.empty());
  EXPECT_THROW(fit_spectrum(e, {.resamples = -1}, {}), Error);
  // Twelve times the same barrier and one other, and barriers of zero, must end and stay finite.
  std::vector<double> repeated(12, 1.0);
  repeated.push_back(2.0);
  repeated.insert(repeated.end(), 5, 0.0);
  for (const SpectrumFit& fit : fit_spectrum(repeated, {.resamples = 0}, {}).fits) EXPECT_FALSE(std::isnan(fit.aic));
}

TEST(Histogram, AgreesWithNumpy) {
  const auto edges = freedman_diaconis_edges(ref::x);
  ASSERT_EQ(edges.size(), ref::fd_edges.size());
  for (std::size_t k = 0; k < edges.size(); ++k) EXPECT_NEAR(edges[k], ref::fd_edges[k], 1e-13);
  const Histogram h = histogram(ref::x, edges);
  for (std::size_t k = 0; k < h.counts.size(); ++k) EXPECT_EQ(static_cast<double>(h.counts[k]), ref::fd_counts[k]);
  double integral = 0;
  const auto density = h.density();
  for (std::size_t k = 0; k < density.size(); ++k) integral += density[k] * (edges[k + 1] - edges[k]);
  EXPECT_NEAR(integral, 1, 1e-14);
}

TEST(Histogram, HandlesEdgesAndOddSamples) {
  const Histogram h = histogram(std::vector<double>{0, 1, 2, 2.5, -1, NAN}, {0, 1, 2});
  EXPECT_EQ(h.counts, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(h.outside, 2U);
  EXPECT_EQ(h.undefined, 1U);
  EXPECT_EQ(freedman_diaconis_edges({}), (std::vector<double>{0, 1}));
  EXPECT_EQ(freedman_diaconis_edges(std::vector<double>(5, 3.0)), (std::vector<double>{2.5, 3.5}));
  EXPECT_GE(freedman_diaconis_edges(std::vector<double>{0, 1, 1, 1, 1, 1, 9}).size(), 3U);
  EXPECT_THROW(histogram({}, {1}), Error);
  EXPECT_THROW(histogram({}, {1, 1}), Error);
  EXPECT_THROW(histogram({}, {0, NAN, 2}), Error);
}

}  // namespace
}  // namespace glasscape
