#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "glasscape/core/rng.hpp"
#include "glasscape/scattering/affine/affine_analysis.hpp"

/// Glasses that are known functions, deformed exactly: nothing here uses the formulas under test.
namespace glasscape::affine_fixture {

/// A g(r) like that of a metallic glass.
inline double glass_g(double r) {
  return (1 + 2.2 * std::cos(2.6 * (r - 2.7)) * std::exp(-(r - 2.7) / 5)) / (1 + std::exp(-(r - 2.4) / 0.08));
}

/// Nodes and weights of Gauss–Legendre quadrature on [−1, 1].
inline std::vector<std::pair<double, double>> gauss_legendre(int n) {
  std::vector<std::pair<double, double>> rule;
  for (int i = 0; i < n; ++i) {
    double x = std::cos(3.14159265358979323846 * (i + 0.75) / (n + 0.5)), slope = 1;
    for (int step = 0; step < 100; ++step) {
      double p = 1, before = 0;
      for (int k = 1; k <= n; ++k) {
        const double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
        before = p;
        p = next;
      }
      slope = n * (x * p - before) / (x * x - 1);
      x -= p / slope;
    }
    rule.emplace_back(x, 2 / ((1 - x * x) * slope * slope));
  }
  return rule;
}

/// A strain that depends on the distance of the pair, and its derivative.
struct Strain {
  std::function<double(double)> value, slope;
};
inline Strain constant_strain(double e) {
  return {[e](double) { return e; }, [](double) { return 0.0; }};
}

/// Exact coefficients of the glass whose pairs moved by u = ε(r)·diag(−ν, −ν, 1)·r: the pair density is carried along
/// and divided by the Jacobian, then by the density of the strained far field.
struct Coefficients {
  double g00 = 0, g20 = 0, g40 = 0;
};
inline Coefficients deformed(double r, const Strain& strain, double nu, double far) {
  static const auto rule = gauss_legendre(24);
  Coefficients c;
  for (const auto& [cosine, weight] : rule) {
    const double z = r * cosine, across = r * std::sqrt(1 - cosine * cosine);
    double before = r;
    for (int k = 0; k < 60; ++k) {
      const double e = strain.value(before);
      before = std::hypot(across / (1 - nu * e), z / (1 + e));
    }
    const double e = strain.value(before), a = across / (1 - nu * e), b = z / (1 + e);
    const double jacobian = (1 - nu * e) * (1 - nu * e) * (1 + e) *
                            (1 + strain.slope(before) / before * (-nu * a * a / (1 - nu * e) + b * b / (1 + e)));
    const double density = (1 - nu * far) * (1 - nu * far) * (1 + far);
    const double g = glass_g(before) * density / jacobian, x2 = cosine * cosine;
    c.g00 += weight / 2 * g;
    c.g20 += weight / 2 * g * std::sqrt(5.0) * (3 * x2 - 1) / 2;
    c.g40 += weight / 2 * g * 3 * (35 * x2 * x2 - 30 * x2 + 3) / 8;
  }
  return c;
}

/// Table of g_00 and g_20 on bins up to `end`.
inline HarmonicTable table_of(double end, double step, const std::function<Coefficients(double)>& at) {
  HarmonicTable table{.bin_width = step, .density = 0.06};
  table.curves = {{{0, 0}, {}, {}}, {{2, 0}, {}, {}}};
  for (int k = 0; (k + 0.5) * step < end; ++k) {
    table.x.push_back((k + 0.5) * step);
    const Coefficients c = at(table.x.back());
    table.curves[0].value.push_back(c.g00);
    table.curves[1].value.push_back(c.g20);
  }
  return table;
}

/// Noise of standard deviation `size`/r, of the same kind over about `length` bins (1: independent ones).
inline std::vector<double> noise(const std::vector<double>& r, double size, double length, std::uint64_t stream) {
  CounterRng rng(11, stream);
  const double memory = length > 1 ? std::exp(-1 / length) : 0;
  std::vector<double> result;
  double state = rng.normal();
  for (const double x : r) {
    state = memory * state + std::sqrt(1 - memory * memory) * rng.normal();
    result.push_back(size / x * state);
  }
  return result;
}

}  // namespace glasscape::affine_fixture
