#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/deformation/deformation_fixture.hpp"
#include "glasscape/deformation/gradient/ttg_descriptor.hpp"
#include "glasscape/deformation/strain/strain_measures.hpp"

namespace glasscape {
namespace {

using namespace test;

const Field& field(const PairResult& result, const std::string& name) {
  return *std::find_if(result.fields.begin(), result.fields.end(), [&](const Field& f) { return f.name() == name; });
}

const Gradient3 bent{Mat3{{Vec3{0.02, -0.01, 0.005}, Vec3{-0.01, 0.03, 0.004}, Vec3{0.005, 0.004, -0.02}}},
                     Mat3{{Vec3{-0.015, 0.02, 0.01}, Vec3{0.02, 0.006, -0.03}, Vec3{0.01, -0.03, 0.012}}},
                     Mat3{{Vec3{0.007, 0.013, -0.02}, Vec3{0.013, -0.01, 0.02}, Vec3{-0.02, 0.02, 0.04}}}};

Vec3 mapped(const Mat3& f, const Gradient3& g, const Vec3& x) {
  return f * x + 0.5 * Vec3{dot(x, g[0] * x), dot(x, g[1] * x), dot(x, g[2] * x)};
}

std::vector<Vec3> bonds(std::size_t n, std::uint64_t seed) {
  CounterRng rng(seed, 0);
  std::vector<Vec3> result;
  for (std::size_t k = 0; k < n; ++k) result.push_back((2.4 + 3.8 * rng.uniform()) * rng.unit_vector());
  return result;
}

TEST(TwoTermFit, FindsAPlantedGradient) {
  for (const std::size_t n : {15u, 20u, 58u}) {
    const std::vector<Vec3> before = bonds(n, n);
    std::vector<Vec3> after;
    for (const Vec3& x : before) after.push_back(mapped(strong, bent, x));
    const TwoTermFit fit = two_term_fit(before, after, 15, 100);
    ASSERT_EQ(fit.kind, FitKind::quadratic);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_LT(norm(fit.f[k] - strong[k]), 1e-12) << n;
      for (std::size_t i = 0; i < 3; ++i) EXPECT_LT(norm(fit.g[k][i] - bent[k][i]), 1e-12) << n;
    }
    EXPECT_LT(fit.residual, 1e-26);
  }
}

TEST(TwoTermFit, IsTheLeastSquaresSolution) {
  const std::vector<Vec3> before = bonds(24, 3);
  std::vector<Vec3> after;
  CounterRng rng(5, 5);
  for (const Vec3& x : before) after.push_back(mapped(strong, bent, x) + 0.3 * rng.unit_vector());
  Eigen::MatrixXd a(24, 9), y(24, 3);
  double square = 0;
  for (const Vec3& x : before) square += norm2(x) / 24;
  for (Eigen::Index k = 0; k < 24; ++k) {
    const Vec3 x = before[static_cast<std::size_t>(k)] * (1 / std::sqrt(square));
    a.row(k) << x.x, x.y, x.z, x.x * x.x / 2, x.y * x.y / 2, x.z * x.z / 2, x.y * x.z, x.x * x.z, x.x * x.y;
    for (Eigen::Index c = 0; c < 3; ++c) y(k, c) = after[static_cast<std::size_t>(k)][static_cast<std::size_t>(c)];
  }
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const Eigen::MatrixXd c = svd.solve(y);
  const TwoTermFit fit = two_term_fit(before, after, 15, 1000);
  EXPECT_NEAR(fit.condition, svd.singularValues()(0) / svd.singularValues()(8), 1e-9);
  EXPECT_NEAR(fit.residual, (y - a * c).squaredNorm() / 24, 1e-12);
  for (Eigen::Index k = 0; k < 3; ++k) {
    const auto row = static_cast<std::size_t>(k);
    EXPECT_NEAR(fit.f[row].y, c(1, k) / std::sqrt(square), 1e-12);
    EXPECT_NEAR(fit.g[row][1].y, c(4, k) / square, 1e-12);
    EXPECT_NEAR(fit.g[row][2].x, c(7, k) / square, 1e-12);
  }
}

TEST(TwoTermFit, FallsBackToTheAffineFit) {
  std::vector<Vec3> before = bonds(14, 9), after;
  for (const Vec3& x : before) after.push_back(strong * x);
  EXPECT_EQ(two_term_fit(before, after, 15, 100).kind, FitKind::affine);
  EXPECT_EQ(two_term_fit(before, after, 9, 1e6).kind, FitKind::quadratic);
  // Atoms on a sphere of eight corners twice over: X² + Y² + Z² and each square are the same for all.
  before.clear();
  after.clear();
  for (int k = 0; k < 16; ++k) before.push_back({k & 1 ? 2.0 : -2.0, k & 2 ? 2.0 : -2.0, k & 4 ? 2.0 : -2.0});
  for (const Vec3& x : before) after.push_back(strong * x);
  const TwoTermFit fit = two_term_fit(before, after, 9, 100);
  EXPECT_EQ(fit.kind, FitKind::affine);
  EXPECT_TRUE(std::isinf(fit.condition));
  EXPECT_LT(norm(fit.f[0] - strong[0]), 1e-13);
  for (Vec3& x : before) x.z = 0;
  EXPECT_EQ(two_term_fit(before, after, 9, 100).kind, FitKind::undefined);
}

TEST(EffectiveStrainGradient, OfBendingAndOfAHydrostaticGradient) {
  Gradient3 bending{};
  bending[0][1].y = 0.3;  // u_x = ½ k y²
  EXPECT_NEAR(effective_strain_gradient(bending, true), 0.15, 1e-15);
  EXPECT_NEAR(effective_strain_gradient(bending, false), 0.15, 1e-15);
  // η_ijk = ¼ (δ_ik v_j + δ_jk v_i) is hydrostatic: η_ipp = v_i.
  Gradient3 swelling{};
  const Vec3 v{0.1, -0.2, 0.3};
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < 3; ++i) {
      swelling[k][i][k] += v[i] / 4;
      swelling[k][k][i] += v[i] / 4;
    }
  }
  EXPECT_NEAR(effective_strain_gradient(swelling, true), 0, 1e-15);
  EXPECT_GT(effective_strain_gradient(swelling, false), 0.05);
}

