#include "glasscape/scattering/anisotropic/anisotropic_pdf.hpp"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_fixture.hpp"

namespace glasscape {
namespace {

using namespace anisotropic_fixture;

AnisotropicOptions options(double rmax, double dr, std::int64_t lmax = 4, const std::string& axis = "z") {
  AnisotropicOptions o;
  o.rmax = rmax;
  o.dr = dr;
  o.lmax = lmax;
  o.axis = axis;
  return o;
}

AnisotropicResult of(const std::vector<Configuration>& samples, const AnisotropicOptions& o, int threads = 1,
                     const std::vector<Configuration>& references = {}) {
  AnisotropicPdf pdf(o);
  for (std::size_t k = 0; k < samples.size(); ++k) {
    pdf.begin_sample(references.empty() ? nullptr : &references[k], "test", {.threads = threads});
    pdf.add(samples[k], "test", {.threads = threads});
  }
  return pdf.finish({.threads = threads});
}

const HarmonicCurve& curve(const HarmonicTable& table, int l, int m) {
  const HarmonicCurve* found = table.find({l, m});
  if (!found) throw std::runtime_error("no such curve");
  return *found;
}

const Mat3 tilted{{Vec3{9, 0, 0}, Vec3{2, 8, 0}, Vec3{-1, 1.5, 7}}};

Mat3 rotation(const Vec3& about, double angle) {
  const Vec3 u = about * (1 / norm(about));
  const Mat3 k{{Vec3{0, -u.z, u.y}, Vec3{u.z, 0, -u.x}, Vec3{-u.y, u.x, 0}}};
  return Mat3::identity() + k * std::sin(angle) + (k * k) * (1 - std::cos(angle));
}

Configuration glass() {
  const auto path = std::filesystem::path(GLASSCAPE_SHARED_DATA) / "glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz";
  if (!std::filesystem::exists(path)) return {};
  return read_configuration(path, {.elements = {"Cu", "Zr"}});
}

TEST(AnisotropicPdf, IsTheSumOverAllImagesInATiltedBox) {
  // rmax is beyond the whole box, so that atoms meet their own images.
  const Configuration c = random_gas(30, tilted, 2, 1);
  constexpr std::size_t bins = 20;
  const auto z = of({c}, options(10, 0.5, 6)), x = of({c}, options(10, 0.5, 6, "x")),
             y = of({c}, options(10, 0.5, 6, "0,2,0"));
  ASSERT_EQ(z.tables.size(), 4U);
  EXPECT_EQ(z.tables[2].label, "Cu-Zr");
  const int pairs[][2] = {{-1, -1}, {0, 0}, {0, 1}, {1, 1}};
  for (std::size_t t = 0; t < 4; ++t) {
    const auto [a, b] = pairs[t];
    for (const int l : {0, 1, 2, 3, 4, 5, 6}) {
      if (l % 2 == 1 && t != 2) {
        // Both ways of a pair are in it, so that odd harmonics are nothing.
        for (const double v : plain_g(c, a, b, l, {0, 0, 1}, 10, bins, 5)) EXPECT_NEAR(v, 0, 1e-12);
        EXPECT_EQ(z.tables[t].find({l, 0}), nullptr);
        continue;
      }
      const auto pz = plain_g(c, a, b, l, {0, 0, 1}, 10, bins, 5), px = plain_g(c, a, b, l, {1, 0, 0}, 10, bins, 5),
                 py = plain_g(c, a, b, l, {0, 1, 0}, 10, bins, 5);
      for (std::size_t k = 0; k < bins; ++k) {
        EXPECT_NEAR(curve(z.tables[t], l, 0).value[k], pz[k], 1e-11) << t << " " << l << " " << k;
        EXPECT_NEAR(curve(x.tables[t], l, 0).value[k], px[k], 1e-11);
        EXPECT_NEAR(curve(y.tables[t], l, 0).value[k], py[k], 1e-11);
      }
    }
    const auto xy = plain_g(c, a, b, 2, {}, 10, bins, 5, true);
    for (std::size_t k = 0; k < bins; ++k) EXPECT_NEAR(curve(z.tables[t], 2, -2).value[k], xy[k], 1e-11);
  }
}

TEST(AnisotropicPdf, IsTheSameOnAnyNumberOfThreadsAndHasTheIsotropicPart) {
  const Configuration c = random_gas(700, tilted * 2.2, 2, 3);
  const auto o = options(12, 0.1);
  const auto one = of({c}, o, 1), three = of({c}, o, 3);
  for (std::size_t t = 0; t < one.tables.size(); ++t) EXPECT_EQ(to_csv(one.tables[t]), to_csv(three.tables[t]));
  RadialDistribution rdf(o, 2);
  rdf.add(c.view());
  for (std::size_t k = 0; k < rdf.bins(); ++k) {
    EXPECT_NEAR(curve(one.tables[0], 0, 0).value[k], rdf.total()[k], 1e-12);
    EXPECT_NEAR(curve(one.tables[2], 0, 0).value[k], rdf.partial(0, 1)[k], 1e-12);
  }
}

TEST(AnisotropicPdf, TurnsWithTheConfiguration) {
  // Rotated by Q, g(r vector) becomes g(Qᵀ r vector): coefficients of the rotated one are projections of that.
  const Configuration c = random_gas(60, tilted, 2, 5);
  const Mat3 q = rotation({1, 2, -0.7}, 1.1);
  const auto before = of({c}, options(8, 0.4)), after = of({deformed(c, q)}, options(8, 0.4));
  for (int l = 1; l <= 4; ++l) {
    // D_mm' = ⟨y_m(u) y_m'(Qᵀu)⟩ over the sphere, by least squares on directions, which is exact within one l.
    const auto n = static_cast<std::size_t>(2 * l + 1);
    CounterRng rng(4, static_cast<std::uint64_t>(l));
    std::vector<std::vector<double>> rows;
    std::vector<std::vector<double>> turned;
    std::vector<double> y(harmonic_count(l));
    for (std::size_t k = 0; k < n; ++k) {
      const Vec3 u = rng.unit_vector();
      real_harmonics(l, u, y);
      rows.emplace_back(y.end() - static_cast<std::ptrdiff_t>(n), y.end());
      real_harmonics(l, transpose(q) * u, y);
      turned.emplace_back(y.end() - static_cast<std::ptrdiff_t>(n), y.end());
    }
    const HarmonicTable &a = before.tables[2], &b = after.tables[2];
    for (std::size_t bin = 0; bin < a.x.size(); ++bin) {
      // Both expansions have the same value in every direction: that is what covariance means.
      for (std::size_t k = 0; k < n; ++k) {
        double here = 0, there = 0;
        for (int m = -l; m <= l; ++m) {
          const auto column = static_cast<std::size_t>(m + l);
          here += rows[k][column] * curve(b, l, m).value[bin];
          there += turned[k][column] * curve(a, l, m).value[bin];
        }
        EXPECT_NEAR(here, there, 1e-10);
      }
    }
  }
  // Other axes without rotating: the combinations of l = 2.
  const auto x = of({c}, options(8, 0.4, 2, "x")), y = of({c}, options(8, 0.4, 2, "y"));
  for (std::size_t k = 0; k < 20; ++k) {
    const double g20 = curve(before.tables[0], 2, 0).value[k], g22 = curve(before.tables[0], 2, 2).value[k];
    EXPECT_NEAR(curve(x.tables[0], 2, 0).value[k], -0.5 * g20 + std::sqrt(3.0) / 2 * g22, 1e-12);
    EXPECT_NEAR(curve(y.tables[0], 2, 0).value[k], -0.5 * g20 - std::sqrt(3.0) / 2 * g22, 1e-12);
  }
}

TEST(AnisotropicPdf, OfAGasIsZeroWithinItsErrors) {
  // Mean squares over many bins and harmonics: of blocks in one sample, and of the scatter between samples. Blocks
  // overestimate the errors of l = 0 and 1 here, since the numbers of atoms in them scatter while their sum does not.
  std::vector<Configuration> samples;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) samples.push_back(random_gas(1500, tilted * 5.5, 2, seed));
  for (const std::size_t count : {1U, 8U}) {
    const auto result =
        of({samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count)}, options(14, 0.2), 2);
    EXPECT_EQ(result.errors, count == 1 ? "blocks" : "samples");
    for (const std::size_t t : {0U, 2U}) {
      double chi2 = 0, n = 0;
      for (const HarmonicCurve& c : result.tables[t].curves) {
        if (c.harmonic.l < 2 && count == 1) continue;
        for (std::size_t k = 10; k < c.value.size(); ++k) {
          const double d = (c.value[k] - (c.harmonic.l == 0 ? 1 : 0)) / c.error[k];
          chi2 += d * d;
          ++n;
        }
      }
      // Student's t of 7 degrees of freedom has the variance 7/5.
      EXPECT_NEAR(chi2 / n, count == 1 ? 1 : 1.4, count == 1 ? 0.1 : 0.2) << t;
    }
  }
}

