#include "glasscape/scattering/structure_factor/structure_factor.hpp"

#include <cmath>
#include <complex>
#include <filesystem>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_fixture.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_pdf.hpp"
#include "glasscape/scattering/structure_factor/density_modes.hpp"
#include "glasscape/scattering/transform/transform.hpp"

namespace glasscape {
namespace {

using namespace anisotropic_fixture;

const Mat3 tilted{{Vec3{9, 0, 0}, Vec3{2, 8, 0}, Vec3{-1, 1.5, 7}}};

TEST(DensityModes, AreTheSumOverAtoms) {
  const Configuration c = random_gas(200, tilted * 1.7, 2, 3);
  const DensityModes modes(c.view(), 9);
  const auto [hmax, kmax, lmax] = modes.reach();
  double worst = 0;
  for (int h = -hmax; h <= hmax; h += 3) {
    for (int k = -kmax; k <= kmax; ++k) {
      for (int l = 0; l <= lmax; l += 2) {
        const Vec3 q = modes.vector(h, k, l);
        if (norm(q) > 9) continue;
        std::complex<double> sum[2];
        for (std::size_t i = 0; i < c.size(); ++i) {
          sum[c.types[i]] += std::polar(1.0, dot(q, c.positions[i] - c.box.origin()));
        }
        for (std::size_t s = 0; s < 2; ++s) worst = std::max(worst, std::abs(modes.mode(s, h, k, l) - sum[s]));
      }
    }
  }
  EXPECT_LT(worst / std::sqrt(200.0), 1e-5);
}

TEST(DensityModes, ReachAllVectorsOfABall) {
  const Configuration c = random_gas(10, tilted, 1, 3);
  const double qmax = 4;
  const DensityModes modes(c.view(), qmax);
  for (int h = -12; h <= 12; ++h) {
    for (int k = -12; k <= 12; ++k) {
      for (int l = -12; l <= 12; ++l) {
        if (norm(modes.vector(h, k, l)) > qmax) continue;
        EXPECT_LE(std::abs(h), modes.reach()[0]);
        EXPECT_LE(std::abs(k), modes.reach()[1]);
        EXPECT_LE(std::abs(l), modes.reach()[2]);
      }
    }
  }
}

// An uncorrelated pair of waves: S of a gas is 1 in every direction.
TEST(StructureFactor, OfAGasIsOneWithinItsErrors) {
  StructureFactor s({.qmax = 5, .dq = 0.1});
  for (std::size_t seed = 1; seed <= 4; ++seed) s.add(random_gas(600, tilted * 3.0, 2, seed), seed, {.threads = 2});
  const auto tables = s.tables();
  ASSERT_EQ(tables.size(), 4U);
  for (const std::size_t t : {0U, 2U}) {
    double chi2 = 0, n = 0;
    for (const HarmonicCurve& c : tables[t].curves) {
      for (std::size_t k = 20; k < c.value.size(); ++k) {
        chi2 += std::pow((c.value[k] - (c.harmonic.l == 0 ? 1 : 0)) / c.error[k], 2);
        ++n;
      }
    }
    EXPECT_NEAR(chi2 / n, 1, 0.12) << t;
  }
  EXPECT_NE(tables[2].find({1, 0}), nullptr);
  EXPECT_EQ(tables[0].find({1, 0}), nullptr);
}

TEST(StructureFactor, FitsWhatTheDirectSumHasInEveryDirection) {
  // The fit leaves a residual that is orthogonal to every harmonic over the Q vectors of a shell.
  const Configuration c = random_gas(90, tilted * 1.5, 2, 5);
  StructureFactorOptions o{.qmax = 6, .dq = 1, .lmax = 2, .weightings = {PairWeighting::xray}};
  StructureFactor s(o), again(o);
  s.add(c, 1);
  again.add(c, 1, {.threads = 3});
  const auto tables = s.tables(), threads = again.tables();
  for (std::size_t t = 0; t < tables.size(); ++t) EXPECT_EQ(to_csv(tables[t]), to_csv(threads[t]));
  const DensityModes modes(c.view(), 6);
  std::vector<double> rest(9, 0), y(9);
  double count = 0;
  for (int h = -30; h <= 30; ++h) {
    for (int k = -30; k <= 30; ++k) {
      for (int l = -30; l <= 30; ++l) {
        const Vec3 q = modes.vector(h, k, l);
        if (norm(q) < 4 || norm(q) >= 5) continue;
        std::complex<double> rho[2];
        for (std::size_t i = 0; i < c.size(); ++i) rho[c.types[i]] += std::polar(1.0, dot(q, c.positions[i]));
        real_harmonics(2, q * (1 / norm(q)), y);
        const std::complex<double> cross = 1.0 + rho[1] * std::conj(rho[0]) / 90.0 / 0.25;
        double even = 0, odd = 0;
        for (const Harmonic m : harmonics_up_to(2)) {
          (m.l % 2 == 0 ? even : odd) += tables[2].find(m)->value[4] * y[harmonic_index(m)];
        }
        for (const Harmonic m : harmonics_up_to(2)) {
          rest[harmonic_index(m)] += (m.l % 2 == 0 ? cross.real() - even : cross.imag() - odd) * y[harmonic_index(m)];
        }
        ++count;
      }
    }
  }
  EXPECT_GT(count, 500);
  for (const double v : rest) EXPECT_NEAR(v / count, 0, 2e-4);
  // X-rays at their Q: weights of the middle of the shell.
  const auto w = pair_weights(std::vector<Constituent>{{"Cu", 0.5}, {"Zr", 0.5}}, PairWeighting::xray, 4.5, 100);
  for (const Harmonic m : {Harmonic{0, 0}, Harmonic{2, 1}}) {
    EXPECT_NEAR(tables[4].find(m)->value[4],
                w[0] * tables[1].find(m)->value[4] + (w[1] + w[2]) * tables[2].find(m)->value[4] +
                    w[3] * tables[3].find(m)->value[4],
                1e-10);
  }
}

TEST(StructureFactor, AgreesWithTheTransformOfG) {
  // A glass strained by 3 %, so that S_20 stands out; g to half the box, beyond which it is nearly 1.
  const auto path = std::filesystem::path(GLASSCAPE_SHARED_DATA) / "glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the shared data set glass-CuZr-5000 is not on this machine";
  const Configuration c =
      deformed(read_configuration(path, {.elements = {"Cu", "Zr"}}), Mat3::diagonal(0.985, 0.985, 1.03));
  StructureFactor direct({.qmax = 8, .dq = 0.1, .lmax = 2});
  direct.add(c, 1, {.threads = 2});
  AnisotropicOptions o;
  o.rmax = 21;
  o.lmax = 2;
  AnisotropicPdf pdf(o);
  pdf.begin_sample(nullptr, "test");
  pdf.add(c, "test", {.threads = 2});
  const auto transformed = bessel_transform(pdf.finish().tables[0], {.max = 8, .step = 0.05}).table;
  const HarmonicTable table = direct.tables()[0];
  for (const Harmonic h : {Harmonic{0, 0}, Harmonic{2, 0}}) {
    const auto &a = *table.find(h), &b = *transformed.find(h);
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t k = 15; k < 80; ++k) {
      // Centres of the shells are every other point of the transform.
      const auto at = std::lower_bound(transformed.x.begin(), transformed.x.end(), table.x[k] - 1e-6);
      const double u = a.value[k] - (h.l == 0 ? 1 : 0);
      const double v = b.value[static_cast<std::size_t>(at - transformed.x.begin())] - (h.l == 0 ? 1 : 0);
      ab += u * v;
      aa += u * u;
      bb += v * v;
    }
    EXPECT_GT(ab / std::sqrt(aa * bb), 0.98) << h.l;
    EXPECT_NEAR(ab / bb, 1, 0.05) << h.l;
  }
}

TEST(StructureFactor, RefusesWhatHasNoMeaning) {
  EXPECT_THROW(StructureFactor({.qmax = 0}), Error);
  EXPECT_THROW(StructureFactor({.dq = 0}), Error);
  EXPECT_THROW(StructureFactor({.lmax = 9}), Error);
  Configuration c = random_gas(20, tilted, 1, 1);
  StructureFactor s({.qmax = 4});
  s.add(c, 1);
  EXPECT_THROW(s.add(random_gas(20, tilted, 2, 1), 1), Error);
  EXPECT_THROW(DensityModes(c.view(), 1e4), Error);
  c.box = Box(c.box.cell(), {}, {true, true, false});
  EXPECT_THROW(s.add(c, 1), Error);
}

}  // namespace
}  // namespace glasscape
