#include "glasscape/scattering/reduction/reduction.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/form_factors/compton.hpp"
#include "glasscape/scattering/form_factors/xray_atoms.hpp"

namespace glasscape {
namespace {

constexpr double pi = std::numbers::pi;
const char* const where = "reduction";

double krogh_moe(std::span<const double> q, std::span<const double> intensity, const SelfScattering& self,
                 const ReductionOptions& o) {
  const double sigma = o.damping > 0 ? o.damping : std::min(0.5, 5 / q.back());
  double target = -2 * pi * pi * o.density, measured = 0;
  for (std::size_t k = 0; k < q.size(); ++k) {
    const double step = (q[std::min(k + 1, q.size() - 1)] - q[k == 0 ? 0 : k - 1]) / 2;
    double weight = step * q[k] * q[k] * std::exp(-sigma * sigma * q[k] * q[k] / 2);
    if (k == 0) weight += q[0] * q[0] * q[0] / 3;
    target += weight * (self.f2_mean[k] + self.compton[k] + o.fluorescence) / self.mean_f2[k];
    measured += weight * intensity[k] / self.mean_f2[k];
  }
  return target / measured;
}

Scale high_q(std::span<const double> q, std::span<const double> intensity, const SelfScattering& self,
             const ReductionOptions& o) {
  const double from = o.match_from > 0 ? o.match_from : 0.7 * q.back();
  // Unknowns β and −F: normal equations of two columns, I and 1.
  double ii = 0, i1 = 0, one = 0, ti = 0, t1 = 0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < q.size(); ++k) {
    if (q[k] < from) continue;
    const double w = q[k] * q[k] / (self.mean_f2[k] * self.mean_f2[k]), t = self.f2_mean[k] + self.compton[k];
    ii += w * intensity[k] * intensity[k];
    i1 += w * intensity[k];
    one += w;
    ti += w * t * intensity[k];
    t1 += w * t;
    ++count;
  }
  if (count < 8) {
    throw input_error(where, fmt::format("{} points lie beyond match_from = {:g} /Å", count, from), "at least 8");
  }
  if (!o.fit_fluorescence) return {(ti + o.fluorescence * i1) / ii, o.fluorescence};
  const double determinant = ii * one - i1 * i1;
  if (!(determinant > 1e-10 * ii * one)) {
    throw input_error(where, "the intensity is constant at high Q: scale and fluorescence cannot be told apart", {},
                      "give the fluorescence, or a smaller match_from");
  }
  return {(ti * one - t1 * i1) / determinant, (ti * i1 - t1 * ii) / determinant};
}

void check(const ReductionOptions& o) {
  if (!(o.density > 0)) throw usage_error(where, "the number density is not given", "a positive number [1/Å³]");
  if (o.normalise != "krogh-moe" && o.normalise != "high-q") {
    throw usage_error(where, fmt::format("'{}' is no normalisation", o.normalise), "krogh-moe, high-q");
  }
  if (o.fit_fluorescence && o.normalise != "high-q") {
    throw usage_error(where, "the fluorescence is fitted with normalise = high-q only", {},
                      "choose high-q, or give the fluorescence");
  }
  if (o.q_max != 0 && !(o.q_max > o.q_min)) {
    throw usage_error(where, fmt::format("the range from {:g} to {:g} /Å is empty", o.q_min, o.q_max));
  }
}

}  // namespace

const ParameterTable<ReductionOptions>& reduction_parameters() {
  using O = ReductionOptions;
  static const ParameterTable<ReductionOptions> table{
      {"density", &O::density, Unit("1/Å^3"), "number density", at_least(0)},
      {"q_min", &O::q_min, Unit("1/Å"), "Q below is left out", at_least(0)},
      {"q_max", &O::q_max, Unit("1/Å"), "Q above is left out; 0: none", at_least(0)},
      {"normalise", &O::normalise, Unit("1"), "how the scale to electron units is found", {}, {"krogh-moe", "high-q"}},
      {"damping", &O::damping, Unit("Å"), "of krogh-moe: exp(-damping² Q²/2); 0: the smaller of 0.5 and 5/Q_max",
       at_least(0)},
      {"match_from", &O::match_from, Unit("1/Å"), "of high-q: start of the range; 0: 0.7 Q_max", at_least(0)},
      {"compton",
       &O::compton,
       Unit("1"),
       "recoil factor of Compton scattering, see docs",
       {},
       {"none", "square", "cube", "klein-nishina"}},
      {"fluorescence", &O::fluorescence, Unit("1"), "constant background, electron units per atom", at_least(0)},
      {"fit_fluorescence", &O::fit_fluorescence, Unit("1"), "find it together with the scale, high-q only"},
  };
  return table;
}

