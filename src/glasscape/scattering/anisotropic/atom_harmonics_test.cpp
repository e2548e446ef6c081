#include "glasscape/scattering/anisotropic/atom_harmonics.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_fixture.hpp"
#include "glasscape/scattering/anisotropic/field_map.hpp"

namespace glasscape {
namespace {

using namespace anisotropic_fixture;

const Mat3 tilted{{Vec3{9, 0, 0}, Vec3{2, 8, 0}, Vec3{-1, 1.5, 7}}};

TEST(AtomHarmonics, OfADumbbellAreItsDirection) {
  Configuration c;
  c.box = Box::orthorhombic(30, 30, 30);
  c.species = {{"Cu", 1}};
  c.positions = {{1, 1, 1}, {1, 1, 3}, {20, 20, 20}, {23, 20, 20}};
  c.types = {0, 0, 0, 0};
  c.ids = {1, 2, 3, 4};
  const auto fields = atom_harmonics(c, {.shells = {1.5, 2.5, 3.5}, .harmonics = {"2_0", "2_2"}});
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].name(), "g_2_0");
  const double density = 4 / 27000.0, near = density * 4 * M_PI / 3 * (2.5 * 2.5 * 2.5 - 1.5 * 1.5 * 1.5),
               far = density * 4 * M_PI / 3 * (3.5 * 3.5 * 3.5 - 2.5 * 2.5 * 2.5);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_NEAR(fields[0].at(i, 0), std::sqrt(5.0) / near, 1e-9 / near);
    EXPECT_EQ(fields[0].at(i, 1), 0);
    EXPECT_NEAR(fields[1].at(i, 0), 0, 1e-9 / near);
  }
  for (const std::size_t i : {2U, 3U}) {
    EXPECT_EQ(fields[0].at(i, 0), 0);
    EXPECT_NEAR(fields[0].at(i, 1), -std::sqrt(5.0) / 2 / far, 1e-9 / far);
    EXPECT_NEAR(fields[1].at(i, 1), std::sqrt(15.0) / 2 / far, 1e-9 / far);
  }
  const auto x = atom_harmonics(c, {.shells = {1.5, 2.5, 3.5}, .axis = "x"});
  EXPECT_NEAR(x[0].at(2, 1), std::sqrt(5.0) / far, 1e-9 / far);
}

TEST(AtomHarmonics, HaveTheMeanOfTheSample) {
  const Configuration c = random_gas(80, tilted, 1, 4);
  const auto fields = atom_harmonics(c, {.shells = {3, 6, 9.5}}, {.threads = 2});
  const auto g = plain_g(c, -1, -1, 2, {0, 0, 1}, 9.5, 19, 5);
  double sum[2] = {}, volume[2] = {}, expected[2] = {};
  for (std::size_t k = 6; k < 19; ++k) {
    const double low = 0.5 * static_cast<double>(k), high = low + 0.5, shell = high * high * high - low * low * low;
    expected[k < 12 ? 0 : 1] += g[k] * shell;
    volume[k < 12 ? 0 : 1] += shell;
  }
  for (std::size_t i = 0; i < c.size(); ++i) {
    for (std::size_t k = 0; k < 2; ++k) sum[k] += fields[0].at(i, k) / static_cast<double>(c.size());
  }
  for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(sum[k], expected[k] / volume[k], 1e-11);
}

