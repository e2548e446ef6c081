#include "glasscape/diffraction/simulate/sample_scattering.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/transform/transform.hpp"

namespace glasscape {
namespace {

const HarmonicTable& partial_of(std::span<const HarmonicTable> partials, const std::string& a, const std::string& b) {
  for (const HarmonicTable& table : partials) {
    if (table.label == a + "-" + b || table.label == b + "-" + a) return table;
  }
  throw input_error("simulated scattering", fmt::format("there is no partial function of {}-{}", a, b));
}

// A curve of S between its points: as Q^l below them, 1 or 0 beyond them.
double value_at(const HarmonicTable& s, const HarmonicCurve& curve, double q) {
  if (q > s.x.back()) return curve.harmonic.l == 0 ? 1 : 0;
  if (q <= s.x.front()) {
    return q == s.x.front() ? curve.value.front() : curve.value.front() * std::pow(q / s.x.front(), curve.harmonic.l);
  }
  const auto k = static_cast<std::size_t>(std::lower_bound(s.x.begin(), s.x.end(), q) - s.x.begin());
  const double t = (q - s.x[k - 1]) / (s.x[k] - s.x[k - 1]);
  return (1 - t) * curve.value[k - 1] + t * curve.value[k];
}

void check(const HarmonicTable& table) {
  const auto refuse = [&](const std::string& what, const std::string& allowed = {}) {
    return input_error("simulated scattering", fmt::format("table '{}': {}", table.label, what), allowed);
  };
  if (table.quantity != "S") throw refuse("it does not hold S(Q)");
  if (!table.find({0, 0})) throw refuse("there is no coefficient l = 0");
  if (table.x.size() < 4) throw refuse("fewer than four points");
  for (const HarmonicCurve& curve : table.curves) {
    if (curve.harmonic.l % 2 != 0) {
      throw refuse(fmt::format("a coefficient of odd l = {}", curve.harmonic.l), "even l: g is the same for r and -r");
    }
    if (curve.value.size() != table.x.size() ||
        !std::all_of(curve.value.begin(), curve.value.end(), [](double v) { return std::isfinite(v); })) {
      throw refuse(fmt::format("values of ({}, {}) are missing or no numbers", curve.harmonic.l, curve.harmonic.m));
    }
  }
}

}  // namespace

HarmonicTable structure_factor(const HarmonicTable& g, double qmax, double step) {
  TransformOptions options;
  options.max = qmax;
  options.step = step;
  return bessel_transform(in_normalisation(g, Normalisation::four_pi), options).table;
}

HarmonicTable xray_structure_factor(std::span<const HarmonicTable> partials, std::span<const Constituent> composition,
                                    double energy, double qmax, double step) {
  const std::size_t n = composition.size();
  HarmonicTable total;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a; b < n; ++b) {
      HarmonicTable g = partial_of(partials, composition[a].name, composition[b].name);
      std::erase_if(g.curves, [](const HarmonicCurve& c) { return c.harmonic.l % 2 != 0; });
      const HarmonicTable s = structure_factor(g, qmax, step);
      if (total.x.empty()) {
        total = s;
        total.label = "X-ray";
        for (HarmonicCurve& curve : total.curves) {
          std::fill(curve.value.begin(), curve.value.end(), 0.0);
          curve.error.clear();
        }
      }
      for (std::size_t k = 0; k < s.x.size(); ++k) {
        const double w = pair_weights(composition, PairWeighting::xray, s.x[k], energy)[a * n + b] * (a == b ? 1 : 2);
        for (HarmonicCurve& curve : total.curves) {
          const HarmonicCurve* part = s.find(curve.harmonic);
          if (!part) throw input_error("simulated scattering", "the partial functions differ in their coefficients");
          curve.value[k] += w * part->value[k];
        }
      }
    }
  }
  return total;
}

HarmonicTable tapered(HarmonicTable g, double width) {
  const double end = g.x.empty() ? 0 : g.x.back() + g.bin_width / 2;
  const double start = std::max(0.0, end - width);
  for (HarmonicCurve& curve : g.curves) {
    const double limit = curve.harmonic.l == 0 ? harmonic_scale(g.normalisation) : 0;
    curve.error.clear();
    for (std::size_t k = 0; k < g.x.size(); ++k) {
      if (g.x[k] <= start) continue;
      const double factor = (1 + std::cos(std::numbers::pi * (g.x[k] - start) / (end - start))) / 2;
      curve.value[k] = limit + (curve.value[k] - limit) * factor;
    }
  }
  return g;
}

SampleScattering sample_scattering(const HarmonicTable& table, std::span<const Constituent> composition, double energy,
                                   double qmax) {
  check(table);
  const HarmonicTable s = in_normalisation(table, Normalisation::four_pi);
  SampleScattering sample{.q_step = 0.005};
  const auto points = static_cast<std::size_t>(std::ceil(qmax / sample.q_step)) + 2;
  std::vector<const HarmonicCurve*> curves{s.find({0, 0})};
  for (const HarmonicCurve& curve : s.curves) {
    if (curve.harmonic.l > 0) curves.push_back(&curve);
  }
  for (const HarmonicCurve* curve : curves) {
    sample.harmonics.push_back(curve->harmonic);
    sample.lmax = std::max(sample.lmax, curve->harmonic.l);
    sample.coherent.emplace_back(points);
  }
  sample.compton.resize(points);
  for (std::size_t k = 0; k < points; ++k) {
    const double q = static_cast<double>(k) * sample.q_step;
    const XrayAverages mean = xray_averages(composition, q, energy);
    const double scale = std::norm(mean.f);
    for (std::size_t c = 0; c < curves.size(); ++c) sample.coherent[c][k] = scale * value_at(s, *curves[c], q);
    sample.coherent[0][k] += mean.f_squared - scale;
    sample.compton[k] = mean.compton;
  }
  return sample;
}

}  // namespace glasscape
