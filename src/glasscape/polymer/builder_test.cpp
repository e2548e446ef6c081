#include "glasscape/polymer/builder.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <unistd.h>

#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"

namespace glasscape {
namespace {

PolymerOptions small() {
  PolymerOptions o;
  o.chains = 14;
  o.push_time = 1;
  o.equilibration = 4;
  o.sample_interval = 0.1;
  return o;
}

TEST(Builder, MakesAMeltThatKeepsItsBonds) {
  const auto folder = std::filesystem::temp_directory_path() / ("glasscape-polymer-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  RunContext context;
  context.threads = 1;
  const PolymerPlan plan = plan_polymer(small(), context);
  const PolymerResult result = build_polymer(plan, folder, false, context);
  EXPECT_TRUE(result.computed);
  const Configuration melt = read_configuration(result.melt);
  ASSERT_EQ(melt.size(), 560U);
  ASSERT_NE(melt.topology, nullptr);
  EXPECT_EQ(melt.topology->bonds.size(), 14U * 49);
  EXPECT_EQ(melt.topology->angles.size(), 14U * 56);
  EXPECT_EQ(melt.molecules.front(), 1);
  EXPECT_EQ(melt.molecules.back(), 14);
  ASSERT_EQ(melt.velocities.size(), 560U);
  // Pushed apart: no bond is far from its length, no overlap is left.
  for (const BondedPair& b : melt.topology->bonds) {
    EXPECT_NEAR(norm(bond_vector(melt.box, melt.positions[b.a], melt.positions[b.b])), 2.7, 1.2);
  }
  const Evaluation e = plan.force_field->evaluator(melt)->evaluate(melt.box, melt.positions);
  EXPECT_LT(e.energy / 560, 0.2);
  EXPECT_GT(result.density.mean, 0.5);
  EXPECT_GT(result.end_to_end2.mean, 0);
  EXPECT_NEAR(result.expected.contour, 19 * 2.7, 1e-9);
  EXPECT_FALSE(build_polymer(plan, folder, false, context).computed);
  PolymerOptions other = small();
  other.seed = 2;
  EXPECT_THROW(build_polymer(plan_polymer(other, context), folder, false, context), Error);
  std::filesystem::remove_all(folder);
}

TEST(Builder, RefusesOptionsThatContradict) {
  const RunContext context;
  const auto refused = [&](auto change) {
    PolymerOptions o = small();
    change(o);
    EXPECT_THROW(plan_polymer(o, context), Error);
  };
  refused([](PolymerOptions& o) { o.potential = "ka-lj"; });
  refused([](PolymerOptions& o) { o.potential.clear(); });
  refused([](PolymerOptions& o) { o.chains = 2; });
  refused([](PolymerOptions& o) { o.sample_interval = 1e-4; });
  refused([](PolymerOptions& o) { o.equilibration = 0.1; });
  refused([](PolymerOptions& o) { o.chains = o.monomers = 10000; });
  refused([](PolymerOptions& o) { o.density = 1e4; });
}

}  // namespace
}  // namespace glasscape
