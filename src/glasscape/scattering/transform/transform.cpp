#include "glasscape/scattering/transform/transform.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/scattering/transform/bessel.hpp"
#include "glasscape/scattering/transform/bessel_sums.hpp"
#include "glasscape/scattering/transform/window.hpp"

namespace glasscape {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The rows of a table that are used, and what each weighs in an integral over x² dx, the window included.
struct Quadrature {
  bool to_g = false;
  double constant = 1;  // what g_00 and S_00 go to
  std::size_t first = 0;
  std::vector<double> x, weight;
  double low = 0, high = 0;  // the interval that the rows cover
  double low_window = 1;
  double spacing = 0, bin_width = 0;

  // Undoes the average over bins.
  [[nodiscard]] double sharpen(double y) const {
    const double h = y * bin_width / 2;
    return h == 0 ? 1 : h / std::sin(h);
  }
  [[nodiscard]] double prefactor(int l, double density) const {
    const double sign = l / 2 % 2 == 0 ? 1 : -1;
    return sign * (to_g ? 1 / (2 * pi * pi * density) : 4 * pi * density);
  }
};

bool whole(const HarmonicTable& table, std::size_t k) {
  return std::all_of(table.curves.begin(), table.curves.end(),
                     [k](const HarmonicCurve& c) { return std::isfinite(c.value[k]); });
}

void check_table(const HarmonicTable& table) {
  if (table.quantity != "g" && table.quantity != "S") {
    throw input_error("transform", fmt::format("the table holds '{}'", table.quantity), "g or S");
  }
  if (!(table.density > 0)) {
    throw input_error("transform", "the number density is not known", "a positive density [1/Å³]",
                      "give it with --density, or as a line '# density [1/Å³] = ...' of the table");
  }
  if (table.curves.empty()) throw input_error("transform", "the table holds no curve");
  for (const HarmonicCurve& curve : table.curves) {
    if (curve.harmonic.l > bessel_lmax) {
      throw usage_error("transform", fmt::format("a curve has l = {}", curve.harmonic.l), "l up to 8");
    }
    if (curve.value.size() != table.x.size() || (!curve.error.empty() && curve.error.size() != table.x.size())) {
      throw input_error("transform", "curves of the table differ in length");
    }
  }
}

void check_options(const TransformOptions& o) {
  if (!(o.step > 0) || !(o.max >= o.step) || !(o.max / o.step <= 1e6)) {
    throw usage_error("transform", fmt::format("max {:g} and step {:g}", o.max, o.step), "1 to 1,000,000 points");
  }
  if (o.input_max != 0 && !(o.input_max > o.input_min)) {
    throw usage_error("transform", fmt::format("the range from {:g} to {:g} is empty", o.input_min, o.input_max));
  }
  if (o.window == "gaussian" && !(o.broadening > 0)) {
    throw usage_error("transform", "the window gaussian needs its broadening", "a positive number");
  }
  if (o.low != "power" && o.low != "none") {
    throw usage_error("transform", fmt::format("'{}' is no continuation to zero", o.low), "power, none");
  }
}

Quadrature quadrature(const HarmonicTable& table, const TransformOptions& options) {
  check_table(table);
  check_options(options);
  Quadrature q;
  q.to_g = table.quantity == "S";
  q.constant = harmonic_scale(table.normalisation);
  q.bin_width = table.bin_width;
  const double end = options.input_max > 0 ? options.input_max * (1 + 1e-12) : table.x.empty() ? 0 : table.x.back();
  std::size_t first = 0, last = table.x.size();
  while (first < last && (table.x[first] < options.input_min * (1 - 1e-12) || !whole(table, first))) ++first;
  while (last > first && (table.x[last - 1] > end || !whole(table, last - 1))) --last;
  if (last - first < 3) {
    throw input_error("transform", fmt::format("{} rows of the table lie in the range", last - first), "at least 3");
  }
  for (std::size_t k = first; k < last; ++k) {
    if (whole(table, k)) continue;
    throw input_error("transform", fmt::format("a value at {} = {:g} is not a number", table.abscissa, table.x[k]), {},
                      "leave the rows out or choose a range without them");
  }
  q.first = first;
  q.x.assign(table.x.begin() + static_cast<std::ptrdiff_t>(first), table.x.begin() + static_cast<std::ptrdiff_t>(last));
  const std::size_t n = q.x.size();
  q.weight.resize(n);
  for (std::size_t k = 1; k < n; ++k) {
    if (!(q.x[k] > q.x[k - 1])) throw input_error("transform", "the abscissa does not increase");
    q.spacing = std::max(q.spacing, q.x[k] - q.x[k - 1]);
  }
  const double half = table.bin_width / 2;
  if (table.bin_width > 0 && q.spacing > table.bin_width * 1.001) {
    throw input_error("transform", fmt::format("bins of width {:g} lie {:g} apart at most", table.bin_width, q.spacing),
                      {}, "leave the line bin_width out if the values are those at points");
  }
  q.low = std::max(0.0, q.x.front() - half);
  q.high = q.x.back() + half;
  for (std::size_t k = 0; k < n; ++k) {
    const double x = q.x[k];
    if (table.bin_width > 0) {
      const double a = std::max(0.0, x - half), b = x + half;
      q.weight[k] = (b * b * b - a * a * a) / 3;
    } else {
      q.weight[k] = x * x * (q.x[std::min(k + 1, n - 1)] - q.x[k == 0 ? 0 : k - 1]) / 2;
    }
    q.weight[k] *= window(options.window, x, q.high, options.broadening);
  }
  q.low_window = window(options.window, q.low / 2, q.high, options.broadening);
  return q;
}

// ∫_0^a F(a) (x/a)^l j_l(yx) x² dx = F(a) a² j_{l+1}(ya)/y, for what lies below the first row.
double below(const Quadrature& q, int l, double y) {
  if (q.low == 0) return 0;
  const double z = y * q.low;
  const double ratio = z > 1e-8 ? 0 : (l == 0 ? 1.0 / 3 : 0);
  double next = 0;
  if (z > 1e-8) {
    std::array<double, bessel_lmax + 2> j;
    spherical_bessels(z, std::span(j).first(static_cast<std::size_t>(l) + 2));
    next = j[static_cast<std::size_t>(l) + 1] / z;
  }
  return q.low * q.low * q.low * (next + ratio) * q.low_window;
}

// The value at the lower edge that is continued to zero.
double edge(const Quadrature& q, const HarmonicCurve& curve, const TransformOptions& options) {
  const double offset = curve.harmonic.l == 0 ? q.constant : 0;
  if (!q.to_g) return -offset;  // g = 0 in the core
  return options.low == "power" ? curve.value[q.first] - offset : 0;
}

void check_reach(const Quadrature& q, double y, const HarmonicTable& table) {
  const double limit = pi / q.spacing;
  if (y <= limit * (1 + 1e-9)) return;
  throw usage_error(
      "transform",
      fmt::format("max {:g} lies beyond {:g}, where the spacing of the table ({:g}) says nothing", y, limit, q.spacing),
      fmt::format("max up to {:g}", limit),
      table.quantity == "g" ? "count pairs in narrower bins" : "give S at narrower spacing");
}

double density_ratio(const Quadrature& q, const HarmonicTable& table, const TransformOptions& options) {
  const HarmonicCurve* s = table.find({0, 0});
  if (!q.to_g || s == nullptr) return nan;
  double sum = edge(q, *s, options) * below(q, 0, 0);
  for (std::size_t k = 0; k < q.x.size(); ++k) sum += q.weight[k] * (s->value[q.first + k] - q.constant);
  return -sum / q.constant / (2 * pi * pi * table.density);
}

const HarmonicCurve& curve_with_errors(const HarmonicTable& table, Harmonic harmonic) {
  const HarmonicCurve* curve = table.find(harmonic);
  if (curve == nullptr || curve->error.empty()) {
    throw usage_error("transform", fmt::format("no errors of l = {}, m = {} in the table", harmonic.l, harmonic.m));
  }
  return *curve;
}

void check_core(const HarmonicTable& result, double core, TransformReport& report) {
  if (core == 0) return;
  for (const HarmonicCurve& curve : result.curves) {
    double sum = 0, peak = 0;
    std::size_t count = 0;
    for (std::size_t k = 0; k < result.x.size(); ++k) {
      const double v = curve.value[k];
      if (result.x[k] < core) {
        sum += v * v;
        ++count;
      } else {
        peak = std::max(peak, std::abs(v));
      }
    }
    report.core.push_back({curve.harmonic, count == 0 ? nan : std::sqrt(sum / static_cast<double>(count)), peak});
  }
}

}  // namespace

