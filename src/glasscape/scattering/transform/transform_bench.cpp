// Spherical Bessel transforms of 2000 × 2000 points on one core, beside the definition computed with the standard
// library (on a part of the points). Results are compared before times are shown. Ratios matter; times depend on the
// machine and its load.

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/rng.hpp"
#include "glasscape/scattering/transform/transform.hpp"

namespace {

using namespace glasscape;

double seconds(const auto& work) {
  double best = 1e300;
  for (int k = 0; k < 5; ++k) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

}  // namespace

int main() {
  HarmonicTable table{.bin_width = 0.01, .density = 0.06};
  CounterRng rng(1, 1);
  for (int k = 0; k < 2000; ++k) table.x.push_back(0.01 * (k + 0.5));
  const TransformOptions options{.max = 20, .step = 0.01};
  for (const std::vector<Harmonic>& set : {std::vector<Harmonic>{{2, 0}}, std::vector<Harmonic>{{0, 0}, {2, 0}, {4, 0}},
                                           std::vector<Harmonic>{{2, -2}, {2, -1}, {2, 0}, {2, 1}, {2, 2}}}) {
    table.curves.clear();
    for (const Harmonic h : set) {
      HarmonicCurve curve{h, {}, {}};
      for (std::size_t k = 0; k < table.x.size(); ++k) curve.value.push_back(rng.uniform());
      curve.error.assign(table.x.size(), 0.01);
      table.curves.push_back(curve);
    }
    HarmonicTable result;
    const double ours = seconds([&] { result = bessel_transform(table, options, {.threads = 1}).table; });
    const double two = seconds([&] { result = bessel_transform(table, options, {.threads = 2}).table; });
    // The definition at a hundredth of the points.
    double worst = 0, plain = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 7; i < result.x.size(); i += 100) {
      for (const HarmonicCurve& curve : result.curves) {
        const int l = curve.harmonic.l;
        double sum = 0;
        for (std::size_t k = 0; k < table.x.size(); ++k) {
          const double a = table.x[k] - 0.005, b = table.x[k] + 0.005;
          sum += (table.find(curve.harmonic)->value[k] - (l == 0 ? 1 : 0)) * (b * b * b - a * a * a) / 3 *
                 std::sph_bessel(static_cast<unsigned>(l), result.x[i] * table.x[k]);
        }
        const double h = result.x[i] * 0.005;
        sum *= 4 * std::numbers::pi * table.density * (l / 2 % 2 == 0 ? 1 : -1) * h / std::sin(h);
        worst = std::max(worst, std::abs(curve.value[i] - sum - (l == 0 ? 1 : 0)) / std::max(1.0, std::abs(sum)));
      }
    }
    plain = 100 * std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (worst > 1e-9) {
      fmt::print("transforms disagree by {:g}\n", worst);
      return EXIT_FAILURE;
    }
    fmt::print(
        "{} curves, 2000 × 2000 points: {:.4f} s on one core, {:.2f}× on two; standard library {:.1f} s, {:.0f}×"
        " (largest difference {:.0e})\n",
        set.size(), ours, ours / two, plain, plain / ours, worst);
  }
  return EXIT_SUCCESS;
}