// Molecules of `size` atoms within 1.5 Å in random places: pairs of neighbouring molecules come and go together.
Configuration clustered(std::uint64_t seed) {
  Configuration c;
  c.box = Box::orthorhombic(40, 40, 40);
  c.species = {{"Cu", 1}};
  CounterRng rng(seed, 9);
  for (int molecule = 0; molecule < 150; ++molecule) {
    const Vec3 centre = 40 * Vec3{rng.uniform(), rng.uniform(), rng.uniform()};
    for (int atom = 0; atom < 8; ++atom) {
      c.positions.push_back(centre + 1.5 * rng.uniform() * rng.unit_vector());
      c.types.push_back(0);
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  return c;
}

TEST(AnisotropicPdf, ErrorsOfBlocksAreTheScatterOfIndependentSamples) {
  // Counting noise alone would be several times too small here.
  double stated = 0, scatter = 0, poisson = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Configuration c = clustered(seed);
    const auto result = of({c}, options(16, 0.5));
    const double density = static_cast<double>(c.size()) / c.box.volume();
    for (const HarmonicCurve& g : result.tables[0].curves) {
      if (g.harmonic.l == 0) continue;
      for (std::size_t k = 8; k < g.value.size(); ++k) {
        const double r = result.tables[0].x[k];
        const double pairs = static_cast<double>(c.size()) * density * 4 * 3.1416 * r * r * 0.5 / 2;
        stated += g.error[k] * g.error[k];
        scatter += g.value[k] * g.value[k];
        poisson += 1 / pairs;
      }
    }
  }
  EXPECT_GT(scatter / poisson, 3);
  EXPECT_NEAR(std::sqrt(stated / scatter), 1, 0.1);
}

// Least squares slope of y over x through the origin.
double slope(const std::vector<double>& x, const std::vector<double>& y) {
  double xy = 0, xx = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    xy += x[k] * y[k];
    xx += x[k] * x[k];
  }
  return xy / xx;
}