const ParameterTable<TransformOptions>& transform_parameters() {
  static const ParameterTable<TransformOptions> table{
      {"max", &TransformOptions::max, Unit("1"), "last abscissa of the result, in Å or 1/Å", positive()},
      {"step", &TransformOptions::step, Unit("1"), "spacing of the result, in Å or 1/Å", positive()},
      {"input_min", &TransformOptions::input_min, Unit("1"), "rows of the table below are left out", at_least(0)},
      {"input_max", &TransformOptions::input_max, Unit("1"), "rows of the table above are left out; 0: none",
       at_least(0)},
      {"window", &TransformOptions::window, Unit("1"), "what the integrand is multiplied by", {}, window_names()},
      {"broadening", &TransformOptions::broadening, Unit("1"),
       "standard deviation by which the window gaussian broadens the result, in Å or 1/Å", at_least(0)},
      {"low",
       &TransformOptions::low,
       Unit("1"),
       "S below the first row: continued as Q^l from its value, or left out",
       {},
       {"power", "none"}},
      {"core", &TransformOptions::core, Unit("Å"), "g must vanish below: how well it does is reported; 0: not checked",
       at_least(0)},
  };
  return table;
}

TransformResult bessel_transform(const HarmonicTable& table, const TransformOptions& options,
                                 const RunContext& context) {
  const Quadrature q = quadrature(table, options);
  TransformResult result;
  HarmonicTable& out = result.table;
  out.quantity = q.to_g ? "g" : "S";
  out.abscissa = q.to_g ? "r" : "Q";
  out.label = table.label;
  out.density = table.density;
  out.normalisation = table.normalisation;
  out.notes = table.notes;
  const auto points = static_cast<std::size_t>(std::floor(options.max / options.step * (1 + 1e-12)));
  for (std::size_t k = 1; k <= points; ++k) out.x.push_back(static_cast<double>(k) * options.step);
  check_reach(q, out.x.back(), table);
  if (out.x.back() * q.high > 1e6) {
    throw usage_error("transform", "the ranges of r and Q multiply to more than 1,000,000", "smaller ranges");
  }
  std::vector<BesselSums::Row> rows;
  for (const HarmonicCurve& curve : table.curves) {
    BesselSums::Row row{curve.harmonic.l, q.weight, {}};
    const double offset = curve.harmonic.l == 0 ? q.constant : 0;
    for (std::size_t k = 0; k < q.x.size(); ++k) row.weight[k] *= curve.value[q.first + k] - offset;
    if (!curve.error.empty()) {
      row.spread = q.weight;
      for (std::size_t k = 0; k < q.x.size(); ++k) row.spread[k] *= curve.error[q.first + k];
    }
    rows.push_back(std::move(row));
    out.curves.push_back({curve.harmonic, std::vector<double>(points),
                          curve.error.empty() ? std::vector<double>{} : std::vector<double>(points)});
  }
  const BesselSums integrals(q.x, std::move(rows));
  parallel_blocks(context, points, 16, [&](std::size_t begin, std::size_t end) {
    std::vector<double> sums(integrals.rows()), squares(integrals.rows());
    for (std::size_t i = begin; i < end; ++i) {
      const double y = out.x[i], sharpen = q.sharpen(y);
      integrals(y, sums, squares);
      for (std::size_t c = 0; c < out.curves.size(); ++c) {
        HarmonicCurve& curve = out.curves[c];
        const int l = curve.harmonic.l;
        const double factor = q.prefactor(l, table.density);
        const double low = edge(q, table.curves[c], options) * below(q, l, y);
        curve.value[i] = factor * (sums[c] * sharpen + low) + (l == 0 ? q.constant : 0);
        if (!curve.error.empty()) curve.error[i] = std::abs(factor) * sharpen * std::sqrt(squares[c]);
      }
    }
  });
  result.report = {q.low,
                   q.high,
                   window_resolution(options.window, q.high, options.broadening),
                   pi / q.spacing,
                   density_ratio(q, table, options),
                   {}};
  if (q.to_g) check_core(out, options.core, result.report);
  return result;
}

