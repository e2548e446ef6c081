#include "glasscape/maps/shear_band.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/maps/maps_fixture.hpp"

namespace glasscape {
namespace {

using test::Points;
using test::random_points;

// Strain of a matrix (0.1) and of a layer (0.5), with scatter; the layer's middle is `centre` + a wave along it.
struct Planted {
  PlaneIndices plane{1, 0, 0};
  double centre, width;
  double wave = 0;
};

std::vector<double> planted(const Points& points, const Planted& band, std::uint64_t seed) {
  const PlaneNormal normal(points.box, band.plane);
  CounterRng rng(seed, 9);
  std::vector<double> values;
  for (const Vec3& r : points.positions) {
    const Vec3 s = points.box.fractional(r);
    const double middle = band.centre + band.wave * std::sin(2 * M_PI * s[normal.in_plane()[0]]);
    double u = normal.phase(r) * normal.period() - middle;
    if (normal.periodic()) u -= normal.period() * std::round(u / normal.period());
    const double strain = std::abs(u) < band.width / 2 ? 0.5 : 0.1;
    values.push_back(std::abs(strain + 0.08 * rng.normal()));
  }
  return values;
}

const Box cube = Box::orthorhombic(60, 62, 64);

double off(const ShearBand& band, double centre) {
  const double d = band.centre - centre;
  return std::abs(d - band.period * std::round(d / band.period));
}

TEST(ShearBand, IsFoundWhereItWasPlanted) {
  const Points points = random_points(cube, 12000, 1);
  for (const auto& [plane, centre] : {std::pair{PlaneIndices{1, 0, 0}, 31.0},
                                      {{0, 1, 0}, 0.7},  // through the boundary
                                      {{0, 0, 1}, 63.0},
                                      {{1, 0, 1}, 20.0},  // oblique, as in tension
                                      {{0, 1, -1}, 43.0}}) {
    const auto values = planted(points, {.plane = plane, .centre = centre, .width = 12}, 3);
    const ShearBand band = find_shear_band(points.view(), values);
    EXPECT_TRUE(band.found) << band.why_not;
    EXPECT_EQ(band.plane, plane);
    EXPECT_LT(off(band, centre), 3 * band.centre_error + 0.05);
    EXPECT_NEAR(band.width, 12, 3 * band.width_error + 0.05);
    EXPECT_LT(band.width_error, 0.6);
    EXPECT_LT(band.centre_error, 0.4);
    EXPECT_NEAR(band.band_mean, 0.5, 0.02);
    EXPECT_NEAR(band.matrix_mean, 0.1, 0.01);
    EXPECT_GT(band.explained, 0.9);
    EXPECT_DOUBLE_EQ(band.p_value, 0.005);
  }
}

TEST(ShearBand, ErrorsHoldForWavyBandsOfAnyWidth) {
  int centre_within = 0, width_within = 0;
  constexpr int rounds = 30;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    CounterRng rng(round, 5);
    const Points points = random_points(cube, 6000, 100 + round);
    const Planted truth{.centre = 60 * rng.uniform(), .width = 6 + 14 * rng.uniform(), .wave = 1.5};
    const ShearBand band = find_shear_band(points.view(), planted(points, truth, round), {.shuffles = 19, .level = 1});
    ASSERT_TRUE(band.found) << band.why_not;
    centre_within += off(band, truth.centre) < 2 * band.centre_error ? 1 : 0;
    width_within += std::abs(band.width - truth.width) < 2 * band.width_error ? 1 : 0;
  }
  // A normal error holds twice in 95 %; four of 30 outside would be rarer than 1 in 20.
  EXPECT_GE(centre_within, 26);
  EXPECT_GE(width_within, 26);
}

TEST(ShearBand, HasTheWidthAtHalfMaximumOfASmoothLayer) {
  // A Gaussian layer: full width at half maximum 2.3548 σ; the curve has other flanks, so that 5 % are allowed.
  const Points points = random_points(cube, 20000, 4);
  std::vector<double> values;
  for (const Vec3& r : points.positions) {
    const double x = points.box.wrap(r).position.x - 25;
    values.push_back(0.05 + 0.6 * std::exp(-x * x / (2 * 16)));
  }
  const ShearBand band = find_shear_band(points.view(), values);
  EXPECT_TRUE(band.found);
  EXPECT_NEAR(band.centre, 25, 0.15);
  EXPECT_NEAR(band.width, 2.3548 * 4, 0.05 * 2.3548 * 4);
  EXPECT_NEAR(band.peak, 0.65, 0.03);
  EXPECT_NEAR(band.base, 0.05, 0.02);
}

TEST(ShearBand, IsNotFoundInHomogeneousGlasses) {
  // Strain with a correlation length of some Å, as a glass has: smoothed noise, many seeds; p ≤ 0.05 in about 5 %.
  int flagged = 0;
  constexpr int rounds = 40;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const Points points = random_points(Box::orthorhombic(45, 45, 45), 3000, 500 + round);
    CounterRng rng(round, 6);
    std::vector<Vec3> centres;
    for (int k = 0; k < 300; ++k) centres.push_back({45 * rng.uniform(), 45 * rng.uniform(), 45 * rng.uniform()});
    std::vector<double> values;
    for (const Vec3& r : points.positions) {
      double strain = 0.1;
      for (const Vec3& c : centres) {
        Vec3 d = r - c;
        for (std::size_t k = 0; k < 3; ++k) d[k] -= 45 * std::round(d[k] / 45);
        strain += 0.3 * std::exp(-norm2(d) / 8);
      }
      values.push_back(strain);
    }
    const ShearBand band = find_shear_band(points.view(), values, {.level = 0.05, .least_contrast = 1});
    flagged += band.found ? 1 : 0;
    // The contrast that a band needs is never reached by chance here.
    EXPECT_LT(band.contrast, 1.5);
  }
  EXPECT_LE(flagged, 6);
}

