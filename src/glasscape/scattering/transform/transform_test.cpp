#include "glasscape/scattering/transform/transform.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/scattering/transform/bessel.hpp"
#include "glasscape/scattering/transform/bessel_sums.hpp"
#include "glasscape/scattering/transform/window.hpp"

namespace glasscape {
namespace {

constexpr double pi = std::numbers::pi;

// The standard library gives up on large arguments, where the recurrence in long double loses nothing.
double reference(int l, long double z) {
  if (z < 900) return static_cast<double>(std::sph_bessel(static_cast<unsigned>(l), z));
  long double below = std::cos(z) / z, here = std::sin(z) / z;
  for (int k = 0; k < l; ++k) {
    const long double above = (2 * k + 1) / z * here - below;
    below = here;
    here = above;
  }
  return static_cast<double>(here);
}

TEST(SphericalBessel, AgreesWithTheStandardLibrary) {
  for (int l = 0; l <= bessel_lmax; ++l) {
    for (double z = 1e-4; z < 3000; z *= 1.0173) {
      const double expected = reference(l, z);
      EXPECT_NEAR(spherical_bessel(l, z), expected, 1e-13) << l << ' ' << z;
      if (z < l + 1) {
        EXPECT_NEAR(spherical_bessel(l, z) / expected, 1, 1e-13) << l << ' ' << z;
      }
    }
  }
  EXPECT_EQ(spherical_bessel(0, 0), 1);
  EXPECT_EQ(spherical_bessel(3, 0), 0);
}

TEST(SphericalBessel, RefusesOtherOrders) {
  EXPECT_THROW((void)spherical_bessel(9, 1), Error);
  EXPECT_THROW((void)spherical_bessel(-1, 1), Error);
  EXPECT_THROW((void)spherical_bessel(2, -1), Error);
}

// The fast sums against one function at a time: each abscissa is a row of its own.
TEST(BesselSums, HoldTheSameFunctions) {
  std::vector<double> x;
  for (int k = 0; k < 37; ++k) x.push_back(0.31 * k + 0.01 * k * k);
  for (int l = 0; l <= bessel_lmax; ++l) {
    std::vector<BesselSums::Row> rows;
    for (std::size_t k = 0; k < x.size(); ++k) {
      std::vector<double> one(x.size(), 0);
      one[k] = 1;
      rows.push_back({l, one, one});
    }
    const BesselSums sums(x, rows);
    std::vector<double> value(x.size()), square(x.size());
    for (const double y : {0.0, 0.3, 1.7, 23.0, 4000.0}) {
      sums(y, value, square);
      for (std::size_t k = 0; k < x.size(); ++k) {
        const double expected = reference(l, static_cast<long double>(y * x[k]));
        EXPECT_NEAR(value[k], expected, 2e-13) << l << ' ' << y * x[k];
        EXPECT_NEAR(square[k], expected * expected, 2e-13);
      }
    }
  }
}

TEST(Window, ResolutionsAreThoseOfTheField) {
  EXPECT_NEAR(window_resolution("none", 20, 0) * 20, 3.791, 0.002);
  EXPECT_NEAR(window_resolution("lorch", 20, 0) * 20, 5.437, 0.003);
  EXPECT_NEAR(window_resolution("hann", 20, 0) * 20, 2 * pi, 0.003);
  EXPECT_NEAR(window_resolution("gaussian", 60, 0.2), 0.2 * std::sqrt(8 * std::log(2)), 1e-4);
  EXPECT_THROW((void)window("box", 1, 2, 0), Error);
}

// F(Q) = Q^l e^{−aQ²} and its transform s_l/(2π²ρ) √π r^l / (2^{l+2} a^{l+3/2}) e^{−r²/4a}.
struct Pair {
  int l;
  double a, density;
  [[nodiscard]] double reciprocal(double q) const { return std::pow(q, l) * std::exp(-a * q * q); }
  [[nodiscard]] double real(double r) const {
    const double sign = l / 2 % 2 == 0 ? 1 : -1;
    return sign / (2 * pi * pi * density) * std::sqrt(pi) * std::pow(r, l) /
           (std::pow(2, l + 2) * std::pow(a, l + 1.5)) * std::exp(-r * r / (4 * a));
  }
};

const std::vector<Pair> pairs{{0, 0.3, 0.06}, {1, 0.3, 0.06}, {2, 0.25, 0.06}, {3, 0.3, 0.06},
                              {4, 0.2, 0.06}, {6, 0.3, 0.06}, {8, 0.4, 0.06}};

HarmonicTable table_of(bool reciprocal, double end, double step, bool from_zero = true) {
  HarmonicTable table;
  table.quantity = reciprocal ? "S" : "g";
  table.abscissa = reciprocal ? "Q" : "r";
  table.density = 0.06;
  for (int k = from_zero ? 0 : 1; k * step <= end; ++k) table.x.push_back(k * step);
  for (const Pair& pair : pairs) {
    HarmonicCurve curve{{pair.l, 0}, {}, {}};
    for (const double x : table.x) {
      curve.value.push_back((reciprocal ? pair.reciprocal(x) : pair.real(x)) + (pair.l == 0 ? 1 : 0));
    }
    table.curves.push_back(curve);
  }
  return table;
}

TEST(BesselTransform, OfGaussiansIsKnownBothWays) {
  for (const bool reciprocal : {true, false}) {
    const HarmonicTable result = bessel_transform(table_of(reciprocal, 25, 0.05), {.max = 12, .step = 0.1}).table;
    EXPECT_EQ(result.quantity, reciprocal ? "g" : "S");
    for (std::size_t c = 0; c < pairs.size(); ++c) {
      for (std::size_t k = 0; k < result.x.size(); ++k) {
        const double x = result.x[k];
        const double expected = (reciprocal ? pairs[c].real(x) : pairs[c].reciprocal(x)) + (c == 0 ? 1 : 0);
        EXPECT_NEAR(result.curves[c].value[k], expected, 1e-11 * std::abs(pairs[c].real(3))) << pairs[c].l << ' ' << x;
      }
    }
  }
}

TEST(BesselTransform, ReturnsWhereItCameFrom) {
  const HarmonicTable start = table_of(true, 20, 0.02);
  const HarmonicTable there = bessel_transform(start, {.max = 25, .step = 0.05}).table;
  // The first row of a result is not at zero: g is 0 below it by the convention for cores, which it is not here.
  HarmonicTable whole = there;
  whole.x.insert(whole.x.begin(), 0);
  for (std::size_t c = 0; c < pairs.size(); ++c) {
    whole.curves[c].value.insert(whole.curves[c].value.begin(), pairs[c].l == 0 ? 1 + pairs[0].real(0) : 0.0);
  }
  const HarmonicTable back = bessel_transform(whole, {.max = 20, .step = 0.02}).table;
  for (std::size_t c = 0; c < pairs.size(); ++c) {
    for (std::size_t k = 0; k < back.x.size(); ++k) {
      EXPECT_NEAR(back.curves[c].value[k], start.curves[c].value[k + 1], 1e-9);
    }
  }
}

TEST(BesselTransform, OrthonormalTablesDifferByAFactorOnly) {
  const HarmonicTable plain = table_of(true, 20, 0.05);
  const TransformOptions options{.max = 8, .step = 0.5};
  const HarmonicTable expected = in_normalisation(bessel_transform(plain, options).table, Normalisation::orthonormal);
  const HarmonicTable found = bessel_transform(in_normalisation(plain, Normalisation::orthonormal), options).table;
  for (std::size_t c = 0; c < pairs.size(); ++c) {
    for (std::size_t k = 0; k < found.x.size(); ++k) {
      EXPECT_NEAR(found.curves[c].value[k], expected.curves[c].value[k], 1e-10);
    }
  }
}

// Affine deformation multiplies r dg/dr in real space by −c and Q dS/dQ in reciprocal space by +c.
TEST(BesselTransform, TakesTheAffineCurveToItsCounterpart) {
  const Pair pair{0, 0.05, 0.06};
  const double h = 1e-5, c = 0.01;
  HarmonicTable table{.density = 0.06};
  table.curves.push_back({{2, 0}, {}, {}});
  for (double r = 0; r < 8; r += 0.02) {
    table.x.push_back(r);
    table.curves[0].value.push_back(-c * r * (pair.real(r + h) - pair.real(r - h)) / (2 * h));
  }
  const HarmonicTable s = bessel_transform(table, {.max = 15, .step = 0.1}).table;
  for (std::size_t k = 0; k < s.x.size(); ++k) {
    const double q = s.x[k];
    EXPECT_NEAR(s.curves[0].value[k], c * q * -2 * pair.a * q * pair.reciprocal(q), 1e-8) << q;
  }
}

// Bins hold averages over shells; blurring by wide ones is undone. A peak [e^{−(r−r₀)²/4b} − e^{−(r+r₀)²/4b}]/r has the
// transform √(4πb) e^{−bQ²} sin(Qr₀)/Q for l = 0; that for l = 2 is summed finely.
TEST(BesselTransform, UndoesTheBlurringByBins) {
  const double r0 = 2.7, b = 0.01, width = 0.1, density = 0.06;
  const auto peak = [&](double r) {
    return (std::exp(-(r - r0) * (r - r0) / (4 * b)) - std::exp(-(r + r0) * (r + r0) / (4 * b))) / r;
  };
  HarmonicTable table{.bin_width = width, .density = density};
  table.curves = {{{0, 0}, {}, {}}, {{2, 0}, {}, {}}};
  for (int k = 0; k < 60; ++k) {
    double sum = 0, volume = 0;
    for (int n = 0; n < 200; ++n) {
      const double r = width * (k + (n + 0.5) / 200);
      sum += r * r * peak(r);
      volume += r * r;
    }
    table.x.push_back(width * (k + 0.5));
    table.curves[0].value.push_back(1 + sum / volume);
    table.curves[1].value.push_back(sum / volume);
  }
  const HarmonicTable s = bessel_transform(table, {.max = 12, .step = 0.5}).table;
  table.bin_width = 0;
  const HarmonicTable blurred = bessel_transform(table, {.max = 12, .step = 0.5}).table;
  double worst[2] = {}, worst_blurred[2] = {};
  for (std::size_t k = 0; k < s.x.size(); ++k) {
    const double q = s.x[k];
    double second = 0;
    for (double r = 0.0005; r < 6; r += 0.001)
      second -= 4 * pi * density * 0.001 * r * r * peak(r) * reference(2, q * r);
    const double expected[2] = {
        1 + 4 * pi * density * std::sqrt(4 * pi * b) * std::exp(-b * q * q) * std::sin(q * r0) / q, second};
    for (std::size_t c = 0; c < 2; ++c) {
      EXPECT_TRUE(std::isfinite(s.curves[c].value[k])) << q;
      worst[c] = std::max(worst[c], std::abs(s.curves[c].value[k] - expected[c]));
      worst_blurred[c] = std::max(worst_blurred[c], std::abs(blurred.curves[c].value[k] - expected[c]));
    }
  }
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_LT(worst[c], worst_blurred[c] / 4);
    EXPECT_LT(worst[c], 2e-4);
  }
}

// Hard spheres of diameter 1 in the approximation of Percus and Yevick: 1/S = 1 − ρ c(Q).
HarmonicTable hard_spheres(double packing, double end, double first) {
  HarmonicTable table{.abscissa = "Q", .quantity = "S", .density = 6 * packing / pi};
  table.curves.push_back({{0, 0}, {}, {}});
  const double l1 = std::pow(1 + 2 * packing, 2) / std::pow(1 - packing, 4);
  const double l2 = -std::pow(1 + packing / 2, 2) / std::pow(1 - packing, 4);
  for (double q = first; q < end; q += 0.05) {
    // ∫_0^1 (l1 + 6η l2 r + η/2 l1 r³) r sin(qr)/q dr by Simpson's rule.
    double c = 0;
    const int n = 400;
    for (int k = 0; k <= n; ++k) {
      const double r = double(k) / n, w = k == 0 || k == n ? 1 : k % 2 == 1 ? 4 : 2;
      c += w * (l1 + 6 * packing * l2 * r + packing / 2 * l1 * r * r * r) * r * std::sin(q * r) / q / (3.0 * n);
    }
    table.x.push_back(q);
    table.curves[0].value.push_back(1 / (1 + 4 * pi * table.density * c));
  }
  return table;
}

TEST(BesselTransform, HardSpheresDoNotOverlap) {
  const double packing = 0.4;
  const TransformOptions options{.max = 3, .step = 0.01, .window = "lorch", .core = 0.93};
  const TransformResult result = bessel_transform(hard_spheres(packing, 120, 0.3), options);
  ASSERT_EQ(result.report.core.size(), 1U);
  EXPECT_LT(result.report.core[0].rms, 0.02);
  const double contact = (1 + packing / 2) / std::pow(1 - packing, 2);
  EXPECT_NEAR(result.report.core[0].peak, contact, 0.15 * contact);  // the window blurs the jump
  EXPECT_NEAR(result.report.density_ratio, 1, 0.03);
  EXPECT_NEAR(result.report.resolution, 5.437 / 120, 1e-3);
}

TEST(BesselTransform, ContinuesBelowTheFirstRow) {
  const HarmonicTable whole = hard_spheres(0.3, 60, 0.02);
  const HarmonicTable cut = hard_spheres(0.3, 60, 0.72);
  TransformOptions options{.max = 8, .step = 0.5, .core = 0};
  const auto error = [&](const std::string& low) {
    options.low = low;
    const auto a = bessel_transform(whole, options).table, b = bessel_transform(cut, options).table;
    double sum = 0;
    for (std::size_t k = 0; k < a.x.size(); ++k) sum += std::abs(a.curves[0].value[k] - b.curves[0].value[k]);
    return sum;
  };
  EXPECT_LT(error("power"), error("none") / 10);

  // A core without rows counts as empty: as if zeros had been written.
  HarmonicTable bins{.bin_width = 0.1, .density = 0.05}, from_two = bins;
  bins.curves = from_two.curves = {{{0, 0}, {}, {}}};
  for (int k = 0; k < 80; ++k) {
    const double r = 0.1 * (k + 0.5), g = r < 2 ? 0 : 1 + std::exp(-r) * std::cos(5 * r);
    bins.x.push_back(r);
    bins.curves[0].value.push_back(g);
    if (r < 2) continue;
    from_two.x.push_back(r);
    from_two.curves[0].value.push_back(g);
  }
  const auto a = bessel_transform(bins, {.max = 10, .step = 0.7}).table;
  const auto b = bessel_transform(from_two, {.max = 10, .step = 0.7}).table;
  for (std::size_t k = 0; k < a.x.size(); ++k) EXPECT_NEAR(a.curves[0].value[k], b.curves[0].value[k], 0.03);
}

TEST(BesselTransform, ErrorsAreThoseOfRepeatedNoise) {
  HarmonicTable table = table_of(true, 15, 0.1);
  table.curves = {table.curves[2]};
  const std::vector<double> truth = table.curves[0].value;
  for (const double q : table.x) table.curves[0].error.push_back(0.01 * (1 + q));
  const std::vector<double> at{1, 1.1, 4};
  const TransformOptions options{.max = 5, .step = 0.1, .window = "lorch"};
  const std::vector<double> covariance = transform_covariance(table, {2, 0}, at, options);
  const std::vector<double> weights{1, -2, 0.5};
  double variance = 0;
  for (std::size_t i = 0; i < 9; ++i) variance += weights[i / 3] * covariance[i] * weights[i % 3];
  EXPECT_NEAR(transform_sum_error(table, {2, 0}, at, weights, options) / std::sqrt(variance), 1, 1e-10);
  const HarmonicTable exact = bessel_transform(table, options).table;
  std::vector<double> sum(9, 0);
  const int repeats = 1500;
  for (int n = 0; n < repeats; ++n) {
    CounterRng rng(7, static_cast<std::uint64_t>(n));
    for (std::size_t k = 0; k < truth.size(); ++k) {
      table.curves[0].value[k] = truth[k] + table.curves[0].error[k] * rng.normal();
    }
    const HarmonicTable noisy = bessel_transform(table, options).table;
    const std::size_t row[3] = {9, 10, 39};
    for (std::size_t i = 0; i < 9; ++i) {
      sum[i] += (noisy.curves[0].value[row[i / 3]] - exact.curves[0].value[row[i / 3]]) *
                (noisy.curves[0].value[row[i % 3]] - exact.curves[0].value[row[i % 3]]) / repeats;
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t row[3] = {9, 10, 39};
    EXPECT_NEAR(std::sqrt(covariance[4 * i]), exact.curves[0].error[row[i]], 1e-9);
    for (std::size_t j = 0; j < 3; ++j) {
      const double scale = std::sqrt(covariance[4 * i] * covariance[4 * j]);
      EXPECT_NEAR(sum[3 * i + j] / scale, covariance[3 * i + j] / scale, 0.1);
    }
  }
  EXPECT_GT(covariance[1], 0.4 * covariance[0]);  // neighbours share their errors
}

TEST(BesselTransform, IsTheSameOnAnyNumberOfThreads) {
  const HarmonicTable table = table_of(true, 20, 0.03);
  const auto one = bessel_transform(table, {}, {.threads = 1}).table,
             two = bessel_transform(table, {}, {.threads = 2}).table;
  for (std::size_t c = 0; c < pairs.size(); ++c) EXPECT_EQ(one.curves[c].value, two.curves[c].value);
}

TEST(BesselTransform, LeavesOutUndefinedEndsAndRefusesHoles) {
  HarmonicTable table = table_of(true, 20, 0.05);
  const double nan = std::nan("");
  for (HarmonicCurve& curve : table.curves) curve.value.front() = curve.value.back() = nan;
  EXPECT_NEAR(bessel_transform(table, {.max = 5, .step = 0.5}).table.curves[2].value[5], pairs[2].real(3), 1e-6);
  table.curves[1].value[50] = nan;
  EXPECT_THROW(bessel_transform(table, {}), Error);
}

TEST(BesselTransform, RefusesWhatItCannotDo) {
  const HarmonicTable good = table_of(true, 20, 0.05);
  HarmonicTable bad = good;
  bad.density = 0;
  EXPECT_THROW(bessel_transform(bad, {}), Error);
  bad = good;
  bad.curves[0].harmonic.l = 10;
  EXPECT_THROW(bessel_transform(bad, {}), Error);
  bad = good;
  bad.curves.clear();
  EXPECT_THROW(bessel_transform(bad, {}), Error);
  bad = good;
  bad.curves[0].value.pop_back();
  EXPECT_THROW(bessel_transform(bad, {}), Error);
  for (const TransformOptions& options :
       {TransformOptions{.max = 63}, TransformOptions{.step = 0}, TransformOptions{.max = -1},
        TransformOptions{.input_min = 5, .input_max = 4}, TransformOptions{.input_min = 50},
        TransformOptions{.window = "box"}, TransformOptions{.window = "gaussian"}, TransformOptions{.low = "linear"}}) {
    EXPECT_THROW(bessel_transform(good, options), Error);
  }
}

TEST(DerivedCurves, HaveTheirFactors) {
  HarmonicTable table{.density = 0.05};
  table.x = {2};
  table.curves = {{{0, 0}, {3}, {}}, {{2, 0}, {0.1}, {}}};
  const std::string text = derived_csv(table);
  EXPECT_NE(text.find("r [Å],G [1/Å²],T [1/Å²],RDF [1/Å],G_2_0 [1/Å²]"), text.npos);
  double r, g, t, rdf, g20;
  ASSERT_EQ(std::sscanf(text.substr(text.find('\n') + 1).c_str(), "%lf,%lf,%lf,%lf,%lf", &r, &g, &t, &rdf, &g20), 5);
  EXPECT_NEAR(g, 4 * pi * 0.05 * 2 * 2, 1e-9);
  EXPECT_NEAR(t, 4 * pi * 0.05 * 2 * 3, 1e-9);
  EXPECT_NEAR(rdf, 4 * pi * 0.05 * 4 * 3, 1e-9);
  EXPECT_NEAR(g20, 4 * pi * 0.05 * 2 * 0.1, 1e-9);
}

}  // namespace
}  // namespace glasscape