// An open cluster, so that a bent body is one.
Configuration cluster(std::size_t atoms, std::uint64_t seed) {
  Configuration c = random_cell(atoms, seed);
  CounterRng rng(seed, 7);
  c.box = Box(Mat3::diagonal(60, 60, 60), {-30, -30, -30}, {false, false, false});
  for (Vec3& r : c.positions) r = Vec3{12 * rng.uniform() - 6, 12 * rng.uniform() - 6, 12 * rng.uniform() - 6};
  return c;
}

TEST(TwoTermGradient, OfABentBodyIsHalfItsCurvature) {
  const Configuration before = cluster(100, 3);
  Configuration after = before;
  const double k = 0.01;
  for (Vec3& r : after.positions) r.x += k * r.y * r.y / 2;
  const PairResult result = two_term_gradient(Reference(before), after, {.cutoff = 8, .tensors = true}, {});
  for (std::size_t i = 0; i < before.size(); ++i) {
    ASSERT_EQ(field(result, "ttg_fallback").at(i), 0) << i;
    EXPECT_NEAR(field(result, "ttg_gradient").at(i), k / 2, 1e-12);
    EXPECT_NEAR(field(result, "ttg_f").at(i, 1), k * before.positions[i].y, 1e-12);
    EXPECT_NEAR(field(result, "ttg_g").at(i, 1), k, 1e-12);
    EXPECT_NEAR(
        field(result, "ttg_shear").at(i),
        von_mises_shear(green_lagrange({{Vec3{1, k * before.positions[i].y, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}})),
        1e-12);
    EXPECT_LT(field(result, "ttg_residual").at(i), 1e-24);
    // Strains beside the atom are not those at the atom.
    if (std::abs(before.positions[i].y) < 0.5) {
      EXPECT_GT(field(result, "ttg_strain").at(i), 1.5 * field(result, "ttg_strain_affine").at(i));
    }
  }
}

TEST(TwoTermGradient, OfAnAffineMapHasNoGradientInAPeriodicCell) {
  // 11 × 9 × 6.5 Å with neighbours within 6 Å: several images of an atom.
  const Configuration before = random_cell(80, 5);
  Configuration after = before;
  map_affinely(after, strong);
  for (Vec3& r : after.positions) r += Vec3{3, -20, 7};
  const PairResult result = two_term_gradient(Reference(before), after, {.cutoff = 6}, {});
  const Mat3 e = green_lagrange(strong);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_NEAR(field(result, "ttg_strain").at(i), effective_strain(e), 1e-12);
    EXPECT_NEAR(field(result, "ttg_strain_affine").at(i), effective_strain(e), 1e-12);
    EXPECT_NEAR(field(result, "ttg_gradient").at(i), 0, 1e-12);
    EXPECT_NEAR(field(result, "ttg_volume_change").at(i), determinant(strong) - 1, 1e-12);
    EXPECT_NEAR(field(result, "ttg_dilatation").at(i), std::abs(determinant(strong) - 1), 1e-12);
    EXPECT_NEAR(field(result, "ttg_rotation").at(i), rotation_of(strong).angle, 1e-12);
  }
}