TEST(ShearBand, WorksInTiltedAndOpenBoxes) {
  const Box tilted(Mat3{{Vec3{60, 0, 0}, Vec3{12, 58, 0}, Vec3{-8, 5, 61}}}, {3, 2, 1});
  const Points points = random_points(tilted, 12000, 8);
  const double period = PlaneNormal(tilted, {0, 1, 0}).period();
  EXPECT_NEAR(period, tilted.heights().y, 1e-12);
  const ShearBand band = find_shear_band(points.view(), planted(points, {{0, 1, 0}, 50, 10}, 2));
  EXPECT_TRUE(band.found);
  EXPECT_EQ(band.plane, (PlaneIndices{0, 1, 0}));
  EXPECT_LT(off(band, 50), 3 * band.centre_error + 0.05);
  const Box slab(Mat3::diagonal(60, 50, 40), {}, {true, false, true});
  const Points open = random_points(slab, 8000, 9);
  const ShearBand at_the_end = find_shear_band(open.view(), planted(open, {{0, 1, 0}, 45, 8}, 2));
  EXPECT_TRUE(at_the_end.found) << at_the_end.why_not;
  EXPECT_EQ(at_the_end.plane, (PlaneIndices{0, 1, 0}));
  EXPECT_NEAR(at_the_end.centre, 45, 3 * at_the_end.centre_error + 0.1);
  for (const PlaneIndices& p : plane_families(slab)) EXPECT_TRUE(p[1] == 0 || p == (PlaneIndices{0, 1, 0}));
}

TEST(ShearBand, AveragesAnyFieldInBandAndMatrix) {
  const Points points = random_points(cube, 8000, 2);
  const auto values = planted(points, {.centre = 59, .width = 10}, 1);
  const ShearBand band = find_shear_band(points.view(), values);
  ASSERT_TRUE(band.found);
  std::vector<double> other;
  double in = 0, out = 0, n_in = 0, n_out = 0;
  for (const Vec3& r : points.positions) {
    other.push_back(r.y - 31);
    double x = points.box.wrap(r).position.x - band.centre;
    x = std::abs(x - 60 * std::round(x / 60));
    if (x <= band.width / 2) in += other.back();
    if (x >= 0.75 * band.width) out += other.back();
    n_in += x <= band.width / 2;
    n_out += x >= 0.75 * band.width;
  }
  const BandAverage a = band_average(points.view(), other, band);
  EXPECT_NEAR(a.band, in / n_in, 1e-9);
  EXPECT_NEAR(a.matrix, out / n_out, 1e-9);
  EXPECT_EQ(a.band_atoms, static_cast<std::size_t>(n_in));
  // From a stored profile in thin slabs: the same but for slabs that the faces cut.
  const Profile thin = profile(points.view(), values, PlaneNormal(cube, band.plane), 600);
  const BandAverage b = band_average(thin, band), c = band_average(points.view(), values, band);
  EXPECT_NEAR(b.band, c.band, 0.01);
  EXPECT_NEAR(b.matrix, c.matrix, 0.005);
  EXPECT_THROW(band_average(profile(points.view(), values, PlaneNormal(cube, {0, 0, 1}), 20), band), Error);
}

TEST(ShearBand, SaysWhyThereIsNone) {
  const Points points = random_points(cube, 4000, 2);
  const ShearBand none = find_shear_band(points.view(), std::vector<double>(4000, 0.2));
  EXPECT_FALSE(none.found);
  EXPECT_FALSE(none.why_not.empty());
  EXPECT_TRUE(std::isnan(none.width));
  EXPECT_TRUE(std::isnan(band_average(points.view(), std::vector<double>(4000, 1.0), none).band));
  EXPECT_FALSE(find_shear_band(points.view(), std::vector<double>(4000, NAN)).found);
  EXPECT_FALSE(
      find_shear_band(random_points(Box::orthorhombic(5, 5, 5), 10, 1).view(), std::vector<double>(10, 1)).found);
  EXPECT_THROW(find_shear_band(points.view(), std::vector<double>(3999, 1)), Error);
  EXPECT_THROW(find_shear_band(points.view(), std::vector<double>(4000, -1)), Error);
  // A faint layer is significant, but no band.
  auto faint = planted(points, {.centre = 20, .width = 12}, 1);
  for (double& v : faint) v += 3;
  const ShearBand weak = find_shear_band(points.view(), faint);
  EXPECT_FALSE(weak.found);
  EXPECT_LE(weak.p_value, 0.01);
  EXPECT_NE(weak.why_not.find("times as much"), std::string::npos);
}

TEST(ShearBand, IsTheSameOnAnyNumberOfThreads) {
  const Points points = random_points(cube, 5000, 6);
  const auto values = planted(points, {.centre = 10, .width = 9}, 1);
  EXPECT_EQ(to_json(find_shear_band(points.view(), values, {}, {.threads = 1})),
            to_json(find_shear_band(points.view(), values, {}, {.threads = 2})));
}

}  // namespace
}  // namespace glasscape
