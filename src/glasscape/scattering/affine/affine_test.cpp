#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/affine/affine_analysis.hpp"
#include "glasscape/scattering/affine/affine_curves.hpp"
#include "glasscape/scattering/affine/affine_fixture.hpp"
#include "glasscape/scattering/affine/smooth_curve.hpp"

namespace glasscape {
namespace {

using namespace affine_fixture;

constexpr double nu = 0.36;

double slope(double r) { return (glass_g(r + 1e-4) - glass_g(r - 1e-4)) / 2e-4; }
double curvature(double r) { return (glass_g(r + 1e-3) - 2 * glass_g(r) + glass_g(r - 1e-3)) / 1e-6; }

TEST(SmoothCurve, KeepsParabolasAndTheirDerivatives) {
  std::vector<double> y;
  for (int k = 0; k < 100; ++k) y.push_back(3 + 0.5 * 0.1 * k - 0.25 * 0.01 * k * k);
  const SmoothCurve c = smooth_curve(y, 0.1, 0.25);
  for (std::size_t k = 30; k < 70; ++k) {
    const double x = 0.1 * static_cast<double>(k);
    EXPECT_NEAR(c.value[k], 3 + 0.5 * x - 0.25 * (x * x + 0.25 * 0.25), 1e-6);
    EXPECT_NEAR(c.first[k], 0.5 - 0.5 * x, 1e-10);
    EXPECT_NEAR(c.second[k], -0.5, 1e-9);
  }
  for (std::size_t k = 0; k < y.size(); ++k) y[k] = static_cast<double>(k);
  EXPECT_NEAR(smooth_curve(y, 1, 3).first.back(), 1, 1e-12);  // a line goes on beyond its end
}

// The formulas against a glass that is deformed exactly: what is left must fall with the next power of the strain.
TEST(AffineCurves, AreExactToTheirOrder) {
  const auto worst = [](double e, int which) {
    double result = 0;
    for (double r = 2.3; r < 9; r += 0.37) {
      const double s = r * slope(r), r1[] = {r}, s1[] = {s}, c1[] = {curvature(r)};
      const AffineCurves curves = uniaxial_curves(r1, s1, c1, e, nu);
      const Coefficients exact = deformed(r, constant_strain(e), nu, e);
      const double difference = which == 1   ? curves.first[0] - exact.g20
                                : which == 2 ? curves.second[0] - exact.g20
                                             : curves.fourth[0] - exact.g40;
      EXPECT_TRUE(std::isfinite(difference)) << r;
      result = std::max(result, std::abs(difference));
    }
    return result;
  };
  for (const double e : {0.004, -0.004}) {
    EXPECT_NEAR(std::log2(worst(e, 1) / worst(e / 2, 1)), 2, 0.15);
    EXPECT_NEAR(std::log2(worst(e, 2) / worst(e / 2, 2)), 3, 0.25);
    EXPECT_NEAR(std::log2(worst(e, 4) / worst(e / 2, 4)), 3, 0.25);
  }
}

TEST(AffineCurves, ShearHasNoTermInTheSquare) {
  // g_2−2 by quadrature over the sphere; x → x + γy is undone by x − γy.
  const auto exact = [](double r, double gamma) {
    double sum = 0;
    const int turns = 32;
    for (const auto& [cosine, weight] : gauss_legendre(16)) {
      for (int k = 0; k < turns; ++k) {
        const double phi = 2 * std::numbers::pi * (k + 0.5) / turns, s = std::sqrt(1 - cosine * cosine);
        const double x = s * std::cos(phi), y = s * std::sin(phi);
        const double before = r * std::sqrt((x - gamma * y) * (x - gamma * y) + y * y + cosine * cosine);
        sum += weight / (2 * turns) * std::sqrt(15.0) * x * y * glass_g(before);
      }
    }
    return sum;
  };
  for (const double r : {2.6, 3.3, 5.1}) {
    const double s[] = {r * slope(r)};
    const auto left = [&](double gamma) { return shear_curves(s, gamma).first[0] - exact(r, gamma); };
    EXPECT_NEAR(std::log2(std::abs(left(0.02) / left(0.01))), 3, 0.2) << r;
  }
}

HarmonicTable affine_table(double strain, double step = 0.04) {
  return table_of(20, step, [&](double r) { return deformed(r, constant_strain(strain), nu, strain); });
}

void add(std::vector<double>& to, const std::vector<double>& what) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += what[k];
}

TEST(AffineAnalysis, FindsTheStrainAndItsSign) {
  for (const double strain : {0.003, -0.01}) {
    const AffineAnalysis a = affine_analysis(affine_table(strain), {.poisson = nu});
    EXPECT_NEAR(a.fit.strain.value, strain, 0.015 * std::abs(strain));
    EXPECT_NEAR(a.fit.alpha.value, -uniaxial_factor(nu) * a.fit.strain.value, 1e-15);
    EXPECT_GT(a.fit.alpha.value * -strain, 0);  // as in paper 000, positive in compression
    EXPECT_NEAR(std::abs(a.phase.phase.value), strain > 0 ? 180 : 0, 3);
  }
  // Shear, in the other normalisation.
  HarmonicTable sheared = affine_table(0);
  sheared.curves[1].harmonic = {2, -2};
  for (std::size_t k = 0; k < sheared.x.size(); ++k) {
    sheared.curves[1].value[k] = -0.01 * sheared.x[k] * slope(sheared.x[k]) / std::sqrt(15.0);
  }
  sheared = in_normalisation(sheared, Normalisation::orthonormal);
  const AffineAnalysis a = affine_analysis(sheared, {.loading = "shear"});
  EXPECT_NEAR(a.fit.strain.value, 0.01, 1e-4);
  EXPECT_NEAR(a.strain[80], 0.01, 1e-4);
  EXPECT_TRUE(a.strain_second.empty());
}

TEST(AffineAnalysis, SmoothingAndNoiseOfTheIsotropicCurveLoseNoSlope) {
  HarmonicTable table = affine_table(-0.01, 0.02);
  double mean = 0;
  for (std::uint64_t n = 0; n < 20; ++n) {
    HarmonicTable noisy = table;
    add(noisy.curves[0].value, noise(table.x, 0.05, 1, 50 + n));  // 0.4 % at 12 Å: 40,000 atoms in one frame
    mean += affine_analysis(noisy, {.poisson = nu}).fit.strain.value / 20;
  }
  EXPECT_NEAR(mean, -0.01, 3e-4);
}

// Intervals hold the truth as often as they say, for independent noise and for noise that is correlated along r.
TEST(AffineAnalysis, IntervalsCoverTheTruth) {
  const HarmonicTable table = affine_table(-0.005);
  const double truth = affine_analysis(table, {.poisson = nu}).fit.strain.value;
  for (const double length : {1.0, 6.0, 15.0}) {
    int covered = 0;
    const int repeats = 300;
    for (int n = 0; n < repeats; ++n) {
      HarmonicTable noisy = table;
      add(noisy.curves[1].value, noise(table.x, 0.05, length, 1000 + static_cast<std::uint64_t>(n)));
      covered += affine_analysis(noisy, {.poisson = nu}).fit.strain_interval.contains(truth);
    }
    EXPECT_GE(covered, 0.90 * repeats) << length;
    EXPECT_LE(covered, 0.99 * repeats) << length;
  }
}

TEST(AffineAnalysis, UsesErrorsOfTheTable) {
  HarmonicTable table = affine_table(-0.005);
  const double exact = affine_analysis(table, {.poisson = nu}).fit.strain.value;
  // Noise that doubles beyond 15 Å, with errors that say so.
  double spread = 0, stated = 0;
  for (const double r : table.x) table.curves[1].error.push_back((r > 15 ? 0.1 : 0.05) / r);
  for (std::uint64_t n = 0; n < 60; ++n) {
    HarmonicTable noisy = table;
    std::vector<double> extra = noise(table.x, 0.05, 1, 300 + n);
    for (std::size_t k = 0; k < extra.size(); ++k) extra[k] *= table.x[k] > 15 ? 2 : 1;
    add(noisy.curves[1].value, extra);
    const AffineFit fit = affine_analysis(noisy, {.poisson = nu}).fit;
    spread += std::pow(fit.strain.value - exact, 2) / 60;
    stated += std::pow(fit.error_from_columns / uniaxial_factor(nu), 2) / 60;
  }
  EXPECT_NEAR(std::sqrt(stated / spread), 1, 0.25);
}

TEST(RadialStrain, ReturnsWhatWasPlanted) {
  // Weak inside, with a wiggle, and ε_far outside.
  const double far = -0.04;
  const Strain planted{[=](double r) { return far * (1 - 0.6 * std::exp(-r * r / 18) * std::cos(1.5 * r)); },
                       [=](double r) {
                         const double e = std::exp(-r * r / 18);
                         return far * 0.6 * e * (r / 9 * std::cos(1.5 * r) + 1.5 * std::sin(1.5 * r));
                       }};
  const auto errors = [&](double scale) {
    const Strain s{[&, scale](double r) { return scale * planted.value(r); },
                   [&, scale](double r) { return scale * planted.slope(r); }};
    const HarmonicTable table = table_of(20, 0.02, [&](double r) { return deformed(r, s, nu, scale * far); });
    const AffineAnalysis a = affine_analysis(table, {.poisson = nu, .smoothing = 0.02});
    std::pair<double, double> worst{0, 0};
    for (std::size_t k = 0; k < a.r.size(); ++k) {
      if (a.isotropic[k] < 0.4 || a.r[k] > 18) continue;
      EXPECT_TRUE(std::isfinite(a.strain_second[k])) << a.r[k];
      worst.first = std::max(worst.first, std::abs(a.strain[k] - s.value(a.r[k])) / std::abs(scale * far));
      worst.second = std::max(worst.second, std::abs(a.strain_second[k] - s.value(a.r[k])) / std::abs(scale * far));
    }
    EXPECT_TRUE(std::isnan(a.strain[20]));  // the core, where g is small
    return worst;
  };
  const auto small = errors(0.02), large = errors(0.5);
  EXPECT_LT(small.first, 0.02);
  EXPECT_LT(small.second, 0.02);
  EXPECT_LT(large.second, large.first / 2);
}

TEST(RadialStrain, ErrorsAreThoseOfRepeatedNoise) {
  const HarmonicTable table = affine_table(-0.002);  // so that terms of second order are below the noise
  for (const double length : {1.0, 8.0}) {
    const int repeats = 200;
    const std::size_t at[] = {70, 130, 200};  // 2.8, 5.2 and 8 Å
    double square[3] = {}, stated[3] = {}, mean[3] = {};
    for (int n = 0; n < repeats; ++n) {
      HarmonicTable noisy = table;
      add(noisy.curves[1].value, noise(table.x, 0.04, length, 4000 + static_cast<std::uint64_t>(n)));
      const AffineAnalysis a = affine_analysis(noisy, {.poisson = nu});
      for (std::size_t i = 0; i < 3; ++i) {
        mean[i] += a.strain[at[i]] / repeats;
        square[i] += a.strain[at[i]] * a.strain[at[i]] / repeats;
        stated[i] += a.strain_error[at[i]] * a.strain_error[at[i]] / repeats;
      }
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const double spread = std::sqrt(square[i] - mean[i] * mean[i]);
      EXPECT_NEAR(std::sqrt(stated[i]) / spread, 1, 0.3) << length << ' ' << i;
    }
  }
}

HarmonicTable with_core(double r_c, double share, double noise_size, std::uint64_t stream) {
  const double strain = -0.01;
  HarmonicTable table = affine_table(strain);
  for (std::size_t k = 0; k < table.x.size(); ++k) {
    if (table.x[k] < r_c) table.curves[1].value[k] *= share;
  }
  add(table.curves[1].value, noise(table.x, noise_size, 1, stream));
  return table;
}

TEST(CriticalRadius, IsFoundWhereItWasPlanted) {
  for (const double r_c : {5.0, 7.0, 9.5}) {
    int inside = 0;
    for (std::uint64_t n = 0; n < 10; ++n) {
      const AffineAnalysis a = affine_analysis(with_core(r_c, 0.4, 0.02, n), {.poisson = nu});
      EXPECT_NEAR(a.critical.value, r_c, 0.9) << r_c;
      EXPECT_LE(a.critical.low, a.critical.value);
      EXPECT_GE(a.critical.high, a.critical.value);
      EXPECT_FALSE(a.critical.beyond_fit);
      inside += a.critical.low - 0.6 < r_c && r_c < a.critical.high + 0.6;
    }
    EXPECT_GE(inside, 9) << r_c;
  }
}

TEST(CriticalRadius, IsAbsentInAnAffineGlassAndFlaggedWithoutAffineRange) {
  int found = 0;
  for (std::uint64_t n = 0; n < 20; ++n) {
    found += !std::isnan(affine_analysis(with_core(0, 1, 0.02, 100 + n), {.poisson = nu}).critical.value);
  }
  EXPECT_LE(found, 2);
  EXPECT_TRUE(affine_analysis(with_core(14, 0.2, 0.001, 3), {.poisson = nu, .rc_threshold = 1.2}).critical.beyond_fit);
}

TEST(PhaseMeasure, TellsStretchingFromRotation) {
  const auto phase = [](double in, double out) {
    HarmonicTable table = table_of(20, 0.04, [&](double r) {
      return Coefficients{glass_g(r), in * r * slope(r) + out * (glass_g(r) - 1), 0};
    });
    add(table.curves[1].value, noise(table.x, 0.01, 1, 9));
    return affine_analysis(table, {.poisson = nu}).phase;
  };
  const PhaseMeasure stretch = phase(0.01, 0), turn = phase(0, 0.05), back = phase(0, -0.05);
  EXPECT_NEAR(stretch.phase.value, 0, 4 * stretch.phase.error + 1);
  EXPECT_GT(stretch.with_affine.value, 0.95);
  EXPECT_LT(std::abs(stretch.with_isotropic.value), 0.4);
  EXPECT_NEAR(turn.phase.value, 90, 4 * turn.phase.error + 1);
  EXPECT_GT(turn.with_isotropic.value, 0.95);
  EXPECT_NEAR(back.phase.value, -90, 4 * back.phase.error + 1);
  EXPECT_GT(turn.explained, 0.95);
  EXPECT_GT(turn.phase.error, 0);
  EXPECT_LT(turn.phase.error, 10);
  EXPECT_LT(phase(0, 0).explained, 0.2);  // noise alone
}

TEST(PhaseMeasure, ErrorsAreThoseOfRepeatedNoise) {
  const HarmonicTable table = affine_table(-0.01);
  double square = 0, mean = 0, stated = 0;
  const int repeats = 200;
  for (int n = 0; n < repeats; ++n) {
    HarmonicTable noisy = table;
    add(noisy.curves[1].value, noise(table.x, 0.1, 4, 700 + static_cast<std::uint64_t>(n)));
    const PhaseMeasure p = affine_analysis(noisy, {.poisson = nu}).phase;
    mean += p.phase.value / repeats;
    square += p.phase.value * p.phase.value / repeats;
    stated += p.phase.error * p.phase.error / repeats;
  }
  EXPECT_NEAR(std::sqrt(stated / (square - mean * mean)), 1, 0.3);
}

TEST(AffineAnalysis, SubtractsAReference) {
  HarmonicTable table = affine_table(-0.01), reference = affine_table(0);
  const std::vector<double> frozen = noise(table.x, 0.3, 10, 77);
  add(table.curves[1].value, frozen);
  add(reference.curves[1].value, frozen);
  const AffineAnalysis alone = affine_analysis(table, {.poisson = nu});
  const AffineAnalysis a = affine_analysis(table, {.poisson = nu}, &reference);
  EXPECT_NEAR(a.fit.strain.value, -0.01, 2e-4);
  EXPECT_GT(alone.fit.strain.error, 20 * a.fit.strain.error);
  reference.x[3] += 0.01;
  EXPECT_THROW(affine_analysis(table, {}, &reference), Error);
}

TEST(AffineAnalysis, RefusesWhatItCannotUse) {
  const HarmonicTable good = affine_table(-0.01);
  const auto refused = [](const HarmonicTable& table, const AffineOptions& options, const std::string& says) {
    try {
      affine_analysis(table, options);
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(says), std::string::npos) << error.what();
      return;
    }
    FAIL() << "accepted: " << says;
  };
  HarmonicTable bad = good;
  bad.curves.pop_back();
  refused(bad, {}, "l = 2");
  bad = good;
  bad.quantity = "S";
  refused(bad, {}, "S(Q)");
  bad = good;
  for (double& v : bad.curves[0].value) v -= 1;
  refused(bad, {}, "difference");
  bad = good;
  bad.curves[1].value[200] = std::nan("");
  refused(bad, {}, "not a number");
  bad = good;
  bad.x[100] += 0.01;
  refused(bad, {}, "evenly");
  refused(good, {.r_fit = 19.5}, "r_fit");
  refused(good, {.loading = "torsion"}, "torsion");
  refused(good, {.poisson = 0.7}, "Poisson");
}

TEST(AffineAnalysis, WritesWhatItFound) {
  const AffineAnalysis a = affine_analysis(affine_table(-0.01), {.poisson = nu});
  const std::string text = to_csv(a);
  EXPECT_EQ(text.rfind("r [Å],g_2_0,g_2_0_error,", 0), 0U);
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), a.r.size() + 1);
  const nlohmann::json json = summary(a);
  EXPECT_NEAR(json["strain"]["value"].get<double>(), -0.01, 2e-4);
  EXPECT_EQ(json["harmonic"], nlohmann::json({2, 0}));
}

}  // namespace
}  // namespace glasscape