SelfScattering self_scattering(std::span<const Constituent> composition, std::span<const double> q, double wavelength,
                               const std::string& compton_model) {
  const ComptonModel model = parse_compton_model(compton_model, "compton");
  const double energy = hc / wavelength;
  SelfScattering self;
  for (const double one : q) {
    const XrayAverages a = xray_averages(composition, one, energy);
    const double two_theta = 2 * std::asin(std::min(1.0, one * wavelength / (4 * pi)));
    self.f2_mean.push_back(a.f_squared);
    self.mean_f2.push_back(std::norm(a.f));
    self.compton.push_back(a.compton * compton_factor(two_theta, energy, model));
  }
  return self;
}

Scale scale_of(std::span<const double> q, std::span<const double> intensity, const SelfScattering& self,
               const ReductionOptions& options) {
  check(options);
  if (q.size() < 8) throw input_error(where, fmt::format("{} values of Q", q.size()), "at least 8");
  const Scale scale = options.normalise == "high-q"
                          ? high_q(q, intensity, self, options)
                          : Scale{krogh_moe(q, intensity, self, options), options.fluorescence};
  if (scale.beta > 0 && std::isfinite(scale.beta)) return scale;
  throw input_error(where, fmt::format("the scale of the intensity came out as {:g}", scale.beta), "a positive number",
                    "check density, background and the range of Q");
}

Reduction reduce(const OrientationFit& fit, std::span<const Constituent> composition, const ReductionOptions& options) {
  check(options);
  const std::size_t terms = 1 + (fit.value[1].empty() ? 0 : 1) + (fit.value[2].empty() ? 0 : 1);
  std::vector<std::size_t> rows;
  for (std::size_t k = 0; k < fit.q.size(); ++k) {
    bool whole = fit.q[k] > 0 && fit.q[k] >= options.q_min && (options.q_max == 0 || fit.q[k] <= options.q_max);
    for (std::size_t i = 0; i < terms; ++i) whole = whole && std::isfinite(fit.value[i][k]);
    if (whole) rows.push_back(k);
  }
  Reduction result;
  HarmonicTable& table = result.table;
  table.abscissa = "Q";
  table.quantity = "S";
  table.label = "X-ray";
  table.density = options.density;
  std::vector<double> isotropic;
  for (const std::size_t k : rows) {
    table.x.push_back(fit.q[k]);
    isotropic.push_back(fit.value[0][k]);
    result.chi2.push_back(fit.chi2[k]);
  }
  const SelfScattering self = self_scattering(composition, table.x, fit.wavelength, options.compton);
  result.scale = scale_of(table.x, isotropic, self, options);
  const bool errors = std::any_of(fit.error[0].begin(), fit.error[0].end(), [](double e) { return std::isfinite(e); });
  // y_l0 = √(2l + 1) P_l.
  const double root[] = {1, std::sqrt(5.0), 3};
  for (std::size_t i = 0; i < terms; ++i) {
    HarmonicCurve curve{{static_cast<int>(2 * i), 0}, {}, {}};
    for (std::size_t n = 0; n < rows.size(); ++n) {
      const double factor = result.scale.beta / (root[i] * self.mean_f2[n]);
      double value = factor * fit.value[i][rows[n]];
      if (i == 0) {
        value += 1 - (self.compton[n] + result.scale.fluorescence + self.f2_mean[n]) / self.mean_f2[n];
      }
      curve.value.push_back(value);
      if (errors) curve.error.push_back(factor * fit.error[i][rows[n]]);
    }
    table.curves.push_back(std::move(curve));
  }
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const double factor = result.scale.beta / (root[1] * self.mean_f2[n]);
    result.two_directions.push_back(factor * fit.two_directions[rows[n]]);
    result.two_directions_tilted.push_back(factor * fit.two_directions_tilted[rows[n]]);
    result.two_directions_error.push_back(factor * fit.two_directions_error[rows[n]]);
  }
  return result;
}

}  // namespace glasscape
