#include "glasscape/relations/relate.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/relations/blocks.hpp"
#include "glasscape/relations/relations_fixture.hpp"

namespace glasscape {
namespace {

using testing::exponential_field;
using testing::open_cube;
using testing::random_points;

Field field(const char* name, std::vector<double> values) { return {name, Unit("eV"), std::move(values)}; }

TEST(Relate, TreatsEachSpeciesByItself) {
  Configuration c = random_points(Box::orthorhombic(40, 40, 40), 4000, 2, 1);
  CounterRng rng(2, 2);
  std::vector<double> x(4000), y(4000);
  for (std::size_t i = 0; i < 4000; ++i) {  // Cu rises, Zr falls, and Zr lies apart
    x[i] = rng.normal() + (c.types[i] == 1 ? 10 : 0);
    y[i] = (c.types[i] == 0 ? 1 : -1) * (x[i] - (c.types[i] == 1 ? 10 : 0)) + rng.normal() + (c.types[i] == 1 ? 10 : 0);
  }
  const FieldRelation r = relate_fields(c, field("x", x), field("y", y), {}, {});
  ASSERT_EQ(r.species.size(), 3U);
  EXPECT_EQ(r.species[0].species, "all");
  EXPECT_EQ(r.species[1].species, "Cu");
  EXPECT_EQ(r.species[2].species, "Zr");
  EXPECT_EQ(r.species[1].atoms, 2000U);
  EXPECT_GT(r.species[0].pearson.value, 0.9);  // the difference between species, not a relation within them
  EXPECT_NEAR(r.species[1].pearson.value, std::sqrt(0.5), 0.05);
  EXPECT_NEAR(r.species[2].pearson.value, -std::sqrt(0.5), 0.05);
  EXPECT_TRUE(r.species[1].pearson.interval.contains(r.species[1].pearson.value));
  EXPECT_EQ(r.species[1].binned.pairs.bins(), 10U);
  EXPECT_NEAR(r.species[1].pearson.value, pearson(r.species[1].sample.x, r.species[1].sample.y), 1e-12);
  EXPECT_NEAR(r.species[2].spearman.value, spearman(r.species[2].sample.x, r.species[2].sample.y), 1e-12);
  // Independent atoms: the block interval is that of Fisher, up to its own noise (64 blocks).
  const auto& cu = r.species[1];
  EXPECT_NEAR((cu.pearson.interval.high - cu.pearson.interval.low) / (cu.fisher.high - cu.fisher.low), 1, 0.25);
}

// Two unrelated fields, each correlated over 4 Å. Single atoms seem to be many independent observations, so that
// intervals over atoms miss the true value 0 most of the time; intervals over blocks hold it.
TEST(Relate, BlockIntervalsRespectSpatialCorrelation) {
  Configuration c = random_points(open_cube(60), 6000, 1, 7);
  RelateOptions atoms, blocks;
  atoms.resample = "atoms";
  atoms.resamples = blocks.resamples = 300;
  atoms.shuffles = blocks.shuffles = 1;
  int by_atoms = 0, by_blocks = 0;
  const int trials = 40;
  for (int t = 0; t < trials; ++t) {
    const Field x = field("x", exponential_field(c.positions, 4, 1000 + t, 150));
    const Field y = field("y", exponential_field(c.positions, 4, 2000 + t, 150));
    by_atoms += relate_fields(c, x, y, atoms, {}).species[0].pearson.interval.contains(0) ? 1 : 0;
    by_blocks += relate_fields(c, x, y, blocks, {}).species[0].pearson.interval.contains(0) ? 1 : 0;
  }
  // Measured: 32 of 60 over atoms; 85 and 87 of 100 over blocks of 10 and 15 Å. Here 40 trials, binomial error 3.
  EXPECT_GE(by_blocks, 30);
  EXPECT_LE(by_atoms, 28);
  EXPECT_GE(by_blocks, by_atoms + 6);
}

TEST(Relate, LeavesOutUndefinedValuesAndCountsThem) {
  Configuration c = random_points(Box::orthorhombic(30, 30, 30), 1000, 2, 3);
  CounterRng rng(4, 4);
  std::vector<double> x(1000), y(1000);
  for (std::size_t i = 0; i < 1000; ++i) {
    x[i] = i % 10 == 0 ? NAN : rng.normal();        // even: Cu
    y[i] = i % 2 == 1 ? NAN : x[i] + rng.normal();  // no Zr
  }
  const FieldRelation r = relate_fields(c, field("x", x), field("y", y), {}, {});
  EXPECT_EQ(r.species[1].sample.size(), 400U);
  EXPECT_EQ(r.species[1].sample.undefined_x, 100U);
  EXPECT_TRUE(std::isfinite(r.species[1].pearson.interval.low));
  EXPECT_EQ(r.species[1].binned.pairs.bins(), 2U);
  EXPECT_TRUE(std::isnan(r.species[1].binned.pearson.value));
  const auto& zr = r.species[2];
  EXPECT_EQ(zr.sample.size(), 0U);
  EXPECT_EQ(zr.sample.undefined_y, 500U);
  EXPECT_TRUE(std::isnan(zr.pearson.value));
  EXPECT_TRUE(std::isnan(zr.binned.pearson.value));
  ASSERT_FALSE(zr.notes.empty());
  EXPECT_NE(zr.notes.back().find("0 atoms have both"), std::string::npos);
}

TEST(Relate, AConstantFieldIsNoted) {
  Configuration c = random_points(Box::orthorhombic(30, 30, 30), 1000, 1, 3);
  std::vector<double> ramp(1000);
  std::iota(ramp.begin(), ramp.end(), 0.0);
  const FieldRelation r = relate_fields(c, field("x", std::vector<double>(1000, 0.1)), field("y", ramp), {}, {});
  ASSERT_EQ(r.species.size(), 1U);
  EXPECT_EQ(r.species[0].species, "Cu");
  EXPECT_TRUE(std::isnan(r.species[0].pearson.value));
  EXPECT_TRUE(std::isnan(r.species[0].spearman.interval.low));
  EXPECT_TRUE(std::isnan(r.species[0].binned.expected));
  EXPECT_NE(r.species[0].notes.back().find("x is 0.1 for all atoms"), std::string::npos);
}

TEST(Relate, DoesNotDependOnThreads) {
  Configuration c = random_points(Box::orthorhombic(40, 40, 40), 3000, 2, 3);
  const Field x = field("x", exponential_field(c.positions, 3, 1, 50)),
              y = field("y", exponential_field(c.positions, 3, 2, 50));
  RunContext one, many;
  one.threads = 1;
  many.threads = 4;
  const auto a = relate_fields(c, x, y, {}, one), b = relate_fields(c, x, y, {}, many);
  for (std::size_t s = 0; s < 3; ++s) {
    EXPECT_EQ(a.species[s].pearson.interval.low, b.species[s].pearson.interval.low);
    EXPECT_EQ(a.species[s].spearman.interval.high, b.species[s].spearman.interval.high);
    EXPECT_EQ(a.species[s].binned.null.range.low, b.species[s].binned.null.range.low);
  }
}

TEST(Relate, RefusesWhatMakesNoSense) {
  Configuration c = random_points(Box::orthorhombic(30, 30, 30), 100, 1, 3);
  const Field x = field("x", std::vector<double>(100, 1.0));
  EXPECT_THROW(relate_fields(c, x, field("y", {1, 2}), {}, {}), std::invalid_argument);
  RelateOptions options;
  const auto& table = relate_parameters();
  EXPECT_THROW(table.set(options, "bin_size", std::int64_t{0}), Error);
  EXPECT_THROW(table.set(options, "level", 1.0), Error);
  EXPECT_THROW(table.set(options, "resample", std::string("moons")), Error);
  EXPECT_THROW(table.set(options, "block", -1.0), Error);
  table.set(options, "fit_to", std::string("0.9 nm"));
  EXPECT_DOUBLE_EQ(options.fit_to, 9);
}

TEST(SpatialBlocks, AreEqualAndHoldEveryAtom) {
  const Box box(Mat3{{Vec3{45, 0, 0}, Vec3{10, 31, 0}, Vec3{-6, 5, 12}}}, {1, 2, 3});
  Configuration c = random_points(box, 24000, 1, 2);
  c.positions[5] += 3 * box.cell()[0];
  const SpatialBlocks blocks = spatial_blocks(c.view(), 10);
  EXPECT_EQ(blocks.along[2], 2U);  // 12 Å is less than two blocks of 10 Å, but two are made
  std::vector<std::size_t> count(blocks.count());
  for (const auto b : blocks.of) ++count.at(b);
  const double mean = 24000.0 / static_cast<double>(blocks.count());
  for (const std::size_t n : count) EXPECT_NEAR(static_cast<double>(n), mean, 6 * std::sqrt(mean));
}

}  // namespace
}  // namespace glasscape
