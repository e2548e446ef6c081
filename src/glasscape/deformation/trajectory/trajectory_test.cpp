#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/deformation/deformation_fixture.hpp"
#include "glasscape/deformation/trajectory/compare_trajectory.hpp"
#include "glasscape/deformation/trajectory/frame_choice.hpp"

namespace glasscape {
namespace {

using namespace test;

TEST(FrameChoice, TakesRangesOfFrames) {
  using Numbers = std::vector<std::int64_t>;
  const auto of = [](const std::string& text) { return parse_frame_choice(text).numbers(10, "test"); };
  EXPECT_EQ(of("all"), (Numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(of("2:8:3"), (Numbers{2, 5, 8}));
  EXPECT_EQ(of(":9:4"), (Numbers{0, 4, 8}));
  EXPECT_EQ(of("-2:"), (Numbers{8, 9}));
  EXPECT_EQ(of("-1"), (Numbers{9}));
  for (const char* bad : {"", "x", "1:2:0", "1:2:3:4", "1.5", "3:2", "10", "0:10", "-11"})
    EXPECT_THROW(of(bad), Error) << bad;
  EXPECT_EQ(evenly(10, 4), (std::vector<std::size_t>{0, 3, 6, 9}));
  EXPECT_EQ(evenly(3, 8), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_TRUE(evenly(3, 0).empty());
}

class CompareTrajectory : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / fmt::format("glasscape-{}-{}", info->name(), ::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static constexpr double side = 36, spacing = 3;

  static Configuration lattice() {
    Configuration c;
    c.box = Box::orthorhombic(side, side, side);
    c.species = {{"Cu", 63.546}};
    CounterRng rng(1, 1);
    constexpr int n = 12;
    for (int i = 0; i < n * n * n; ++i) {
      c.positions.push_back(Vec3{spacing * (i % n), spacing * (i / n % n), spacing * (i / n / n)} +
                            0.2 * rng.unit_vector());
      c.types.push_back(0);
      c.ids.push_back(i + 1);
    }
    return c;
  }
  // All shear γ of the box in a layer 7.2 Å thick about y = 20 Å; written as LAMMPS would, wrapped and flipped.
  static Configuration banded(const Configuration& start, double gamma) {
    Configuration c = start;
    for (Vec3& r : c.positions) {
      const double inside = std::clamp((r.y - 16.4) / 7.2, 0.0, 1.0);
      r.x += gamma * side * inside;
    }
    double tilt = gamma * side;
    tilt -= std::round(tilt / side) * side;
    c.box = Box(Mat3{{Vec3{side, 0, 0}, Vec3{tilt, side, 0}, Vec3{0, 0, side}}});
    wrap(c);
    c.timestep = static_cast<std::int64_t>(std::lround(gamma * 1000));
    return c;
  }
  std::filesystem::path trajectory(int frames) {
    std::vector<Configuration> all;
    for (int k = 0; k < frames; ++k) all.push_back(banded(lattice(), 0.1 * k));
    const auto path = folder_ / "run.dump";
    write_trajectory(path, all);
    return path;
  }
  static std::vector<std::map<std::string, double>> table(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<std::string> names;
    std::vector<std::map<std::string, double>> rows;
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      const bool head = names.empty();
      std::size_t k = 0;
      if (!head) rows.emplace_back();
      for (std::string word; std::getline(words, word, ',');) {
        if (head) {
          names.push_back(word);
        } else {
          rows.back()[names[k++]] = std::stod(word);
        }
      }
    }
    return rows;
  }
  nlohmann::json run(const std::filesystem::path& path, const TrajectoryOptions& options, const std::string& name,
                     const RunContext& context = {}) {
    const std::vector<FieldRequest> requests{parse_pair_request("d2min:cutoff=4"),
                                             parse_pair_request("strain:cutoff=4"),
                                             parse_pair_request("bonds:cutoff=3.7")};
    return compare_trajectory(lattice(), path, {}, requests, options, folder_ / name, false, context);
  }

  std::filesystem::path folder_;
};

TrajectoryOptions options() {
  TrajectoryOptions o;
  o.plastic_cutoff = 3.7;
  o.slab = 3;
  return o;
}

TEST_F(CompareTrajectory, FollowsAShearBandThroughFlips) {
  const auto path = trajectory(9);  // γ = 0, 0.1, ..., 0.8: flipped from 0.6 on
  const nlohmann::json summary = run(path, options(), "out");
  const auto rows = table(folder_ / "out/series.csv");
  ASSERT_EQ(rows.size(), 9u);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const double gamma = 0.1 * static_cast<double>(k);
    EXPECT_EQ(rows[k].at("frame"), static_cast<double>(k));
    EXPECT_EQ(rows[k].at("timestep"), std::lround(100.0 * static_cast<double>(k)));
    EXPECT_NEAR(rows[k].at("F_xy"), gamma, 1e-12);
    EXPECT_NEAR(rows[k].at("F_yx"), 0, 1e-12);
    EXPECT_EQ(rows[k].at("d2min.undefined"), 0);
    EXPECT_NEAR(rows[k].at("bonds.Cu-Cu.before"), 3 * 1728, 1);
  }
  // Local shear in the layer is 5 γ; atoms far from it keep their neighbours.
  EXPECT_TRUE(summary.at("band").at("found").get<bool>()) << summary.at("band").dump(1);
  EXPECT_EQ(summary.at("band").at("plane").dump(), "[0,1,0]");
  const auto& last = rows.back();
  EXPECT_GT(last.at("shear_strain.band"), 20 * last.at("shear_strain.matrix"));
  EXPECT_GT(rows[3].at("shear_strain.band"), 20 * rows[3].at("shear_strain.matrix"));
  EXPECT_GT(last.at("shear_strain.psi"), 1);
  EXPECT_EQ(rows[0].at("plastic.all"), 0);
  // The layer of plastic atoms goes around the box along x and z.
  EXPECT_GT(last.at("plastic.all"), 300);
  EXPECT_EQ(last.at("plastic.max"), last.at("plastic.all"));
  EXPECT_EQ(last.at("plastic.ratio"), 1);
  EXPECT_EQ(last.at("plastic.spans_a") + last.at("plastic.spans_c"), 2);
  EXPECT_EQ(last.at("plastic.spans_b"), 0);
  for (const char* name : {"distribution.csv", "profiles.json", "maps.json", "band.json", "plastic_clusters.csv",
                           "fields.xyz.gz", "compare.json"}) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / "out" / name)) << name;
  }
  for (const auto& picture : summary.at("pictures")) {
    EXPECT_GT(std::filesystem::file_size(folder_ / "out" / picture.get<std::string>()), 100u);
  }
  EXPECT_EQ(summary.at("pictures").size(), 2 * 6u);
  // What the last frame holds is what a comparison of two configurations gives.
  const Configuration written = read_configuration(folder_ / "out/fields.xyz.gz");
  const auto pair = compare_pair(lattice(), banded(lattice(), 0.1), {parse_pair_request("strain:cutoff=4")}, {}, {});
  EXPECT_NEAR(table(folder_ / "out/series.csv")[1].at("shear_strain.mean"),
              comparison_summary(pair).at("fields").at(0).at("mean").get<double>(), 1e-12);
  EXPECT_EQ(written.size(), 1728u);
  ASSERT_NE(written.find_field("d2min"), nullptr);
}

