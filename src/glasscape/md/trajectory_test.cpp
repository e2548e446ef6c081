// Frames of a run against what LAMMPS itself computes of the same run.
#include "glasscape/md/trajectory.hpp"

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/md/thermal_run.hpp"
#include "md_fixture.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using namespace testing;

class Trajectory : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_KIM_MODELS();
    options_.potential = mendelev_2009;
    options_.temperature = 300;
    folder_ = fs::temp_directory_path() / ("glasscape-trajectory-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  ThermalOptions options_;
  fs::path folder_;
};

// compute msd of LAMMPS: unwrapped, drift removed, from where it was defined.
TEST_F(Trajectory, MeanSquaredDisplacementIsThatOfLammps) {
  Configuration crystal = copper(4);
  CounterRng rng(4, 1);
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    if (i % 3 == 0) crystal.types[i] = 1;  // two masses: the drift is weighted
    crystal.positions[i] += 0.05 * Vec3{rng.normal(), rng.normal(), rng.normal()};
  }
  crystal.species.push_back({"Zr", 91.224});
  ThermalRun run(crystal, options_, "test");
  // Momentum that LAMMPS does not know of: without removing drift the numbers would be far off.
  run.draw_velocities(600);
  run.add_nvt("sample", 0.2, 20);
  MdProgram program = run.program();
  program.start.emplace_back("velocity all set 3.0 0 0 sum yes");
  program.stages[0].begin.emplace_back("compute theirs all msd com yes");
  program.stages[0].begin.emplace_back("fix write all ave/time 20 1 20 c_theirs[4] file msd.txt");
  program.stages[0].end.emplace_back("unfix write");
  std::vector<MdFrame> frames;
  run_md(program, folder_, {.threads = 1}, [&](const MdFrame& f) { frames.push_back(f); });
  ASSERT_EQ(frames.size(), 5U);

  std::istringstream text(read_file(folder_ / "msd.txt"));
  std::string line;
  std::vector<double> theirs;
  while (std::getline(text, line)) {
    if (line[0] != '#') theirs.push_back(std::stod(line.substr(line.find(' '))));
  }
  ASSERT_EQ(theirs.size(), 6U);  // and the one of step 0
  for (std::size_t k = 0; k < frames.size(); ++k) {
    EXPECT_EQ(frames[k].stage_step, static_cast<std::int64_t>(20 * (k + 1)));
    Vec3 drift;
    double mass = 0, sum = 0;
    for (std::size_t i = 0; i < crystal.size(); ++i) {
      const double m = crystal.species[static_cast<std::size_t>(crystal.types[i])].mass;
      drift += m * (frames[k].positions[i] - crystal.positions[i]);
      mass += m;
    }
    EXPECT_GT(norm(drift) / mass, 0.05);
    for (std::size_t i = 0; i < crystal.size(); ++i) {
      sum += norm2(frames[k].positions[i] - crystal.positions[i] - drift * (1 / mass));
    }
    EXPECT_NEAR(sum / static_cast<double>(crystal.size()) / theirs[k + 1], 1, 1e-5) << k;
  }
  // Frames are taken away as they are read.
  for (const auto& file : fs::directory_iterator(folder_)) {
    EXPECT_FALSE(file.path().filename().string().starts_with("frame.")) << file.path();
  }
}

TEST_F(Trajectory, FramesOfATurnedCellAreTurnedBack) {
  const Configuration upright = copper(4);
  CounterRng rng(5, 1);
  const Vec3 x = rng.unit_vector(), other = rng.unit_vector();
  Vec3 y = other - dot(other, x) * x;
  y *= 1 / norm(y);
  const Mat3 q{{x, y, cross(x, y)}};
  Configuration turned = upright;
  turned.box = Box(upright.box.cell() * q, upright.box.origin());
  for (Vec3& r : turned.positions) r = r * q;
  options_.temperature = 1;
  ThermalRun run(turned, options_, "test");
  EXPECT_TRUE(run.turned());
  run.draw_velocities(1);
  run.add_nvt("sample", 0.02, -1);
  std::size_t seen = 0;
  run.run({.threads = 1}, [&](const MdFrame& frame) {
    ++seen;
    for (std::size_t k = 0; k < 3; ++k) EXPECT_LT(norm(frame.box.cell()[k] - turned.box.cell()[k]), 1e-9);
    for (std::size_t i = 0; i < turned.size(); ++i) EXPECT_LT(norm(frame.positions[i] - turned.positions[i]), 0.05);
  });
  EXPECT_EQ(seen, 1U);
}

