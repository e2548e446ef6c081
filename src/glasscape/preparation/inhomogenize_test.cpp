#include "glasscape/preparation/inhomogenize.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/md/cooling_curve.hpp"
#include "glasscape/md/md_fixture.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

InhomogenizeOptions quick() {
  InhomogenizeOptions options;
  options.potential = testing::mendelev_2009;
  options.size = 5.5;
  options.fraction = 0.06;
  options.connectivity = 0.5;
  options.temperature = 500;
  options.time = 4;
  options.ramp = 4.5e14;
  options.hold = 1;
  options.sample_interval = 0.02;
  return options;
}

// 864 atoms of a crystal: what it does not melt of must come back as it was.
class Inhomogenize : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_KIM_MODELS();
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / fmt::format("glasscape-inhomogenize-{}-{}", info->name(), ::getpid());
    fs::remove_all(folder_);
    crystal_ = testing::copper(6);
    for (auto& id : crystal_.ids) id = 10 + 2 * id;
  }
  void TearDown() override {
    if (!HasFailure() && !folder_.empty()) fs::remove_all(folder_);
  }
  fs::path folder_;
  Configuration crystal_;
  RunContext one_{.threads = 1};
};

struct StopAt : ProgressSink {
  explicit StopAt(std::atomic<bool>& stop) : flag(stop) {}
  void update(std::string_view, double fraction, std::string_view) override {
    if (fraction >= 0.6) flag = true;
  }
  std::atomic<bool>& flag;
};

TEST_F(Inhomogenize, HeatsRegionsBesideAColdMatrixAndGoesOnAfterAStop) {
  const InhomogenizePlan plan = plan_inhomogenize(crystal_, quick(), one_);
  ASSERT_EQ(plan.grid.regions.size(), 4u);
  std::atomic<bool> flag{false};
  StopAt sink(flag);
  EXPECT_THROW(inhomogenize(plan, folder_, false, {.threads = 1, .progress = &sink, .stop = &flag}), Error);
  const InhomogenizeResult result = inhomogenize(plan, folder_, false, one_);
  EXPECT_TRUE(result.run.resumed);

  // 52 atoms fluctuate by 11 %, and 2 ps hold some twenty independent values.
  EXPECT_NEAR(result.region_temperature, 500, 40);
  EXPECT_LT(result.matrix_temperature, 90);
  EXPECT_GT(result.matrix_temperature, 50);
  const CoolingCurve curve = read_cooling_curve(folder_ / "temperatures.csv");
  ASSERT_EQ(curve.further_names, (std::vector<std::string>{"regions_K", "matrix_K"}));
  const CoolingCurve hold = curve.stage("hold");
  EXPECT_LT(hold.further[0].back(), 80);
  // The groups' kinetic energies add up to that of all (LAMMPS counts three degrees of freedom less).
  const CoolingCurve anneal = curve.stage("anneal");
  for (std::size_t k = 0; k < anneal.time.size(); ++k) {
    EXPECT_NEAR(52 * anneal.further[0][k] + 812 * anneal.further[1][k], 863 * anneal.temperature[k], 2);
  }

  const Configuration glass = read_configuration(result.fields);
  EXPECT_EQ(glass.ids, crystal_.ids);
  EXPECT_EQ(read_configuration(result.glass).ids, crystal_.ids);
  const Field* region = glass.find_field("region");
  const Field* connected = glass.find_field("connected");
  ASSERT_TRUE(region != nullptr && connected != nullptr && glass.find_field("inherent_energy") != nullptr);
  int inside = 0;
  for (std::size_t i = 0; i < glass.size(); ++i) {
    EXPECT_EQ(int(region->at(i)), plan.regions.region[i]);
    EXPECT_EQ(connected->at(i), region->at(i) == 1 || region->at(i) == 2 ? 1 : 0);
    inside += region->at(i) > 0 ? 1 : 0;
  }
  EXPECT_EQ(inside, 52);
  // A crystal at half its melting point keeps its order, so that the inherent energies change by what the small change
  // of volume does.
  ASSERT_EQ(result.regions.size(), 2u);
  EXPECT_EQ(result.regions[0].atoms, 52u);
  EXPECT_NEAR(result.regions[1].before, -3.283116, 1e-5);
  EXPECT_NEAR(result.regions[1].after, -3.283116, 2e-3);
  EXPECT_NEAR(result.matrix[1].after, -3.283116, 2e-3);

  const InhomogenizeResult again = inhomogenize(plan, folder_, false, one_);
  EXPECT_FALSE(again.computed);
  EXPECT_EQ(again.region_temperature, result.region_temperature);
  EXPECT_EQ(again.regions[1].after, result.regions[1].after);
  InhomogenizeOptions other = quick();
  other.seed = 2;
  try {
    inhomogenize(plan_inhomogenize(crystal_, other, one_), folder_, false, one_);
    FAIL() << "another run in the same folder was not refused";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("seed was 1, is 2"), std::string::npos) << e.what();
  }
}

TEST_F(Inhomogenize, EmitsAnInputThatNamesEveryAtomOfTheRegions) {
  const InhomogenizePlan plan = plan_inhomogenize(crystal_, quick(), one_);
  emit_lammps(plan, folder_);
  const std::string input = read_file(folder_ / "in.inhomogenize");
  EXPECT_TRUE(fs::exists(folder_ / "initial.data"));
  EXPECT_NE(input.find("fix bath matrix langevin 50 50 0.1"), std::string::npos);
  std::size_t named = 0;
  for (std::size_t at = input.find("group regions id"); at != std::string::npos;
       at = input.find("group regions id", at + 1)) {
    const std::string line = input.substr(at + 16, input.find('\n', at) - at - 16);
    named += static_cast<std::size_t>(std::count(line.begin(), line.end(), ' '));
  }
  EXPECT_EQ(named, 52u);
}

TEST_F(Inhomogenize, RefusesWhatCannotWork) {
  const auto refused = [&](auto change, const char* word) {
    auto options = quick();
    change(options);
    try {
      plan_inhomogenize(crystal_, options, one_);
      ADD_FAILURE() << "accepted: " << word;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(word), std::string::npos) << e.what();
    }
  };
  refused([](auto& o) { o.potential = ""; }, "potential");
  refused([](auto& o) { o.temperature = 40; }, "not above");
  refused([](auto& o) { o.size = 20; }, "own image");
  refused([](auto& o) { o.time = 0.1; }, "fewer than 10 samples");
  refused([](auto& o) { o.fraction = 0.001; }, "less than one");
  Configuration open = crystal_;
  open.box = Box(open.box.cell(), {}, {true, true, false});
  EXPECT_THROW(plan_inhomogenize(open, quick(), one_), Error);
}

}  // namespace
}  // namespace glasscape