TEST(AnisotropicPdf, OfAStrainedGlassIsTheAffineOne) {
  const Configuration c = glass();
  if (c.size() == 0) GTEST_SKIP() << "the shared data set glass-CuZr-5000 is not on this machine";
  // Odd part in the strain, so that frozen-in anisotropy and second order drop out.
  constexpr double e = 0.01, nu = 0.4, g = 0.01;
  const auto o = options(14, 0.05, 2);
  const auto strained = [&](double s) { return deformed(c, Mat3::diagonal(1 - nu * s, 1 - nu * s, 1 + s)); };
  Mat3 shear = Mat3::identity(), back = shear;
  shear[0].y = g;
  back[0].y = -g;
  const auto base = of({c}, o, 2), plus = of({strained(e)}, o, 2), minus = of({strained(-e)}, o, 2),
             forth = of({deformed(c, shear)}, o, 2), against = of({deformed(c, back)}, o, 2);
  const auto& g00 = curve(base.tables[0], 0, 0).value;
  const auto& r = base.tables[0].x;
  std::vector<double> slope_of_g, stretched, sheared, other;
  for (std::size_t k = 46; k < 270; ++k) {
    slope_of_g.push_back(r[k] * (g00[k + 1] - g00[k - 1]) / 0.1);
    const auto odd = [&](const AnisotropicResult& a, const AnisotropicResult& b, int l, int m) {
      return (curve(a.tables[0], l, m).value[k] - curve(b.tables[0], l, m).value[k]) / 2;
    };
    stretched.push_back(-odd(plus, minus, 2, 0));
    sheared.push_back(-odd(forth, against, 2, -2));
    other.push_back(odd(plus, minus, 2, -2));
  }
  const double predicted = e * 2 * (1 + nu) / (3 * std::sqrt(5.0));
  EXPECT_NEAR(predicted, 0.00417, 1e-5);
  EXPECT_NEAR(slope(slope_of_g, stretched) / predicted, 1, 0.04);
  EXPECT_NEAR(slope(slope_of_g, sheared) / (g / std::sqrt(15.0)), 1, 0.04);
  EXPECT_NEAR(slope(slope_of_g, other) / predicted, 0, 0.04);
}