TEST(FieldMap, OfOneClassIsTheSampleAndClassesAreTheirAtoms) {
  const Configuration c = random_gas(120, tilted, 1, 6);
  std::vector<double> values(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) values[i] = static_cast<double>((i * 37) % 120);
  const auto map_of = [&](const FieldMapOptions& o, const Configuration* reference = nullptr, int threads = 1) {
    FieldMapSum sum(o);
    sum.add(c, values, reference, {.threads = threads});
    return sum.result();
  };
  FieldMapOptions o{.rmax = 8, .dr = 0.5, .classes = 1};
  const auto whole = map_of(o);
  const auto g = plain_g(c, -1, -1, 2, {0, 0, 1}, 8, 16, 5);
  for (std::size_t k = 0; k < 16; ++k) EXPECT_NEAR(whole.curves[0].value[k], g[k], 1e-11);
  // Of quantiles and of edges that hold the same atoms; single atoms from shells of the same width.
  o.classes = 4;
  const auto quarters = map_of(o), again = map_of(o, nullptr, 3);
  o.edges = {0, 30, 60, 90, 120};
  const auto edges = map_of(o);
  const auto atoms = atom_harmonics(c, {.shells = {4, 4.5}});
  EXPECT_EQ(to_csv(quarters, "f"), to_csv(again, "f"));
  for (std::size_t q = 0; q < 4; ++q) {
    EXPECT_EQ(quarters.classes[q].atoms, 30U);
    EXPECT_NEAR(quarters.classes[q].mean, 30.0 * static_cast<double>(q) + 14.5, 1e-12);
    EXPECT_EQ(edges.classes[q].low, 30.0 * static_cast<double>(q));
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (static_cast<std::size_t>(values[i]) / 30 != q) continue;
      mean += atoms[0].at(i) / 30;
      square += atoms[0].at(i) * atoms[0].at(i) / 30;
    }
    EXPECT_NEAR(quarters.curves[0].value[q * 16 + 8], mean, 1e-11);
    EXPECT_NEAR(edges.curves[0].value[q * 16 + 8], mean, 1e-11);
    EXPECT_NEAR(quarters.curves[0].error[q * 16 + 8], std::sqrt((square - mean * mean) / 29), 1e-10);
  }
  // Against itself nothing changes; NaN and values outside the edges are left out.
  const auto self = map_of(o, &c);
  for (const double d : self.curves[0].difference) EXPECT_EQ(d, 0);
  values[0] = std::numeric_limits<double>::quiet_NaN();
  values[1] = 500;
  const auto less = map_of(o);
  EXPECT_EQ(less.undefined, 1U);
  EXPECT_EQ(less.classes[0].atoms + less.classes[1].atoms + less.classes[2].atoms + less.classes[3].atoms, 118U);
}

TEST(FieldMap, ErrorsAreThoseOfIndependentSamples) {
  double chi2 = 0, n = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Configuration c = random_gas(600, tilted * 4.0, 1, seed);
    std::vector<double> values;
    CounterRng rng(seed, 5);
    for (std::size_t i = 0; i < c.size(); ++i) values.push_back(rng.uniform());
    FieldMapSum sum({.rmax = 12, .dr = 1, .classes = 10, .harmonics = {"2_0", "2_1"}});
    sum.add(c, values, nullptr);
    const FieldMap map = sum.result();
    for (const auto& curve : map.curves) {
      for (std::size_t k = 0; k < curve.value.size(); ++k) {
        if (k % 12 < 4) continue;
        chi2 += std::pow(curve.value[k] / curve.error[k], 2);
        ++n;
      }
    }
  }
  // Pairs within a class of a tenth count twice, and the error has 59 degrees of freedom.
  EXPECT_NEAR(chi2 / n, 1.1 * 59 / 57, 0.1);
}

TEST(AtomHarmonics, RefuseWhatHasNoMeaning) {
  Configuration c = random_gas(20, tilted, 1, 1);
  for (const char* wrong : {"2", "2_3", "_", "2_0_1", "-1_0", "a_b", "40_0"}) {
    EXPECT_THROW(harmonic_of(wrong, "test"), Error) << wrong;
  }
  for (const auto& shells :
       std::vector<std::vector<double>>{{}, {1}, {2, 1}, {-1, 2}, {1, 1}, {0, INFINITY}, {0, 1e6}}) {
    EXPECT_THROW(atom_harmonics(c, {.shells = shells}), Error);
  }
  EXPECT_THROW(FieldMapSum({.classes = 0}), Error);
  EXPECT_THROW(FieldMapSum({.edges = {1}}), Error);
  EXPECT_THROW(FieldMapSum({.edges = {1, 0}}), Error);
  EXPECT_THROW(FieldMapSum({.dr = 0}), Error);
  FieldMapSum sum({.rmax = 5});
  const std::vector<double> values(19, 0);
  EXPECT_THROW(sum.add(c, values, nullptr), Error);
  c.box = Box(c.box.cell(), {}, {true, true, false});
  EXPECT_THROW(atom_harmonics(c, {}), Error);
  EXPECT_THROW(sum.add(c, std::vector<double>(20, 0), nullptr), Error);
}

}  // namespace
}  // namespace glasscape