TEST(TwoTermGradient, OfARigidRotationIsItsAngleAlone) {
  const Configuration before = cluster(80, 11);
  Configuration after = before;
  const Mat3 turn = rotation_matrix({0.2, 1, -0.4}, 0.5);
  for (Vec3& r : after.positions) r = turn * r + Vec3{1, 2, 3};
  const PairResult result = two_term_gradient(Reference(before), after, {.cutoff = 8}, {});
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_NEAR(field(result, "ttg_strain").at(i), 0, 1e-12);
    EXPECT_NEAR(field(result, "ttg_gradient").at(i), 0, 1e-12);
    EXPECT_NEAR(field(result, "ttg_rotation").at(i), 0.5, 1e-12);
  }
}

TEST(TwoTermGradient, RanksMotionsByTheirShareOfTheMean) {
  const Configuration before = cluster(200, 6);
  Configuration after = before;
  rattle(after, 0.4, 2);
  after.positions[20] = {25, 25, 25};
  Configuration from = before;
  from.positions[20] = {25, 25, 25};  // alone: undefined
  const PairResult result = two_term_gradient(Reference(from), after, {.cutoff = 6}, {});
  std::array<std::span<const double>, 3> measures{field(result, "ttg_shear").values(),
                                                  field(result, "ttg_dilatation").values(),
                                                  field(result, "ttg_rotation").values()};
  std::array<double, 3> mean{};
  std::array<int, 3> counts{};
  for (std::size_t k = 0; k < 3; ++k) {
    double n = 0;
    for (const double v : measures[k]) mean[k] += std::isnan(v) ? 0 : v, n += std::isnan(v) ? 0 : 1;
    mean[k] /= n;
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double found = field(result, "ttg_dominance").at(i);
    if (i == 20) {
      EXPECT_TRUE(std::isnan(found));
      continue;
    }
    const auto best = static_cast<std::size_t>(found);
    ++counts[best];
    for (std::size_t k = 0; k < 3; ++k) EXPECT_GE(measures[best][i] / mean[best], measures[k][i] / mean[k]) << i;
  }
  for (const int count : counts) EXPECT_GT(count, 10);
}

TEST(TwoTermGradient, FlagsFallbacksAndIsTheSameOnAnyNumberOfThreads) {
  const Configuration before = cluster(600, 4);
  Configuration after = before;
  rattle(after, 0.3, 8);
  const TtgOptions options{.cutoff = 3.2, .tensors = true};
  const PairResult one = two_term_gradient(Reference(before), after, options, {.threads = 1});
  const PairResult two = two_term_gradient(Reference(before), after, options, {.threads = 2});
  std::size_t fallbacks = 0;
  for (std::size_t k = 0; k < one.fields.size(); ++k) {
    for (std::size_t v = 0; v < one.fields[k].values().size(); ++v) {
      const double a = one.fields[k].values()[v], b = two.fields[k].values()[v];
      ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << one.fields[k].name();
    }
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (field(one, "ttg_fallback").at(i) == 0) continue;
    ++fallbacks;
    EXPECT_TRUE(field(one, "ttg_gradient").at(i) == 0 || std::isnan(field(one, "ttg_gradient").at(i)));
  }
  EXPECT_GT(fallbacks, 10u);
  EXPECT_LT(fallbacks, 600u);
  const auto number =
      std::find_if(one.numbers.begin(), one.numbers.end(), [](const auto& n) { return n.first == "fallbacks"; });
  EXPECT_EQ(number->second, static_cast<double>(fallbacks));
}

}  // namespace
}  // namespace glasscape