TEST(AnisotropicPdf, OfADilatedBoxIsTheSameAtStretchedDistances) {
  const Configuration c = random_gas(200, tilted * 1.5, 2, 8);
  const auto before = of({c}, options(10, 0.25)),
             after = of({deformed(c, Mat3::diagonal(1.1, 1.1, 1.1))}, options(11, 0.275));
  for (const HarmonicCurve& g : before.tables[0].curves) {
    const auto& h = curve(after.tables[0], g.harmonic.l, g.harmonic.m).value;
    for (std::size_t k = 0; k < h.size(); ++k) EXPECT_NEAR(h[k], g.value[k], 1e-11);
  }
}

TEST(AnisotropicPdf, DifferencesCancelWhatBothStatesShare) {
  // Atoms move a little at random: the noise of the difference is much less than that of either state.
  const Configuration before = random_gas(2000, tilted * 3.8, 2, 11);
  Configuration after = before;
  CounterRng rng(12, 1);
  for (Vec3& r : after.positions) r += 0.05 * Vec3{rng.normal(), rng.normal(), rng.normal()};
  // Another order of atoms, and another image.
  std::swap(after.positions[0], after.positions[6]);
  std::swap(after.ids[0], after.ids[6]);
  after.positions[5] += after.box.cell()[1];
  const auto result = of({after}, options(12, 0.5), 2, {before});
  ASSERT_EQ(result.difference.size(), 4U);
  double chi2 = 0, noise = 0, plain = 0, n = 0;
  for (const HarmonicCurve& d : result.difference[0].curves) {
    const auto& now = curve(result.tables[0], d.harmonic.l, d.harmonic.m);
    const auto& old = curve(result.reference[0], d.harmonic.l, d.harmonic.m);
    for (std::size_t k = 4; k < d.value.size(); ++k) {
      EXPECT_NEAR(d.value[k], now.value[k] - old.value[k], 1e-12);
      chi2 += std::pow(d.value[k] / d.error[k], 2);
      noise += d.error[k] * d.error[k];
      plain += now.error[k] * now.error[k];
      ++n;
    }
  }
  const auto same = of({before}, options(12, 0.5), 2, {before});
  for (const double v : curve(same.difference[2], 2, 1).value) EXPECT_EQ(v, 0);
  EXPECT_LT(noise / plain, 0.4);
  EXPECT_NEAR(chi2 / n, 1, 0.2);
}

