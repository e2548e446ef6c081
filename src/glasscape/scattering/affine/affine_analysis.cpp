#include "glasscape/scattering/affine/affine_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/affine/affine_curves.hpp"
#include "glasscape/scattering/affine/radial_strain.hpp"
#include "glasscape/scattering/affine/smooth_curve.hpp"
#include "glasscape/statistics/serial.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const char* const where = "affine analysis";

struct Curves {
  std::vector<double> r, isotropic, value, error;
  double step = 0;
};

const HarmonicCurve& curve_of(const HarmonicTable& table, Harmonic h) {
  const HarmonicCurve* curve = table.find(h);
  if (curve == nullptr) {
    throw input_error(where, fmt::format("the table '{}' has no curve of l = {}, m = {}", table.label, h.l, h.m), {},
                      "make it with pdf --lmax 2 or more");
  }
  if (curve->value.size() != table.x.size() || (!curve->error.empty() && curve->error.size() != table.x.size())) {
    throw input_error(where, "curves of the table differ in length");
  }
  return *curve;
}

Curves curves_of(const HarmonicTable& table, Harmonic harmonic, const HarmonicTable* reference) {
  if (table.quantity != "g") {
    throw input_error(where, "the table holds S(Q)", "g(r)", "transform it first: glasscape transform --to g");
  }
  const HarmonicCurve& isotropic = curve_of(table, {0, 0});
  const HarmonicCurve& value = curve_of(table, harmonic);
  const double scale = 1 / harmonic_scale(table.normalisation);
  Curves c;
  std::size_t first = 0, last = table.x.size();
  const auto whole = [&](std::size_t k) { return std::isfinite(isotropic.value[k]) && std::isfinite(value.value[k]); };
  while (first < last && (table.x[first] == 0 || !whole(first))) ++first;
  while (last > first && !whole(last - 1)) --last;
  const HarmonicCurve* before = nullptr;
  double before_scale = 1;
  if (reference != nullptr) {
    before = &curve_of(*reference, harmonic);
    before_scale = 1 / harmonic_scale(reference->normalisation);
    if (reference->x.size() != table.x.size() ||
        !std::equal(table.x.begin(), table.x.end(), reference->x.begin(),
                    [](double a, double b) { return std::abs(a - b) < 1e-6 * (1 + a); })) {
      throw input_error(where, "the reference is on another grid of r", "the same grid",
                        "make both tables with the same --rmax and --dr");
    }
  }
  bool errors = !value.error.empty() && (before == nullptr || !before->error.empty());
  for (std::size_t k = first; k < last; ++k) {
    if (!whole(k)) throw input_error(where, fmt::format("a value at r = {:g} Å is not a number", table.x[k]));
    c.r.push_back(table.x[k]);
    c.isotropic.push_back(isotropic.value[k] * scale);
    c.value.push_back(value.value[k] * scale);
    double error = errors ? value.error[k] * scale : nan;
    if (before != nullptr) {
      c.value.back() -= before->value[k] * before_scale;
      if (errors) error = std::hypot(error, before->error[k] * before_scale);
    }
    if (!std::isfinite(c.value.back())) {
      throw input_error(where, fmt::format("the reference is not a number at r = {:g} Å", table.x[k]));
    }
    c.error.push_back(error);
  }
  if (c.r.size() < 16) throw input_error(where, fmt::format("{} rows", c.r.size()), "at least 16");
  c.step = (c.r.back() - c.r.front()) / static_cast<double>(c.r.size() - 1);
  for (std::size_t k = 1; k < c.r.size(); ++k) {
    if (std::abs(c.r[k] - c.r[k - 1] - c.step) > 1e-3 * c.step) {
      throw input_error(where, fmt::format("r is not evenly spaced at {:g} Å", c.r[k]));
    }
  }
  // A curve of few frames may have no error where no pair was counted.
  if (!std::all_of(c.error.begin(), c.error.end(), [](double e) { return std::isfinite(e) && e >= 0; }))
    c.error.clear();
  if (std::all_of(c.error.begin(), c.error.end(), [](double e) { return e == 0; })) c.error.clear();
  return c;
}

// r dg/dr as smoothing with a Gaussian leaves it: G * (r g′) = r (G * g)′ + σ² (G * g)″.
std::vector<double> smooth_r_slope(std::span<const double> r, const SmoothCurve& g, double sigma) {
  std::vector<double> result;
  for (std::size_t k = 0; k < r.size(); ++k) result.push_back(r[k] * g.first[k] + sigma * sigma * g.second[k]);
  return result;
}