TEST_F(Trajectory, ACellThatLeansIsThatOfTheSameLattice) {
  const Configuration crystal = copper(4);
  Configuration leaning = crystal;
  const Mat3& h = crystal.box.cell();
  leaning.box = Box({{h[0], h[1] + h[0], h[2] - h[1]}}, crystal.box.origin());
  std::vector<std::vector<Vec3>> ends;
  for (const Configuration& c : {crystal, leaning}) {
    ThermalRun run(c, options_, "test");
    run.draw_velocities(300);
    run.add_nvt("sample", 0.02, -1);
    run.run({.threads = 1}, [&](const MdFrame& frame) { ends.push_back(frame.positions); });
  }
  ASSERT_EQ(ends.size(), 2U);
  // Displacements are those of the same atoms: velocities are drawn atom by atom, forces do not know the cell.
  for (std::size_t i = 0; i < crystal.size(); ++i) EXPECT_LT(norm(ends[0][i] - ends[1][i]), 1e-6) << i;
}

// A crystal that is sheared slowly and cold follows the cell.
TEST_F(Trajectory, ShearTiltsTheCellToTheStrain) {
  const Configuration crystal = copper(4);
  options_.temperature = 1;
  const std::vector<std::pair<const char*, std::pair<std::size_t, std::size_t>>> planes{
      {"xy", {0, 1}}, {"xz", {0, 2}}, {"yz", {1, 2}}};
  for (const auto& [plane, axes] : planes) {
    ThermalRun run(crystal, options_, "test");
    run.draw_velocities(1);
    run.add_shear("shear", plane, 0.05, -0.03);
    run.run({.threads = 1}, [&, axes = axes](const MdFrame& frame) {
      Mat3 f = Mat3::identity();
      f[axes.second][axes.first] = -0.03;
      const Mat3 expected = crystal.box.cell() * f;
      for (std::size_t k = 0; k < 3; ++k) EXPECT_LT(norm(frame.box.cell()[k] - expected[k]), 1e-9);
      // The frame follows the cell about its origin, up to a drift of all atoms.
      const Vec3 drift = frame.positions[0] - crystal.positions[0] * f;
      for (std::size_t i = 0; i < crystal.size(); ++i) {
        EXPECT_LT(norm(frame.positions[i] - crystal.positions[i] * f - drift), 0.2) << plane << i;
      }
    });
  }
}

TEST_F(Trajectory, StopsFailsAndRefuses) {
  const Configuration crystal = copper(4);
  ThermalRun run(crystal, options_, "test");
  run.draw_velocities(300);
  run.add_nvt("sample", 100, 10);
  // What the sink throws ends the run, and so does a request to stop between frames.
  EXPECT_THROW(run.run({.threads = 1}, [](const MdFrame&) { throw input_error("sink", "no"); }), Error);
  std::atomic<bool> stop{false};
  int seen = 0;
  try {
    run.run({.threads = 1, .stop = &stop}, [&](const MdFrame&) { stop = ++seen == 3; });
    FAIL() << "a stop request was ignored";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::stopped) << e.what();
  }
  EXPECT_EQ(seen, 3);
  MdProgram program = run.program();
  program.checkpoint_interval = 100;
  EXPECT_THROW(run_md(program, folder_, {.threads = 1}, [](const MdFrame&) {}), Error);
  write_file_atomically(folder_ / "frame.1", "not a frame");
  EXPECT_THROW(read_frame(folder_ / "frame.1"), Error);
  EXPECT_THROW(read_frame(folder_ / "frame.2"), Error);
  Configuration open = crystal;
  open.box = Box(crystal.box.cell(), {}, {true, true, false});
  EXPECT_THROW(ThermalRun(open, options_, "test"), Error);
}

}  // namespace
}  // namespace glasscape