TEST(AnisotropicPdf, WeightsAndNormalisationsAreThoseOfTheirNames) {
  const Configuration c = random_gas(300, tilted * 1.7, 2, 13);
  AnisotropicOptions o = options(8, 0.2, 2);
  o.weighting = {"xray-number", "neutron"};
  const auto plain = of({c}, o);
  o.normalisation = "orthonormal";
  const auto orthonormal = of({c}, o);
  ASSERT_EQ(plain.tables.size(), 6U);
  EXPECT_EQ(plain.tables[4].label, "X-ray");
  EXPECT_EQ(plain.tables[5].label, "neutron");
  // Half and half: f = 29 and 40; neutron scattering lengths 7.718 and 7.16 fm.
  for (std::size_t k = 0; k < 40; ++k) {
    const auto g = [&](std::size_t t) { return curve(plain.tables[t], 2, 1).value[k]; };
    EXPECT_NEAR(g(0), (g(1) + 2 * g(2) + g(3)) / 4, 1e-12);
    EXPECT_NEAR(g(4), (29 * 29 * g(1) + 2 * 29 * 40 * g(2) + 1600 * g(3)) / (69.0 * 69), 1e-12);
    EXPECT_NEAR(g(5), (7.718 * 7.718 * g(1) + 2 * 7.718 * 7.16 * g(2) + 7.16 * 7.16 * g(3)) / (14.878 * 14.878), 1e-6);
    EXPECT_NEAR(curve(orthonormal.tables[2], 2, 1).value[k], g(2) * 3.5449077018110318, 1e-12);
    EXPECT_NEAR(curve(orthonormal.tables[2], 2, 1).error[k], curve(plain.tables[2], 2, 1).error[k] * 3.5449077018110318,
                1e-12);
  }
}

TEST(AnisotropicPdf, RefusesWhatHasNoMeaning) {
  const Configuration c = random_gas(60, tilted, 2, 1), two = random_gas(60, tilted, 2, 2),
                      less = random_gas(58, tilted, 2, 2);
  Configuration open = c, other = c, one = random_gas(60, tilted, 1, 1);
  open.box = Box(c.box.cell(), {}, {true, true, false});
  other.types[3] = 0;
  const auto o = options(5, 0.5);
  EXPECT_THROW(of({open}, o), Error);
  EXPECT_THROW(of({less}, o, 1, {c}), Error);
  EXPECT_THROW(of({other}, o, 1, {c}), Error);
  EXPECT_THROW(of({c, one}, o), Error);
  EXPECT_THROW(of({}, o), Error);
  EXPECT_THROW(of({c}, options(0, 0.1)), Error);
  EXPECT_THROW(of({c}, options(5, 1e-7)), Error);
  EXPECT_THROW(of({c}, options(5, 0.1, -1)), Error);
  EXPECT_THROW(of({c}, options(1e5, 1, 16)), Error);
  EXPECT_THROW(of({c}, options(5, 0.5, 2, "0,0,0")), Error);
  auto wrong = o;
  wrong.errors = "samples";
  EXPECT_THROW(of({c}, wrong), Error);
  EXPECT_NO_THROW(of({c, two}, wrong));
  wrong.weighting = {"xray"};
  EXPECT_THROW(of({c, two}, wrong), Error);
  wrong.weighting = {"neutron", "neutron"};
  EXPECT_THROW(of({c, two}, wrong), Error);
  AnisotropicPdf empty(o);
  empty.begin_sample(&c, "test");
  EXPECT_THROW(empty.finish(), Error);
  EXPECT_EQ(of({random_gas(20, tilted, 1, 1)}, o).errors, "none");
}

}  // namespace
}  // namespace glasscape