// The rows with low ≤ r ≤ high.
std::pair<std::size_t, std::size_t> rows_between(std::span<const double> r, double low, double high) {
  const auto first = std::lower_bound(r.begin(), r.end(), low * (1 - 1e-12));
  const auto last = std::upper_bound(first, r.end(), high * (1 + 1e-12));
  return {static_cast<std::size_t>(first - r.begin()), static_cast<std::size_t>(last - r.begin())};
}

std::vector<double> weights_of(const Curves& c) {
  std::vector<double> weight;
  if (c.error.empty()) {
    for (const double r : c.r) weight.push_back(r * r);
    return weight;
  }
  std::vector<double> variance;
  for (std::size_t k = 0; k < c.r.size(); ++k) variance.push_back(c.r[k] * c.r[k] * c.error[k] * c.error[k]);
  variance = smooth_curve(variance, c.step, 0.5).value;
  const double floor = 1e-6 * *std::max_element(variance.begin(), variance.end());
  for (std::size_t k = 0; k < c.r.size(); ++k) weight.push_back(c.r[k] * c.r[k] / std::max(variance[k], floor));
  return weight;
}

AffineFit fit_of(const Curves& c, const std::vector<double>& r_slope, const AffineOptions& options, double r_max,
                 double factor, const SumError& error_of_sum) {
  AffineFit fit;
  const double sigma = std::max(options.fit_smoothing, c.step);
  // Within 3σ of the end, smoothing lacks neighbours.
  const auto [first, last] = rows_between(c.r, options.r_fit, std::min(r_max, c.r.back() - 3 * sigma));
  if (last < first + 16) {
    throw input_error(where,
                      fmt::format("{} points lie between r_fit = {:g} Å and the end of the table, {:g} Å", last - first,
                                  options.r_fit, r_max),
                      "at least 16", "count pairs to a larger distance (--rmax), or lower --r-fit");
  }
  fit.r_min = c.r[first];
  fit.r_max = c.r[last - 1];
  const std::vector<double> x = smooth_r_slope(c.r, smooth_curve(c.isotropic, c.step, sigma), sigma);
  const std::vector<double> y = smooth_curve(c.value, c.step, sigma).value, weight = weights_of(c);
  double xx = 0, xy = 0;
  for (std::size_t k = first; k < last; ++k) {
    xx += weight[k] * x[k] * x[k];
    xy += weight[k] * x[k] * y[k];
  }
  if (!(xx > 0)) throw input_error(where, "g_00 is constant beyond r_fit", {}, "lower --r-fit");
  fit.alpha.value = xy / xx;
  // The estimate as a sum over the values before smoothing (the Gaussian is its own transpose), whose noise is less
  // correlated.
  std::vector<double> coefficient(c.r.size(), 0), residual(c.r.size());
  for (std::size_t k = first; k < last; ++k) coefficient[k] = weight[k] * x[k] / xx;
  coefficient = smooth_curve(coefficient, c.step, sigma).value;
  double variance = 0;
  for (std::size_t k = 0; k < c.r.size(); ++k) {
    residual[k] = c.value[k] - fit.alpha.value * r_slope[k];
    if (!c.error.empty()) variance += coefficient[k] * coefficient[k] * c.error[k] * c.error[k];
  }
  const auto within = [first = first, last = last](const std::vector<double>& v) {
    return std::span(v).subspan(first, last - first);
  };
  fit.error_from_residuals = functional_error(within(coefficient), within(residual));
  fit.error_from_columns = error_of_sum ? error_of_sum(coefficient) : c.error.empty() ? nan : std::sqrt(variance);
  fit.alpha.error = std::fmax(fit.error_from_residuals, fit.error_from_columns);
  std::vector<double> terms;
  for (std::size_t k = first; k < last; ++k) terms.push_back(coefficient[k] * residual[k]);
  fit.effective_points = static_cast<double>(terms.size()) / (2 * autocorrelation_time(terms));
  const auto degrees = static_cast<std::size_t>(std::max(1.0, std::floor(fit.effective_points) - 1));
  const double half = student_quantile((1 + options.level) / 2, degrees) * fit.alpha.error;
  fit.alpha_interval = {fit.alpha.value - half, fit.alpha.value + half};
  fit.strain = {-fit.alpha.value / factor, fit.alpha.error / factor};
  fit.strain_interval = {-fit.alpha_interval.high / factor, -fit.alpha_interval.low / factor};
  return fit;
}

