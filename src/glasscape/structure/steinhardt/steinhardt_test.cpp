#include "glasscape/structure/steinhardt/steinhardt.hpp"

#include <cmath>
#include <complex>
#include <gtest/gtest.h>
#include <map>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/voronoi.hpp"
#include "glasscape/structure/steinhardt/harmonics.hpp"

namespace glasscape {
namespace {

using Complex = std::complex<double>;

Configuration crystal(const Mat3& cell, const std::vector<Vec3>& basis, int repeat) {
  Configuration c;
  c.box = Box(cell * static_cast<double>(repeat));
  c.species = {{"A", 1}};
  for (int x = 0; x < repeat; ++x) {
    for (int y = 0; y < repeat; ++y) {
      for (int z = 0; z < repeat; ++z) {
        for (const Vec3& s : basis) c.positions.push_back((s + Vec3{double(x), double(y), double(z)}) * cell);
      }
    }
  }
  c.types.assign(c.size(), 0);
  for (std::size_t i = 0; i < c.size(); ++i) c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  return c;
}

Configuration fcc() {
  return crystal(Mat3::diagonal(4, 4, 4), {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}, 2);
}
Configuration bcc() { return crystal(Mat3::diagonal(3, 3, 3), {{0, 0, 0}, {0.5, 0.5, 0.5}}, 3); }
Configuration hcp() {
  const double a = 3, c = a * std::sqrt(8.0 / 3);
  return crystal({{Vec3{a, 0, 0}, Vec3{-a / 2, a * std::sqrt(3) / 2, 0}, Vec3{0, 0, c}}},
                 {{0, 0, 0}, {2.0 / 3, 1.0 / 3, 0.5}}, 3);
}
Configuration icosahedron() {
  const double phi = std::numbers::phi;
  Configuration c = crystal(Mat3::diagonal(50, 50, 50), {{0.5, 0.5, 0.5}}, 1);
  for (const double s : {-1.0, 1.0}) {
    for (const double t : {-1.0, 1.0}) {
      for (const Vec3& r : {Vec3{0, s, t * phi}, Vec3{s, t * phi, 0}, Vec3{t * phi, 0, s}}) {
        c.positions.push_back(Vec3{25, 25, 25} + r);
        c.types.push_back(0);
        c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
      }
    }
  }
  return c;
}

std::map<std::string, Field> run(const Configuration& c, const SteinhardtOptions& options) {
  std::map<std::string, Field> result;
  for (const Field& f : steinhardt(c, options, {.threads = 2})) result.emplace(f.name(), f);
  return result;
}

struct Reference {
  const char* name;
  Configuration (*make)();
  double cutoff, q4, q6, w4_hat, w6_hat;
};

class Crystals : public testing::TestWithParam<Reference> {};

// Q_l and Ŵ_l of perfect environments: Mickel et al. (2013), table I and Steinhardt et al. (1983), figure 2.
TEST_P(Crystals, HaveTheKnownOrderParameters) {
  const Reference& p = GetParam();
  const auto fields = run(p.make(), {.cutoff = p.cutoff});
  EXPECT_NEAR(fields.at("q4").at(0), p.q4, 2e-6);
  EXPECT_NEAR(fields.at("q6").at(0), p.q6, 2e-6);
  EXPECT_NEAR(fields.at("w6_hat").at(0), p.w6_hat, 2e-6);
  if (std::isnan(p.w4_hat)) {
    EXPECT_TRUE(std::isnan(fields.at("w4_hat").at(0)));
  } else {
    EXPECT_NEAR(fields.at("w4_hat").at(0), p.w4_hat, 2e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Crystals,
                         testing::Values(Reference{"fcc", fcc, 3.2, 0.190941, 0.574524, -0.159317, -0.013161},
                                         Reference{"bcc8", bcc, 2.8, 0.509175, 0.628539, -0.159317, 0.013161},
                                         Reference{"bcc14", bcc, 3.3, 0.036370, 0.510688, 0.159317, 0.013161},
                                         Reference{"hcp", hcp, 3.3, 0.097222, 0.484762, 0.134097, -0.012442},
                                         Reference{"icosahedron", icosahedron, 2.0, 0, 0.663325, std::nan(""),
                                                   -0.169754}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Steinhardt, VoronoiNeighboursOfFccAreTheTwelve) {
  // The faces to second neighbours have no area, so their presence must not matter with area weights.
  EXPECT_NEAR(run(fcc(), {.neighbors = "voronoi_area"}).at("q6").at(3), 0.574524, 2e-6);
  EXPECT_NEAR(run(fcc(), {.neighbors = "voronoi", .area_threshold = 1e-6}).at("q6").at(3), 0.574524, 2e-6);
  EXPECT_NEAR(run(bcc(), {.neighbors = "voronoi"}).at("q6").at(3), 0.510688, 2e-6);
}

// Straight from the definitions, with the harmonics of the standard library.
std::vector<Complex> oracle_q(const Configuration& c, std::size_t i, int l, double cutoff,
                              std::vector<std::size_t>& who) {
  std::vector<Complex> q(static_cast<std::size_t>(2 * l) + 1);
  double count = 0;
  for (std::size_t j = 0; j < c.size(); ++j) {
    for (int image = 0; image < 729; ++image) {
      const Vec3 shift{double(image / 81 - 4), double(image / 9 % 9 - 4), double(image % 9 - 4)};
      const Vec3 r = c.positions[j] - c.positions[i] + shift * c.box.cell();
      const double d = norm(r);
      if (d >= cutoff || d == 0) continue;
      ++count;
      who.push_back(j);
      for (int m = -l; m <= l; ++m) {
        const auto k = static_cast<unsigned>(std::abs(m));
        Complex y =
            std::polar(std::sph_legendre(static_cast<unsigned>(l), k, std::acos(r.z / d)), k * std::atan2(r.y, r.x));
        if (m < 0) y = (m % 2 == 0 ? 1.0 : -1.0) * std::conj(y);
        q[static_cast<std::size_t>(l + m)] += y;
      }
    }
  }
  for (Complex& value : q) value /= count;
  return q;
}

double oracle_Q(const std::vector<Complex>& q) {
  double sum = 0;
  for (const Complex& value : q) sum += std::norm(value);
  return std::sqrt(4 * std::numbers::pi / static_cast<double>(q.size()) * sum);
}

double oracle_W(const std::vector<Complex>& q, int l) {
  Complex sum = 0;
  for (int a = -l; a <= l; ++a) {
    for (int b = -l; b <= l; ++b) {
      if (std::abs(a + b) > l) continue;
      const auto at = [&](int m) { return q[static_cast<std::size_t>(l + m)]; };
      sum += wigner3j(l, a, b) * at(a) * at(b) * at(-a - b);
    }
  }
  EXPECT_NEAR(sum.imag(), 0, 1e-13);
  return sum.real();
}

Configuration disordered(std::size_t n) {
  CounterRng rng(4, 4);
  Configuration c = crystal({{Vec3{8, 0, 0}, Vec3{2.5, 7, 0}, Vec3{-1.5, 2, 7.5}}}, {}, 1);
  for (std::size_t i = 0; i < n; ++i) {
    c.positions.push_back(c.box.cartesian({rng.uniform() * 3 - 1, rng.uniform(), rng.uniform()}));
    c.types.push_back(0);
    c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return c;
}

TEST(Steinhardt, AgreesWithTheDefinitionForEveryDegree) {
  const Configuration c = disordered(30);
  const double cutoff = 5;
  SteinhardtOptions options{.l = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, .cutoff = cutoff};
  const auto plain = run(c, options);
  options.average = true;
  const auto average = run(c, options);
  for (int l = 2; l <= 12; ++l) {
    std::vector<std::vector<Complex>> q(c.size());
    std::vector<std::vector<std::size_t>> who(c.size());
    for (std::size_t i = 0; i < c.size(); ++i) q[i] = oracle_q(c, i, l, cutoff, who[i]);
    for (std::size_t i = 0; i < c.size(); ++i) {
      const std::string name = "q" + std::to_string(l), w = "w" + std::to_string(l);
      EXPECT_NEAR(plain.at(name).at(i), oracle_Q(q[i]), 1e-12);
      std::vector<Complex> mean = q[i];
      for (const std::size_t j : who[i]) {
        for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += q[j][k];
      }
      for (Complex& value : mean) value /= static_cast<double>(who[i].size() + 1);
      EXPECT_NEAR(average.at(name + "_avg").at(i), oracle_Q(mean), 1e-12);
      if (l % 2 != 0) {
        EXPECT_EQ(plain.count(w), 0U);
        continue;
      }
      EXPECT_NEAR(plain.at(w).at(i), oracle_W(q[i], l), 1e-13);
      const double norm3 = std::pow(oracle_Q(q[i]) * std::sqrt((2 * l + 1) / (4 * std::numbers::pi)), 3);
      EXPECT_NEAR(plain.at(w + "_hat").at(i), oracle_W(q[i], l) / norm3, 1e-10);
      EXPECT_NEAR(average.at(w + "_avg").at(i), oracle_W(mean, l), 1e-13);
    }
  }
}

TEST(Steinhardt, AreaWeightsAgreeWithTheDefinition) {
  const Configuration c = disordered(40);
  const auto fields = run(c, {.l = {6}, .neighbors = "voronoi_area", .area_threshold = 0.01});
  std::vector<double> expected(c.size());
  for_each_voronoi_cell(c.view(), {}, {.threads = 1}, [&](std::uint32_t i, const VoronoiCell& cell) {
    std::vector<Complex> q(7);
    double total = 0;
    for (const VoronoiFace& face : cell.faces) {
      if (face.area > 0.01 * cell.surface) total += face.area;
    }
    for (const VoronoiFace& face : cell.faces) {
      if (face.area <= 0.01 * cell.surface) continue;
      const Vec3 r = bond(c.view(), i, face.neighbor);
      for (unsigned m = 0; m <= 6; ++m) {
        q[m] +=
            face.area / total * std::polar(std::sph_legendre(6, m, std::acos(r.z / norm(r))), m * std::atan2(r.y, r.x));
      }
    }
    double sum = std::norm(q[0]);
    for (unsigned m = 1; m <= 6; ++m) sum += 2 * std::norm(q[m]);
    expected[i] = std::sqrt(4 * std::numbers::pi / 13 * sum);
  });
  for (std::size_t i = 0; i < c.size(); ++i) EXPECT_NEAR(fields.at("q6").at(i), expected[i], 1e-12);
}

TEST(Wigner3j, KnownValuesAndOrthogonality) {
  EXPECT_NEAR(wigner3j(2, 0, 0), -std::sqrt(2.0 / 35), 1e-15);
  EXPECT_NEAR(wigner3j(4, 0, 0), std::sqrt(18.0 / 1001), 1e-15);
  EXPECT_NEAR(wigner3j(6, 0, 0), -std::sqrt(400.0 / 46189), 1e-15);
  for (int l = 2; l <= 12; ++l) {
    for (int m3 = -l; m3 <= l; ++m3) {
      double sum = 0;
      for (int m1 = -l; m1 <= l; ++m1) {
        if (std::abs(m3 + m1) <= l) sum += std::pow(wigner3j(l, m1, -m3 - m1), 2);
      }
      EXPECT_NEAR(sum, 1.0 / (2 * l + 1), 1e-13) << l;
    }
  }
}

TEST(Steinhardt, AtomsWithoutNeighboursAreUndefined) {
  const auto fields = run(crystal(Mat3::diagonal(9, 9, 9), {{0, 0, 0}}, 1), {});
  for (const auto& [name, field] : fields) EXPECT_TRUE(std::isnan(field.at(0))) << name;
}

TEST(Steinhardt, RefusesBadDegrees) {
  const Configuration c = fcc();
  EXPECT_THROW(run(c, {.l = {}}), Error);
  EXPECT_THROW(run(c, {.l = {6, 6}}), Error);
  const Descriptor d = steinhardt_descriptor();
  EXPECT_THROW(d.resolve({{"l", std::string("13")}}), Error);
  EXPECT_THROW(d.resolve({{"l", std::string("1")}}), Error);
  EXPECT_THROW(d.resolve({{"cutoff", std::string("0")}}), Error);
  EXPECT_THROW(d.resolve({{"neighbors", std::string("nearest")}}), Error);
}

}  // namespace
}  // namespace glasscape
