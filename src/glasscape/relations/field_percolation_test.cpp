#include "glasscape/relations/field_percolation.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/relations/relations_fixture.hpp"

namespace glasscape {
namespace {

using Kind = AtomChoice::Kind;

TEST(FieldPercolation, ChoosesAtomsByTheirValue) {
  const std::vector<double> values{3, NAN, 1, 2, 5, 2, 4};
  EXPECT_EQ(choose_atoms(values, {Kind::above, 2}, 1), (std::vector<std::uint8_t>{1, 0, 0, 0, 1, 0, 1}));
  EXPECT_EQ(choose_atoms(values, {Kind::below, 2}, 1), (std::vector<std::uint8_t>{0, 0, 1, 0, 0, 0, 0}));
  EXPECT_EQ(choose_atoms(values, {Kind::top, 0.5}, 1), (std::vector<std::uint8_t>{1, 0, 0, 0, 1, 0, 1}));
  EXPECT_EQ(choose_atoms(values, {Kind::bottom, 0.5}, 1), (std::vector<std::uint8_t>{0, 0, 1, 1, 0, 1, 0}));
  EXPECT_EQ(choose_atoms(values, {Kind::top, 1}, 1), (std::vector<std::uint8_t>{1, 0, 1, 1, 1, 1, 1}));
  // Equal values: as many as asked for, others with another seed.
  const std::vector<double> equal(1000, 7);
  const auto one = choose_atoms(equal, {Kind::top, 0.3}, 1), two = choose_atoms(equal, {Kind::top, 0.3}, 2);
  EXPECT_EQ(std::count(one.begin(), one.end(), 1), 300);
  EXPECT_NE(one, two);
  EXPECT_EQ(one, choose_atoms(equal, {Kind::top, 0.3}, 1));
  // In random order: neither half of the file is preferred.
  EXPECT_NEAR(static_cast<double>(std::count(one.begin(), one.begin() + 500, 1)), 150, 40);
}

TEST(FieldPercolation, ReadsChoices) {
  const auto choices = atom_choices({.above = {0.2, 0.3}, .top = {0.1}});
  ASSERT_EQ(choices.size(), 3U);
  EXPECT_EQ(choices[1].name(), "above 0.3");
  EXPECT_EQ(choices[2].name(), "top 0.1");
  EXPECT_THROW(atom_choices({}), Error);
  EXPECT_THROW(atom_choices({.top = {0}}), Error);
  EXPECT_THROW(atom_choices({.bottom = {1.1}}), Error);
  EXPECT_THROW(atom_choices({.above = {NAN}}), Error);
  FieldPercolationOptions options;
  field_percolation_parameters().set(options, "above", std::string("0.1,0.2"));
  EXPECT_EQ(options.above, (std::vector<double>{0.1, 0.2}));
  EXPECT_THROW(field_percolation_parameters().set(options, "top", std::string("2")), Error);
}

TEST(FieldPercolation, ScanTellsLayersFromChance) {
  // Uncorrelated values percolate where random choices do; a layer normal to x spans y and z far earlier, x later.
  const Box box = Box::orthorhombic(30, 30, 30);
  const Configuration c = testing::random_points(box, 3000, 1, 3, 1.2);
  CounterRng rng(1, 4);
  std::vector<double> noise, layer;
  for (const Vec3& r : c.positions) {
    noise.push_back(rng.uniform());
    layer.push_back(-std::abs(r.x - 15));
  }
  const PercolationScan random = scan_percolation(c.view(), noise, true, 2.6, 20, 1, {.threads = 2});
  EXPECT_EQ(random.atoms, 3000U);
  EXPECT_LT(std::abs(random.any.z), 4);
  EXPECT_LT(std::abs(random.all.z), 4);
  EXPECT_DOUBLE_EQ(random.points.back().fraction, 1);
  const PercolationScan sheet = scan_percolation(c.view(), layer, true, 2.6, 20, 1, {.threads = 2});
  EXPECT_LT(sheet.along[1].z, -5);
  EXPECT_LT(sheet.along[2].z, -5);
  EXPECT_GT(sheet.along[0].z, 5);
  EXPECT_EQ(sheet.any.fraction, std::min(sheet.along[1].fraction, sheet.along[2].fraction));
  EXPECT_EQ(sheet.all.fraction, sheet.along[0].fraction);
  // Each onset is where percolate() begins to span.
  for (const auto& onset : sheet.along) {
    const std::size_t a = static_cast<std::size_t>(&onset - sheet.along.data());
    const double count = std::round(onset.fraction * 3000);
    const auto at = choose_atoms(layer, {Kind::top, count / 3000}, 1);
    const auto before = choose_atoms(layer, {Kind::top, (count - 1) / 3000}, 1);
    EXPECT_TRUE(percolate(c.view(), at, 2.6).spans()[a]);
    EXPECT_FALSE(percolate(c.view(), before, 2.6).spans()[a]);
  }
  EXPECT_EQ(to_json(sheet), to_json(scan_percolation(c.view(), layer, true, 2.6, 20, 1, {.threads = 1})));
  // From the smallest up, the layer's own complement.
  EXPECT_NE(scan_percolation(c.view(), layer, false, 2.6, 2, 1, {}).any.threshold, sheet.any.threshold);
  EXPECT_THROW(scan_percolation(c.view(), std::vector<double>(3000, NAN), true, 2.6, 2, 1, {}), Error);
  const PercolationScan never = scan_percolation(c.view(), noise, true, 1.3, 2, 1, {});
  EXPECT_TRUE(std::isnan(never.any.fraction));
  EXPECT_TRUE(to_json(never)["onset"]["any"]["fraction"].is_null());
}

}  // namespace
}  // namespace glasscape