// Standard errors for ε(r): those given, or n/r, raised where the scatter beyond r_fit is larger.
struct Noise {
  std::vector<double> sigma;
  double time = 0.5;
};

Noise noise_of(const Curves& c, const AffineAnalysis& a) {
  const auto [first, last] = rows_between(c.r, a.fit.r_min, a.fit.r_max);
  double sum = 0, ratio = 0;
  std::vector<double> terms;
  for (std::size_t k = first; k < last; ++k) {
    const double residual = c.value[k] - a.fit.alpha.value * a.r_slope[k];
    terms.push_back(residual / c.r[k]);
    sum += residual * residual * c.r[k] * c.r[k];
    if (!c.error.empty()) ratio += residual * residual / std::max(c.error[k] * c.error[k], 1e-300);
  }
  const auto count = static_cast<double>(last - first);
  Noise noise{{}, autocorrelation_time(terms)};
  const double scale = std::sqrt(std::max(1.0, ratio / count));
  for (std::size_t k = 0; k < c.r.size(); ++k) {
    noise.sigma.push_back(c.error.empty() ? std::sqrt(sum / count) / c.r[k] : scale * c.error[k]);
  }
  return noise;
}

void check_options(const AffineOptions& o) {
  if (o.loading != "uniaxial" && o.loading != "shear") {
    throw usage_error(where, fmt::format("'{}' is no loading", o.loading), "uniaxial, shear");
  }
  if (!(o.poisson > -1 && o.poisson <= 0.5)) {
    throw usage_error(where, fmt::format("Poisson's ratio {:g}", o.poisson), "above -1, up to 0.5");
  }
  if (!(o.level > 0 && o.level < 1) || !(o.r_fit > 0) || !(o.rc_window > 0) || !(o.rc_threshold > 0) ||
      !(o.rc_tolerance >= 0)) {
    throw usage_error(where, "an option is out of its range", "level in (0, 1), r_fit, rc_window, rc_threshold > 0");
  }
}

template <class T>
std::span<const T> part(const std::vector<T>& v, std::size_t first, std::size_t last) {
  return std::span(v).subspan(first, last - first);
}

void measure_phase(AffineAnalysis& a, const AffineOptions& o, double end) {
  double low = o.phase_min;
  for (std::size_t k = 0; low == 0 && k < a.r.size(); ++k) {
    if (a.isotropic[k] > 0.5) low = a.r[k];
  }
  const auto [first, last] = rows_between(a.r, low, std::min(end, o.phase_max > 0 ? o.phase_max : o.r_fit));
  if (last <= first) return;
  a.phase_min = a.r[first];
  a.phase_max = a.r[last - 1];
  std::vector<double> g_minus_one;
  for (std::size_t k = first; k < last; ++k) g_minus_one.push_back(a.isotropic[k] - 1);
  a.phase =
      phase_measure(part(a.r, first, last), part(a.smooth, first, last), part(a.r_slope, first, last), g_minus_one);
}

}  // namespace

const ParameterTable<AffineOptions>& affine_parameters() {
  using O = AffineOptions;
  static const ParameterTable<AffineOptions> table{
      {"loading", &O::loading, Unit("1"), "uniaxial: g_2_0; shear: g_2_-2", {}, {"uniaxial", "shear"}},
      {"poisson",
       &O::poisson,
       Unit("1"),
       "Poisson's ratio, which turns the slope into a strain",
       {.low = -1, .high = 0.5, .low_open = true},
       {},
       "0.40: Cu64.5Zr35.5 with the potential of 2009"},
      {"r_fit", &O::r_fit, Unit("Å"), "from here on the deformation is taken as affine", positive(), {}, "paper 000"},
      {"r_end", &O::r_end, Unit("Å"), "where the fit ends; 0: with the table", at_least(0)},
      {"fit_smoothing", &O::fit_smoothing, Unit("Å"),
       "standard deviation of the Gaussian that smooths both sides of the fit", at_least(0)},
      {"smoothing", &O::smoothing, Unit("Å"), "the same for the curves that are shown and compared", at_least(0)},
      {"level", &O::level, Unit("1"), "of the intervals", {.low = 0, .high = 1, .low_open = true, .high_open = true}},
      {"rc_threshold", &O::rc_threshold, Unit("1"), "deviation that counts, in multiples of the noise", positive()},
      {"rc_tolerance", &O::rc_tolerance, Unit("1"), "fraction of the affine curve that counts as agreement",
       at_least(0)},
      {"rc_window", &O::rc_window, Unit("Å"), "range over which squares of the deviation are averaged", positive()},
      {"minimum_g", &O::minimum_g, Unit("1"), "the radial strain is not defined where g is smaller", positive()},
      {"phase_min", &O::phase_min, Unit("Å"), "start of the range of the phases; 0: where g first exceeds 0.5",
       at_least(0)},
      {"phase_max", &O::phase_max, Unit("Å"), "its end; 0: r_fit", at_least(0)},
  };
  return table;
}