std::vector<double> transform_covariance(const HarmonicTable& table, Harmonic harmonic, std::span<const double> at,
                                         const TransformOptions& options) {
  const Quadrature q = quadrature(table, options);
  const HarmonicCurve& curve = curve_with_errors(table, harmonic);
  std::vector<std::vector<double>> spread;
  for (const double y : at) {
    check_reach(q, y, table);
    const double factor = q.prefactor(harmonic.l, table.density) * q.sharpen(y);
    std::vector<double>& row = spread.emplace_back(q.x.size());
    for (std::size_t k = 0; k < q.x.size(); ++k) {
      row[k] = factor * q.weight[k] * spherical_bessel(harmonic.l, y * q.x[k]) * curve.error[q.first + k];
    }
  }
  std::vector<double> covariance(at.size() * at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < q.x.size(); ++k) sum += spread[i][k] * spread[j][k];
      covariance[i * at.size() + j] = covariance[j * at.size() + i] = sum;
    }
  }
  return covariance;
}

double transform_sum_error(const HarmonicTable& table, Harmonic harmonic, std::span<const double> at,
                           std::span<const double> weights, const TransformOptions& options) {
  const Quadrature q = quadrature(table, options);
  const HarmonicCurve& curve = curve_with_errors(table, harmonic);
  std::vector<double> sums(q.x.size(), 0);
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (weights[i] == 0) continue;
    check_reach(q, at[i], table);
    const double factor = weights[i] * q.prefactor(harmonic.l, table.density) * q.sharpen(at[i]);
    for (std::size_t k = 0; k < q.x.size(); ++k) sums[k] += factor * spherical_bessel(harmonic.l, at[i] * q.x[k]);
  }
  double variance = 0;
  for (std::size_t k = 0; k < q.x.size(); ++k) {
    const double part = sums[k] * q.weight[k] * curve.error[q.first + k];
    variance += part * part;
  }
  return std::sqrt(variance);
}

std::string derived_csv(const HarmonicTable& table) {
  const bool real_space = table.quantity == "g";
  const double constant = harmonic_scale(table.normalisation);
  std::string text = real_space ? "r [Å]" : "Q [1/Å]";
  for (const HarmonicCurve& curve : table.curves) {
    const auto [l, m] = curve.harmonic;
    if (l > 0) {
      text += real_space ? fmt::format(",G_{}_{} [1/Å²]", l, m) : fmt::format(",F_{}_{} [1/Å]", l, m);
    } else {
      text += real_space ? ",G [1/Å²],T [1/Å²],RDF [1/Å]" : ",F [1/Å]";
    }
  }
  text += '\n';
  for (std::size_t k = 0; k < table.x.size(); ++k) {
    const double x = table.x[k], factor = real_space ? 4 * pi * table.density * x : x;
    text += fmt::format("{}", x);
    for (const HarmonicCurve& curve : table.curves) {
      const bool isotropic = curve.harmonic.l == 0;
      text += fmt::format(",{}", factor * (curve.value[k] - (isotropic ? constant : 0)));
      if (isotropic && real_space) text += fmt::format(",{},{}", factor * curve.value[k], factor * x * curve.value[k]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace glasscape
