#include "glasscape/dynamics/voronoi_time_entropy/voronoi_time_entropy.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <map>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/dynamics/voronoi_time_entropy/class_tally.hpp"
#include "glasscape/forces/kim_model.hpp"
#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

namespace glasscape {
namespace {

TEST(ClassTally, OfEqualVisitsIsTheLogarithmOfTheirNumber) {
  ClassTally tally(4);
  for (std::uint16_t k = 0; k < 12; ++k) {
    tally.add(0, {0, 0, 12, 0});
    tally.add(1, {0, 2, 8, static_cast<std::uint16_t>(k % 4)});
    tally.add(2, {static_cast<std::uint16_t>(k < 3 ? 1 : 0), 0, 0, 0});
  }
  EXPECT_EQ(tally.entropy(0), 0);
  EXPECT_EQ(tally.classes(0), 1U);
  EXPECT_EQ(tally.largest_share(0), 1);
  EXPECT_NEAR(tally.entropy(1), std::log(4.0), 1e-14);
  EXPECT_EQ(tally.classes(1), 4U);
  EXPECT_NEAR(tally.entropy(2), -0.25 * std::log(0.25) - 0.75 * std::log(0.75), 1e-14);
  EXPECT_EQ(tally.largest_share(2), 0.75);
  EXPECT_TRUE(std::isnan(tally.entropy(3)));
}

// The whole chain against counts in a map over stored frames of the same run.
TEST(VoronoiTimeEntropy, IsTheDefinitionOnStoredFrames) {
  if (installed_kim_models().empty()) GTEST_SKIP() << "KIM models are not installed";
  // A crystal out of order: some atoms keep their cell, some do not.
  Configuration c;
  c.species = {{"Cu", 63.546}};
  c.box = Box::orthorhombic(16, 16, 16);
  CounterRng rng(3, 3);
  for (int n = 0; n < 256; ++n) {
    const Vec3 corner{double(n / 64), double(n / 16 % 4), double(n / 4 % 4)};
    const Vec3 b[4] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    c.positions.push_back(4.0 * (corner + b[n % 4]) + 0.3 * Vec3{rng.normal(), rng.normal(), rng.normal()});
    c.types.push_back(0);
    c.ids.push_back(n + 1);
  }
  VoronoiTimeEntropyOptions options;
  options.potential = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
  options.equilibration = 0;
  options.duration = 0.4;
  options.sample_interval = 0.04;
  options.edge_threshold = 0.4;
  const auto fields = voronoi_time_entropy(c, options, {.threads = 1});
  ASSERT_EQ(fields.size(), 3U);
  ThermalRun run(c, options, "test");
  run.draw_velocities(600);
  run.add_nvt("sample", 0.4, 20);
  std::vector<std::map<std::array<double, 4>, double>> visits(c.size());
  run.run({.threads = 1}, [&](const MdFrame& frame) {
    Configuration now = c;
    now.positions = frame.positions;
    const auto cells = voronoi_fields(now, {.edge_threshold = 0.4}, {});
    for (std::size_t i = 0; i < c.size(); ++i) {
      visits[i][{cells[2].at(i, 0), cells[2].at(i, 1), cells[2].at(i, 2), cells[2].at(i, 3)}] += 0.1;
    }
  });
  double sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    double entropy = 0, most = 0;
    for (const auto& [index, p] : visits[i]) {
      entropy -= p * std::log(p);
      most = std::max(most, p);
    }
    EXPECT_NEAR(fields[0].at(i), entropy, 1e-12);
    EXPECT_EQ(fields[1].at(i), static_cast<double>(visits[i].size()));
    EXPECT_NEAR(fields[2].at(i), most, 1e-12);
    sum += entropy;
  }
  EXPECT_GT(sum, 0);
}

TEST(VoronoiTimeEntropy, Refuses) {
  EXPECT_THROW(voronoi_time_entropy({}, {}, {}), Error);
  VoronoiTimeEntropyOptions options;
  options.potential = "ka-lj-smooth";
  options.sample_interval = 15;
  EXPECT_THROW(voronoi_time_entropy({}, options, {}), Error);
  EXPECT_THROW(voronoi_time_entropy_descriptor().resolve({{"temperature", 0.0}}), Error);
}

}  // namespace
}  // namespace glasscape
