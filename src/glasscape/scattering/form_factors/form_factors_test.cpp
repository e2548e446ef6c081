#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/form_factors/atomic_form_factor.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/form_factors/compton.hpp"
#include "glasscape/scattering/form_factors/xray_atoms.hpp"

namespace glasscape {
namespace {

TEST(FormFactor, StartsAtTheAtomicNumber) {
  for (int z = 1; z <= 92; ++z) {
    EXPECT_NEAR(atomic_form_factor(z, 0), z, 0.04);
    EXPECT_EQ(atomic_number(element_symbol(z), "test"), z);
  }
}

// The 1s electron of hydrogen is known in closed form: f0 = (1 + (Q a/2)²)^-2 with a the Bohr radius.
TEST(FormFactor, OfHydrogenIsThatOfTheGroundState) {
  for (double q = 0; q < 12; q += 0.37) {
    const double x = q * 0.529177 / 2;
    EXPECT_NEAR(atomic_form_factor(1, q), std::pow(1 + x * x, -2), 4e-4) << q;
  }
}

// International Tables, vol. C (1992), fit of four Gaussians and a constant (sin θ/λ below 2 /Å), another fit than
// ours.
TEST(FormFactor, AgreesWithTheInternationalTables) {
  struct Fit {
    int z;
    double a[4], b[4], c;
  };
  for (const Fit& fit : {Fit{6, {2.31, 1.02, 1.5886, 0.865}, {20.8439, 10.2075, 0.5687, 51.6512}, 0.2156},
                         Fit{29, {13.338, 7.1676, 5.6158, 1.6735}, {3.5828, 0.247, 11.3966, 64.8126}, 1.191},
                         Fit{40, {17.8765, 10.948, 5.41732, 3.65721}, {1.27618, 11.916, 0.117622, 87.6627}, 2.06929}}) {
    for (double q = 0; q <= 20; q += 0.25) {
      const double s = q / (4 * std::numbers::pi);
      double f = fit.c;
      for (int k = 0; k < 4; ++k) f += fit.a[k] * std::exp(-fit.b[k] * s * s);
      EXPECT_NEAR(atomic_form_factor(fit.z, q) / f, 1, 0.01) << fit.z << " at " << q;
    }
  }
}

// The optical theorem ties f″ to absorption, which just above their K edges is nearly all of the attenuation.
TEST(FormFactor, ImaginaryPartFollowsFromAbsorption) {
  constexpr double electron_radius = 2.8179403e-13, hc_in_cm = hc * 1e-8;
  for (const char* name : {"Ni", "Cu", "Zr"}) {
    const int z = atomic_number(name, "test");
    const double area = mass_attenuation(z, 20) * atomic_weight(name) * 1.66053907e-24;
    EXPECT_NEAR(xray_form_factor(z, 3, 20).imag() / (area * 20 / (2 * electron_radius * hc_in_cm)), 1, 0.04) << name;
  }
  // Across the K edge of copper, 8.979 keV, f″ jumps, and f′ dips there.
  EXPECT_GT(xray_form_factor(29, 0, 9.2).imag(), 5 * xray_form_factor(29, 0, 8.8).imag());
  EXPECT_LT(xray_form_factor(29, 0, 8.98).real(), 29 - 4.5);
  EXPECT_NEAR(xray_form_factor(29, 0, 100).real(), 29, 0.05);
}

TEST(Compton, GoesFromZeroToAllElectrons) {
  EXPECT_EQ(compton_function(29, 0), 0);
  EXPECT_NEAR(compton_function(29, 500), 29, 0.1);
  // A single electron scatters either way: S = 1 − f² for hydrogen.
  for (double q = 0.01; q < 20; q *= 1.3) {
    EXPECT_NEAR(compton_function(1, q), 1 - std::pow(atomic_form_factor(1, q), 2), 2e-3) << q;
  }
  for (double q = 0.02, before = 0; q < 30; q += 0.02) {
    EXPECT_GE(compton_function(40, q), before) << q;
    before = compton_function(40, q);
  }
}

// The wavelength grows by the Compton wavelength, 0.0242631 Å, times 1 − cos 2θ.
TEST(Compton, ShiftsTheWavelength) {
  for (const double angle : {0.0, 0.3, 1.2, 3.1}) {
    const double wavelength = 0.12359;
    EXPECT_NEAR(wavelength / compton_energy_ratio(angle, hc / wavelength),
                wavelength + 0.02426310 * (1 - std::cos(angle)), 1e-8);
  }
}

// The integral of the Klein–Nishina cross section over all directions is known in closed form.
TEST(Compton, TotalKleinNishinaCrossSection) {
  const double energy = 300, a = energy / 510.99895;
  const double log_term = std::log(1 + 2 * a);
  const double total = 2 * std::numbers::pi *
                       ((1 + a) / (a * a) * (2 * (1 + a) / (1 + 2 * a) - log_term / a) + log_term / (2 * a) -
                        (1 + 3 * a) / ((1 + 2 * a) * (1 + 2 * a)));
  double sum = 0;
  constexpr int steps = 20000;
  for (int k = 0; k < steps; ++k) {
    const double angle = (k + 0.5) * std::numbers::pi / steps, c = std::cos(angle);
    sum += compton_factor(angle, energy, ComptonModel::klein_nishina, (1 + c * c) / 2) * std::sin(angle);
  }
  EXPECT_NEAR(sum * 2 * std::numbers::pi * std::numbers::pi / steps / total, 1, 1e-7);
  EXPECT_EQ(compton_factor(1, energy, ComptonModel::none), 0);
  EXPECT_NEAR(compton_factor(1, energy, ComptonModel::cube, 0.7) / compton_factor(1, energy, ComptonModel::square, 0.7),
              compton_energy_ratio(1, energy), 1e-14);
}

// NIST Standard Reference Database 126 (Hubbell & Seltzer): μ/ρ at 100 keV in cm²/g.
TEST(Attenuation, IsThatOfNist) {
  EXPECT_NEAR(mass_attenuation(29, 100), 0.4584, 0.0005);
  EXPECT_NEAR(mass_attenuation(40, 100), 0.9658, 0.0010);
  EXPECT_NEAR(mass_attenuation(13, 100), 0.1704, 0.0002);
  // Water, 1 g/cm³: 0.1707 cm²/g.
  const auto water = parse_composition("H2O", "test");
  const double density = 3 * 0.0334278;
  EXPECT_NEAR(mass_density(water, density), 1, 1e-3);
  EXPECT_NEAR(linear_attenuation(water, density, 100), 0.01707, 2e-5);
}

TEST(Weights, AddUpToOneAndAreProductsOfTheirDiagonal) {
  const auto alloy = parse_composition("Cu46Zr46Al8", "test");
  for (const PairWeighting weighting :
       {PairWeighting::atoms, PairWeighting::xray, PairWeighting::xray_number, PairWeighting::neutron}) {
    const auto w = pair_weights(alloy, weighting, 7.5, 100);
    ASSERT_EQ(w.size(), 9u);
    double sum = 0;
    for (const double x : w) sum += x;
    EXPECT_NEAR(sum, 1, 1e-14);
    EXPECT_DOUBLE_EQ(w[1], w[3]);
    // f″ is small at 100 keV, so that the amplitudes are nearly in phase.
    EXPECT_NEAR(w[1] * w[1], w[0] * w[4], 1e-5);
  }
}

TEST(Weights, AreThoseComputedByHand) {
  const auto alloy = parse_composition("Cu50Zr50", "test");
  const auto z = pair_weights(alloy, PairWeighting::xray_number);
  EXPECT_NEAR(z[0], 29.0 * 29 / (69 * 69), 1e-14);
  EXPECT_NEAR(z[1], 29.0 * 40 / (69 * 69), 1e-14);
  const auto b = pair_weights(alloy, PairWeighting::neutron);
  EXPECT_NEAR(b[3], std::pow(7.16 / (7.16 + 7.718), 2), 1e-14);
  EXPECT_NEAR(pair_weights(alloy, PairWeighting::atoms)[2], 0.25, 1e-15);
  EXPECT_NEAR(neutron_scattering_length(1), -3.739, 1e-12);
}

TEST(Weights, MeansOfTheLaueTermAreThoseOfTheAtoms) {
  const auto alloy = parse_composition("Cu64.5Zr35.5", "test");
  const auto mean = xray_averages(alloy, 4, 100);
  const auto cu = xray_form_factor(29, 4, 100), zr = xray_form_factor(40, 4, 100);
  EXPECT_NEAR(std::abs(mean.f - (0.645 * cu + 0.355 * zr)), 0, 1e-12);
  EXPECT_NEAR(mean.f_squared - std::norm(mean.f), 0.645 * 0.355 * std::norm(cu - zr), 1e-10);
}

TEST(FormFactor, RefusesWhatIsNotTabulated) {
  EXPECT_THROW(atomic_number("Qq", "test"), Error);
  EXPECT_THROW(atomic_number("cu", "test"), Error);
  EXPECT_THROW(atomic_form_factor(0, 1), Error);
  EXPECT_THROW(atomic_form_factor(29, 80), Error);
  EXPECT_THROW(atomic_form_factor(29, -1), Error);
  EXPECT_THROW(atomic_form_factor(29, std::nan("")), Error);
  EXPECT_THROW(xray_form_factor(29, 1, 0), Error);
  EXPECT_THROW(mass_attenuation(29, 1e6), Error);
  EXPECT_THROW(compton_function(93, 1), Error);
  EXPECT_THROW(compton_function(29, -1), Error);
  EXPECT_THROW(neutron_scattering_length(84), Error);
  // Ti and Zr in this ratio scatter no neutrons coherently.
  EXPECT_THROW(pair_weights({{{"Ti", 7.16}, {"Zr", 3.438}}}, PairWeighting::neutron), Error);
  EXPECT_THROW(parse_weighting("x-ray", "test"), Error);
}

}  // namespace
}  // namespace glasscape
