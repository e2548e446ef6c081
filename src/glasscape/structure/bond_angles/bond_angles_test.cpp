#include "glasscape/structure/bond_angles/bond_angles.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/structure_fixture.hpp"

namespace glasscape {
namespace {

std::map<std::string, Field> run(const Configuration& c, const BondAngleOptions& options = {}) {
  return test::by_name(bond_angles(c, options, {.threads = 2}));
}

TEST(BondAngles, OfFcc) {
  // 66 pairs of 12 neighbours: 24 at 60°, 12 at 90°, 24 at 120°, 6 at 180°.
  const auto fields = run(test::crystal(4, test::fcc, 3), {.cutoff = 3.4, .angles = {60, 90, 120, 180}});
  for (std::size_t i = 0; i < 108; ++i) {
    EXPECT_NEAR(fields.at("bond_angle_60").at(i), 24.0 / 66, 1e-12);
    EXPECT_NEAR(fields.at("bond_angle_90").at(i), 12.0 / 66, 1e-12);
    EXPECT_NEAR(fields.at("bond_angle_120").at(i), 24.0 / 66, 1e-12);
    EXPECT_NEAR(fields.at("bond_angle_180").at(i), 6.0 / 66, 1e-12);
    EXPECT_NEAR(fields.at("bond_angle_cos").at(i), -6.0 / 66, 1e-12);
    EXPECT_NEAR(fields.at("bond_angle_spread").at(i), std::sqrt((48 * 0.25 + 6) / 66 - std::pow(6.0 / 66, 2)), 1e-12);
  }
}

TEST(BondAngles, OfAnIcosahedron) {
  Configuration c;
  c.box = Box(Mat3::diagonal(30, 30, 30), {-15, -15, -15}, {false, false, false});
  c.species = {{"A", 1}};
  test::append(c, {}, 0);
  const double golden = std::numbers::phi;
  for (const double s : {-1.0, 1.0}) {
    for (const double t : {-golden, golden}) {
      test::append(c, {0, s, t}, 0);
      test::append(c, {s, t, 0}, 0);
      test::append(c, {t, 0, s}, 0);
    }
  }
  const auto fields = run(c, {.cutoff = 2, .window = 0.01});
  EXPECT_NEAR(fields.at("bond_angle_63").at(0), 30.0 / 66, 1e-12);
  EXPECT_NEAR(fields.at("bond_angle_117").at(0), 30.0 / 66, 1e-12);
  EXPECT_EQ(fields.at("bond_angle_60").at(0), 0);
  EXPECT_NEAR(fields.at("bond_angle_cos").at(0), -6.0 / 66, 1e-12);
}

TEST(BondAngles, AgreeWithTheDefinition) {
  // Cutoff above half the box: images are neighbours too.
  const Configuration c = test::random_atoms(20, 6.5, 4);
  const BondAngleOptions options{.cutoff = 4.2, .angles = {60, 117}, .window = 12};
  const auto fields = run(c, options);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const auto near = test::naive_neighbors(c, i, options.cutoff);
    double sum = 0, square = 0, n = 0, low = 0, high = 0;
    for (std::size_t j = 0; j < near.size(); ++j) {
      for (std::size_t k = j + 1; k < near.size(); ++k) {
        const double x = dot(near[j].bond, near[k].bond) / (norm(near[j].bond) * norm(near[k].bond));
        const double angle = std::acos(std::clamp(x, -1.0, 1.0)) * 180 / std::numbers::pi;
        sum += x;
        square += x * x;
        ++n;
        low += std::abs(angle - 60) <= 12 ? 1 : 0;
        high += std::abs(angle - 117) <= 12 ? 1 : 0;
      }
    }
    ASSERT_GT(n, 0);
    EXPECT_NEAR(fields.at("bond_angle_cos").at(i), sum / n, 1e-12);
    EXPECT_NEAR(fields.at("bond_angle_spread").at(i), std::sqrt(square / n - std::pow(sum / n, 2)), 1e-12);
    EXPECT_NEAR(fields.at("bond_angle_60").at(i), low / n, 1e-12);
    EXPECT_NEAR(fields.at("bond_angle_117").at(i), high / n, 1e-12);
  }
}

TEST(BondAngles, OfVoronoiNeighboursOfB2) {
  // 8 neighbours along ⟨111⟩ and 6 along ⟨100⟩: 91 pairs, of which 12 + 12 are at 90°.
  const auto fields = run(test::crystal(3, test::b2, 3), {.neighbors = "voronoi", .angles = {90, 180}, .window = 1});
  EXPECT_NEAR(fields.at("bond_angle_90").at(0), 12.0 / 91, 1e-12);
  EXPECT_NEAR(fields.at("bond_angle_180").at(0), 7.0 / 91, 1e-12);
}

TEST(BondAngles, AreUndefinedWithFewerThanTwoNeighbours) {
  Configuration c;
  c.box = Box(Mat3::diagonal(30, 30, 30), {}, {false, false, false});
  c.species = {{"A", 1}};
  for (const double x : {10.0, 12.0, 14.0, 25.0}) test::append(c, {x, 15, 15}, 0);
  const auto fields = run(c, {.cutoff = 2.5, .angles = {180}, .window = 1});
  for (const auto& [name, field] : fields) {
    EXPECT_TRUE(std::isnan(field.at(0)) && std::isnan(field.at(3))) << name;
  }
  EXPECT_EQ(fields.at("bond_angle_180").at(1), 1);
}

TEST(BondAngles, OptionsAreChecked) {
  const Descriptor d = bond_angles_descriptor();
  const Configuration c = test::random_atoms(8, 6, 1);
  EXPECT_THROW(d.compute(c, {{"angles", std::string("60,60.2")}}, {}), Error);
  EXPECT_THROW(d.compute(c, {{"angles", std::string("200")}}, {}), Error);
  EXPECT_THROW(d.compute(c, {{"window", 0.0}}, {}), Error);
  EXPECT_THROW(d.compute(c, {{"neighbors", std::string("radius")}}, {}), Error);
  EXPECT_THROW(d.compute(c, {{"cutoff", 0.0}}, {}), Error);
}

}  // namespace
}  // namespace glasscape