TEST_F(CompareTrajectory, IsTheSameOnAnyNumberOfThreads) {
  const auto path = trajectory(3);
  run(path, options(), "one", {.threads = 1});
  run(path, options(), "two", {.threads = 2});
  for (const char* name : {"series.csv", "distribution.csv", "profiles.json", "maps.json", "band.json", "compare.json",
                           "plastic_clusters.csv"}) {
    EXPECT_EQ(read_file(folder_ / "one" / name), read_file(folder_ / "two" / name)) << name;
  }
}

TEST_F(CompareTrajectory, AgainstThePreviousFrameHasTheStrainOfAStep) {
  TrajectoryOptions o = options();
  o.against = "previous";
  o.frames = "1:7:2";
  o.write = "all";
  const nlohmann::json summary = run(trajectory(8), o, "out");
  const auto rows = table(folder_ / "out/series.csv");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_NEAR(rows[0].at("F_xy"), 0.1, 1e-12);
  for (std::size_t k = 1; k < 4; ++k) EXPECT_NEAR(rows[k].at("F_xy"), 0.2, 1e-12);
  EXPECT_EQ(summary.at("frames").dump(), "[1,3,5,7]");
  for (const char* name : {"000001", "000003", "000005", "000007"}) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / "out/fields" / (std::string(name) + ".xyz.gz")));
  }
}

TEST_F(CompareTrajectory, LeavesAnIncompleteLastFrameOut) {
  const auto path = trajectory(3);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1000);
  const nlohmann::json summary = run(path, options(), "out");
  EXPECT_EQ(summary.at("frames").dump(), "[0,1]");
  EXPECT_NE(summary.at("notes").back().get<std::string>().find("incomplete"), std::string::npos);
}

TEST_F(CompareTrajectory, RefusesWhatCannotBe) {
  const auto path = trajectory(2);
  TrajectoryOptions o = options();
  o.plastic_field = "ttg_strain";
  EXPECT_THROW(run(path, o, "out"), Error);  // not asked for
  o = options();
  o.map_fields = {"rotation"};
  EXPECT_THROW(run(path, o, "out"), Error);  // three components
  o = options();
  o.band_field = "volumetric_strain";
  EXPECT_THROW(run(path, o, "out"), Error);  // negative values
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/compare.json"));
  run(path, options(), "done");
  EXPECT_THROW(run(path, options(), "done"), Error);
  std::filesystem::create_directories(folder_ / "theirs/maps");
  write_file_atomically(folder_ / "theirs/series.csv", "1\n");
  EXPECT_THROW(run(path, options(), "theirs"), Error);
  EXPECT_EQ(read_file(folder_ / "theirs/series.csv"), "1\n");
  const std::atomic<bool> stop{true};
  EXPECT_THROW(run(path, options(), "stopped", {.stop = &stop}), Error);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "stopped/compare.json"));
  run(path, options(), "stopped");  // begins again where nothing was finished
  EXPECT_FALSE(std::filesystem::exists(folder_ / "stopped/compare.unfinished"));
}

}  // namespace
}  // namespace glasscape