AffineAnalysis affine_analysis(const HarmonicTable& g, const AffineOptions& options, const HarmonicTable* reference,
                               const SumError& error_of_sum) {
  check_options(options);
  const bool shear = options.loading == "shear";
  AffineAnalysis a;
  a.harmonic = shear ? Harmonic{2, -2} : Harmonic{2, 0};
  a.poisson = options.poisson;
  a.factor = shear ? shear_factor() : uniaxial_factor(options.poisson);
  const Curves c = curves_of(g, a.harmonic, reference);
  const double r_max = options.r_end > 0 ? std::min(options.r_end, c.r.back()) : c.r.back();
  const double sigma = std::max(options.smoothing, c.step);
  const SmoothCurve g_smooth = smooth_curve(c.isotropic, c.step, sigma);
  a.r_slope = smooth_r_slope(c.r, g_smooth, sigma);
  a.fit = fit_of(c, a.r_slope, options, r_max, a.factor, error_of_sum);
  const auto [fit_first, fit_last] = rows_between(c.r, a.fit.r_min, a.fit.r_max);
  double mean = 0;
  for (std::size_t k = fit_first; k < fit_last; ++k) mean += c.isotropic[k] / static_cast<double>(fit_last - fit_first);
  if (!(mean > 0.8 && mean < 1.2)) {
    throw input_error(where, fmt::format("g_00 averages to {:g} beyond {:g} Å", mean, options.r_fit),
                      "a g_00 that goes to 1",
                      "of a difference table use the two tables that it came from: the deformed state and a reference");
  }
  a.r = c.r;
  a.value = c.value;
  a.isotropic = g_smooth.value;
  a.smooth = smooth_curve(c.value, c.step, sigma).value;
  AffineCurves curves = shear ? shear_curves(a.r_slope, a.fit.strain.value)
                              : uniaxial_curves(c.r, a.r_slope, g_smooth.second, a.fit.strain.value, options.poisson);
  a.affine = std::move(curves.first);
  a.affine_second = std::move(curves.second);
  a.affine_fourth = std::move(curves.fourth);
  for (std::size_t k = 0; k < c.r.size(); ++k) a.non_affine.push_back(a.smooth[k] - a.affine[k]);
  const Noise noise = noise_of(c, a);
  a.error = c.error.empty() ? noise.sigma : c.error;

  const auto end = rows_between(c.r, 0, std::min(r_max, c.r.back() - 3 * sigma)).second;
  a.critical = critical_radius(part(a.r, 0, end), part(a.non_affine, 0, end), part(a.affine, 0, end),
                               {options.rc_threshold, options.rc_tolerance, options.rc_window, options.r_fit});
  const auto r = part(a.r, 0, end), g_part = part(a.isotropic, 0, end), value = part(a.smooth, 0, end);
  const double far = a.fit.strain.value;
  a.strain = radial_strain(r, g_part, value, a.factor, far, options.minimum_g);
  a.strain_error = radial_strain_error(r, g_part, part(noise.sigma, 0, end), noise.time, a.factor,
                                       {far, a.fit.strain.error}, options.minimum_g);
  if (!shear) {
    a.strain_second = radial_strain_second(r, g_part, value, options.poisson, far, options.minimum_g, sigma);
    a.strain_second.resize(c.r.size(), nan);
  }
  a.strain.resize(c.r.size(), nan);
  a.strain_error.resize(c.r.size(), nan);
  measure_phase(a, options, a.r[end - 1]);
  return a;
}

}  // namespace glasscape
