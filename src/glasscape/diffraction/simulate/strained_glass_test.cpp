#include "glasscape/diffraction/simulate/strained_glass.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/diffraction/simulate/model_glass_fixture.hpp"

namespace glasscape {
namespace {

constexpr double step = 0.01;

const HarmonicTable& glass() {
  static const HarmonicTable table = HardSpheres{}.g_table(20, step);
  return table;
}

const std::vector<double>& g() { return glass().find({0, 0})->value; }

double g_at(double r) {
  if (r < glass().x.front()) return 0;
  const double t = (r - glass().x.front()) / step;
  const auto k = static_cast<std::size_t>(t);
  return g()[k] + (t - static_cast<double>(k)) * (g()[k + 1] - g()[k]);
}

TEST(StrainedGlass, OfNoStrainIsTheGlassItself) {
  const HarmonicTable same = strained_glass(glass(), {.strain = 0});
  for (std::size_t k = 0; k + 1 < glass().x.size(); ++k) {
    EXPECT_NEAR(same.find({0, 0})->value[k], g()[k], 1e-10);
    EXPECT_NEAR(same.find({2, 0})->value[k], 0, 1e-10);
    EXPECT_NEAR(same.find({4, 0})->value[k], 0, 1e-10);
  }
  EXPECT_EQ(same.density, glass().density);
}

// c_P2 = −(2/3)(1+ν)εrg′ + ε²{[(1+ν)(15−13ν)/21] rg′ + (2/21)(1+ν)(3−4ν) r²g″}, c_P4 = ε²(4/35)(1+ν)²(r²g″ − rg′)
TEST(StrainedGlass, AgreesWithTheExpansionForAffineStrain) {
  constexpr double e = 0.002, nu = 0.36;
  const HarmonicTable strained = strained_glass(glass(), {.strain = e, .poisson_ratio = nu});
  for (std::size_t k = 1; k + 1 < glass().x.size(); ++k) {
    const double r = glass().x[k];
    if (r < 2 || r > 18) continue;
    const double rg = r * (g()[k + 1] - g()[k - 1]) / (2 * step);
    const double rrg = r * r * (g()[k + 1] - 2 * g()[k] + g()[k - 1]) / (step * step);
    const double p2 = -2.0 / 3 * (1 + nu) * e * rg +
                      e * e * ((1 + nu) * (15 - 13 * nu) / 21 * rg + 2.0 / 21 * (1 + nu) * (3 - 4 * nu) * rrg);
    const double p4 = e * e * 4.0 / 35 * (1 + nu) * (1 + nu) * (rrg - rg);
    EXPECT_NEAR(std::sqrt(5.0) * strained.find({2, 0})->value[k], p2, 1e-4 + 0.002 * std::abs(p2)) << r;
    EXPECT_NEAR(3 * strained.find({4, 0})->value[k], p4, 3e-5 + 0.02 * std::abs(p4)) << r;
    EXPECT_NEAR(strained.find({0, 0})->value[k], g()[k] - (1 - 2 * nu) / 3 * e * rg, 4e-3);
  }
  EXPECT_NEAR(strained.density / glass().density, 1 / ((1 + e) * std::pow(1 - nu * e, 2)), 1e-14);
}

// To first order a strain that depends on distance gives −(2/3)(1+ν) r d(εg)/dr: pairs are conserved.
TEST(StrainedGlass, AgreesWithTheExpansionForStrainThatVaries) {
  const PlantedStrain planted{.strain = 1e-4, .poisson_ratio = 0.4, .critical_radius = 8, .inner_share = 0.3};
  const HarmonicTable strained = strained_glass(glass(), planted);
  EXPECT_NEAR(planted.at(0), 0.3e-4, 1e-7);
  EXPECT_NEAR(planted.at(8), 0.65e-4, 1e-10);
  EXPECT_NEAR(planted.at(20), 1e-4, 1e-7);
  const auto product = [&](std::size_t k) { return planted.at(glass().x[k]) * g()[k]; };
  for (std::size_t k = 1; k + 1 < glass().x.size(); ++k) {
    const double r = glass().x[k];
    if (r < 2 || r > 18) continue;
    const double slope = (product(k + 1) - product(k - 1)) / (2 * step);
    const double expected = -2.0 / 3 * 1.4 * r * slope / std::sqrt(5.0);
    EXPECT_NEAR(strained.find({2, 0})->value[k], expected, 1e-6 + 0.004 * std::abs(expected)) << r;
  }
}

// Pairs at random places, weighted by g there and moved, are counted in a shell.
TEST(StrainedGlass, IsTheHistogramOfDisplacedPairs) {
  const PlantedStrain planted{.strain = 0.05, .poisson_ratio = 0.3, .critical_radius = 6, .inner_share = 0.2};
  const HarmonicTable strained = strained_glass(glass(), planted);
  constexpr double from = 5.0, to = 5.4, inner = 4.5, outer = 6;
  CounterRng rng(5, 0);
  double g00 = 0, g20 = 0, squares = 0;
  constexpr int pairs = 400000;
  for (int k = 0; k < pairs; ++k) {
    const double cube = inner * inner * inner;
    const double r = std::cbrt(cube + (outer * outer * outer - cube) * rng.uniform());
    const Vec3 u = rng.unit_vector();
    const double e = planted.at(r);
    const Vec3 moved{r * u.x * (1 - 0.3 * e), r * u.y * (1 - 0.3 * e), r * u.z * (1 + e)};
    const double d = norm(moved);
    if (d < from || d >= to) continue;
    const double y = std::sqrt(5.0) * (3 * moved.z * moved.z / (d * d) - 1) / 2;
    g00 += g_at(r);
    g20 += g_at(r) * y;
    squares += g_at(r) * g_at(r);
  }
  const double volume = 1.05 * std::pow(1 - 0.3 * 0.05, 2);  // of the old density over the new one
  const double scale =
      volume * (std::pow(outer, 3) - std::pow(inner, 3)) / (std::pow(to, 3) - std::pow(from, 3)) / pairs;
  const double error = scale * std::sqrt(squares);
  double mean = 0, second = 0, shell = 0;
  for (std::size_t k = 0; k < strained.x.size(); ++k) {
    const double r = strained.x[k];
    if (r < from || r >= to) continue;
    shell += r * r;
    mean += r * r * strained.find({0, 0})->value[k];
    second += r * r * strained.find({2, 0})->value[k];
  }
  EXPECT_NEAR(mean / shell, g00 * scale, 4 * error);
  EXPECT_NEAR(second / shell, g20 * scale, 4 * error);
  EXPECT_GT(std::abs(second / shell), 8 * error);
}

TEST(StrainedGlass, RefusesWhatFoldsSpaceAndWhatIsNoGlass) {
  EXPECT_THROW(strained_glass(glass(), {.strain = -0.25, .critical_radius = 10, .inner_share = -1, .transition = 0.1}),
               Error);
  EXPECT_THROW(strained_glass(glass(), {.strain = 2}), Error);
  EXPECT_THROW(strained_glass(glass(), {.strain = 0.01, .poisson_ratio = 0.7}), Error);
  EXPECT_THROW(strained_glass(glass(), {.strain = 0.01, .critical_radius = 5, .transition = 0}), Error);
  EXPECT_THROW(strained_glass(HardSpheres{}.s_table(20, 0.02), {.strain = 0.01}), Error);
}

}  // namespace
}  // namespace glasscape
