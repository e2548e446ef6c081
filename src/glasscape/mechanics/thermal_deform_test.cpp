#include "glasscape/mechanics/thermal_deform.hpp"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sstream>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/mechanics/deform.hpp"
#include "glasscape/mechanics/elastic_constants.hpp"
#include "glasscape/mechanics/mechanics_fixture.hpp"
#include "glasscape/mechanics/stress_strain.hpp"
#include "glasscape/mechanics/test_curve.hpp"
#include "glasscape/statistics/serial.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using testing::mendelev_2009;

Configuration copper(int cells) {
  Configuration crystal = testing::copper(cells);
  // With gaps: ids must come back as they are.
  for (std::int64_t& id : crystal.ids) id = 4 + 7 * id;
  return crystal;
}

class ThermalDeform : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_KIM_MODELS();
    folder_ = fs::temp_directory_path() / fmt::format("glasscape-deform-{}", ::getpid());
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  // Cold, and slow enough for the sides to follow.
  static ThermalDeformOptions cold(const std::string& protocol) {
    ThermalDeformOptions o;
    o.protocol = protocol;
    o.potential = mendelev_2009;
    o.temperature = 10;
    o.equilibration = 1;
    o.rate = 5e8;
    o.max_strain = 0.005;
    o.fit_to = 0.005;
    o.frames = 5;
    return o;
  }

  TestCurve curve(const ThermalDeformPlan& plan) const { return read_test_curve(folder_ / "series.csv", plan); }

  fs::path folder_;
  RunContext one_{.threads = 1};
};

// E and ν along a cube axis from C11 and C12, and C44, by independent static differences.
TEST_F(ThermalDeform, CrystalHasTheModuliOfItsElasticConstants) {
  const Configuration crystal = copper(5);
  const IsotropicModuli c = isotropic(elastic_constants(open_potential(mendelev_2009), crystal, {}).relaxed);
  const double young = c.c11 - 2 * c.c12 * c.c12 / (c.c11 + c.c12);
  const auto tension = cold("tension");
  const auto plan = plan_thermal_deform(crystal, tension, one_);
  const auto result = thermal_deform(plan, folder_, false, one_);
  const TestCurve t = curve(plan);
  EXPECT_NEAR(t.test.back().strain, 0.005, 1e-11);
  EXPECT_NEAR(t.test.back().tensor[1].y, 0, 0.1);
  // The prescribed length follows time exactly, and sides shrink by ν.
  for (const TestSample& s : t.test) EXPECT_NEAR(s.strain, 0.005 * s.time / t.test.back().time, 1e-11);
  std::vector<double> along, across;
  for (const TestSample& s : t.test) {
    along.push_back(s.strain);
    across.push_back(s.cell[1].y / t.test.front().cell[1].y - 1);
  }
  const SerialLine side = serial_line(along, across);
  EXPECT_LT(std::abs(side.slope + c.c12 / (c.c11 + c.c12)), 3 * side.slope_error);
  EXPECT_LT(side.slope_error, 0.15);

  // Tension softens the crystal as much as compression hardens it: the mean is that of no strain.
  const auto pushed = thermal_deform(plan_thermal_deform(crystal, cold("compression"), one_), folder_, true, one_);
  const double pulled = result.summary.at("modulus_GPa"), back = pushed.summary.at("modulus_GPa");
  EXPECT_LT(pulled, back);
  EXPECT_NEAR((pulled + back) / 2, young, 0.06 * young);

  const auto shear_plan = plan_thermal_deform(crystal, cold("shear"), one_);
  const auto sheared = thermal_deform(shear_plan, folder_, true, one_);
  EXPECT_NEAR(sheared.summary.at("modulus_GPa").get<double>(), c.c44, 0.06 * c.c44);
}

TEST_F(ThermalDeform, FramesAreWholeAndCarryTheStrain) {
  auto options = cold("shear");
  options.plane = "zx";
  options.rate = 1e11;
  options.max_strain = 0.7;  // beyond the tilt at which LAMMPS would flip the cell
  options.fit_to = 0.02;
  const Configuration crystal = copper(3);
  const auto plan = plan_thermal_deform(crystal, options, one_);
  EXPECT_EQ(plan.frames, 6);
  thermal_deform(plan, folder_, false, one_);
  std::vector<Configuration> frames;
  read_frames(folder_ / "trajectory.dump.gz", {}, [&](Configuration&& c) {
    frames.push_back(std::move(c));
    return true;
  });
  ASSERT_EQ(frames.size(), 6u);
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const Mat3& h = frames[k].box.cell();
    EXPECT_EQ(frames[k].ids, crystal.ids);
    EXPECT_NEAR(h[0].z / frames[0].box.cell()[0].x, 0.14 * static_cast<double>(k), 1e-9);
    EXPECT_EQ(h[2].x, 0);
  }
  const Configuration start = read_configuration(folder_ / "start.data");
  EXPECT_EQ(start.velocities.size(), start.size());
  for (std::size_t i = 0; i < start.size(); ++i) EXPECT_LT(norm(start.positions[i] - frames[0].positions[i]), 2e-6);
  const Configuration last = read_configuration(folder_ / "final.xyz");
  EXPECT_EQ(last.ids, crystal.ids);
  for (std::size_t i = 0; i < last.size(); ++i) EXPECT_LT(norm(last.positions[i] - frames[5].positions[i]), 2e-6);
  const TestCurve t = curve(plan);
  for (std::int64_t k = 0; k < 6; ++k) {
    EXPECT_EQ(std::count_if(t.test.begin(), t.test.end(), [&](const TestSample& s) { return s.frame == k; }), 1) << k;
  }
}

// Without a thermostat all work stays in the atoms: fix deform and the energy are LAMMPS's, the integral is ours.
TEST_F(ThermalDeform, WorkIsTheEnergyGainedWithoutThermostat) {
  auto options = cold("shear");
  options.thermostat = "none";
  options.sides = "fixed";
  options.max_strain = 0.05;
  options.rate = 2e10;
  const auto plan = plan_thermal_deform(copper(4), options, one_);
  const auto result = thermal_deform(plan, folder_, false, one_);
  const double work = result.summary.at("work_eV"), gained = result.summary.at("energy_gained_eV");
  EXPECT_GT(work, 1e-3);
  EXPECT_NEAR(gained, work, 0.01 * work);
}

class StopAt : public ProgressSink {
 public:
  StopAt(double fraction, std::atomic<bool>& stop) : fraction_(fraction), stop_(stop) {}
  void update(std::string_view, double fraction, std::string_view) override {
    if (fraction > fraction_) stop_ = true;
  }

 private:
  double fraction_;
  std::atomic<bool>& stop_;
};

TEST_F(ThermalDeform, GoesOnWithEachFrameAndSampleOnce) {
  auto options = cold("tension");
  options.rate_of = "true";
  options.rate = 2e10;
  options.max_strain = 0.1;
  const auto plan = plan_thermal_deform(copper(4), options, one_);
  int stops = 0;
  for (const double fraction : {0.1, 0.4, 0.7}) {
    std::atomic<bool> stop{false};
    StopAt sink(fraction, stop);
    try {
      thermal_deform(plan, folder_, false, {.threads = 1, .progress = &sink, .stop = &stop});
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::stopped) << e.what();
      ++stops;
    }
  }
  EXPECT_GT(stops, 0);
  const auto result = thermal_deform(plan, folder_, false, one_);
  EXPECT_TRUE(result.run.resumed);
  const TestCurve t = curve(plan);
  for (std::size_t i = 1; i < t.test.size(); ++i) EXPECT_GT(t.test[i].step, t.test[i - 1].step);
  EXPECT_NEAR(t.test.back().strain, 0.1, 1e-10);
  for (const TestSample& s : t.test) {
    EXPECT_NEAR(std::log1p(s.strain), std::log(1.1) * s.time / t.test.back().time, 1e-9);
  }
  std::vector<std::int64_t> steps;
  read_frames(folder_ / "trajectory.dump.gz", {}, [&](Configuration&& c) {
    steps.push_back(c.timestep);
    return true;
  });
  const std::int64_t every = plan.program.record.trajectory_interval;
  EXPECT_EQ(steps, (std::vector<std::int64_t>{0, every, 2 * every, 3 * every, 4 * every, 5 * every}));
  EXPECT_FALSE(thermal_deform(plan, folder_, false, one_).computed);
  auto other = options;
  other.max_strain = 0.2;
  EXPECT_THROW(thermal_deform(plan_thermal_deform(copper(4), other, one_), folder_, false, one_), Error);
  other = options;
  other.fit_to = 0.05;  // read off the same curve again
  EXPECT_FALSE(thermal_deform(plan_thermal_deform(copper(4), other, one_), folder_, false, one_).computed);
}

TEST_F(ThermalDeform, CreepHoldsTheStress) {
  auto options = cold("creep");
  options.load = "compression";
  options.axis = "y";
  options.target = "0.5sigma_y";
  options.yield = "maximum";
  options.rate = 2e10;
  options.max_strain = 0.02;
  options.time = 6;
  options.ramp = 4;
  options.release = true;
  options.recovery = 6;
  const auto plan = plan_thermal_deform(copper(4), options, one_);
  ASSERT_TRUE(plan.yield_test);
  EXPECT_THROW(emit_lammps(plan, folder_), Error);
  const auto result = thermal_deform(plan, folder_, false, one_);
  const double stress = result.summary.at("stress_GPa");
  const auto test = nlohmann::json::parse(read_file(folder_ / "yield" / "deform.json"));
  EXPECT_NEAR(stress, 0.5 * test.at("maximum_stress_GPa").get<double>(), 1e-12);
  const TestCurve t = curve(plan);
  double held = 0, side = 0;
  int count = 0;
  for (const TestSample& s : t.test) {
    if (s.stage != "hold") continue;
    held += s.stress;
    side += s.tensor[0].x;
    ++count;
  }
  EXPECT_NEAR(held / count, -stress, 0.1 * stress);
  EXPECT_NEAR(side / count, 0, 0.1 * stress);
  // A crystal far below its strength is elastic.
  EXPECT_GT(result.summary.at("final_strain").get<double>(), 0.003);
  EXPECT_NEAR(result.summary.at("residual_strain").get<double>(), 0, 1e-3);
}

TEST_F(ThermalDeform, EmittedInputIsTheSameRun) {
  auto options = cold("shear");
  options.engine_forces = "lammps";
  options.rate = 1e10;
  options.equilibration = 0.2;
  ASSERT_EQ(std::system("command -v lmp > /dev/null"), 0) << "the package lammps is not installed";
  const auto plan = plan_thermal_deform(copper(3), options, one_);
  emit_lammps(plan, folder_ / "emitted");
  const auto command = fmt::format(
      "cd '{}' && OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 lmp -in in.deform -suffix opt -screen none "
      "-log log.txt < /dev/null",
      (folder_ / "emitted").string());
  ASSERT_EQ(std::system(command.c_str()), 0);
  thermal_deform(plan, folder_ / "run", false, one_);
  // The last line of LAMMPS's table: step temp pe ke vol density press pxx pyy pzz pxy ... xy xz yz.
  std::istringstream text(read_file(folder_ / "emitted" / "log.txt"));
  std::string line;
  std::vector<double> last;
  while (std::getline(text, line)) {
    std::istringstream words(line);
    std::vector<double> numbers;
    for (double number = 0; words >> number;) numbers.push_back(number);
    if (numbers.size() == 19) last = numbers;
  }
  ASSERT_EQ(last.size(), 19u);
  const TestCurve t = read_test_curve(folder_ / "run" / "series.csv", plan);
  EXPECT_EQ(static_cast<std::int64_t>(last[0]), t.test.back().step);
  EXPECT_NEAR(-1e-4 * last[10], t.test.back().stress, 1e-6 * std::abs(t.test.back().stress));
  EXPECT_NEAR(last[16], t.test.back().cell[1].x, 1e-6);
  EXPECT_TRUE(fs::exists(folder_ / "emitted" / "trajectory.dump.gz"));
  EXPECT_TRUE(fs::exists(folder_ / "emitted" / "start.data"));
}

TEST_F(ThermalDeform, RefusesWhatCannotWork) {
  const auto refused = [&](Configuration c, const char* protocol, auto change, ErrorKind kind, const char* word) {
    auto options = cold(protocol);
    change(options);
    try {
      plan_thermal_deform(c, options, one_);
      ADD_FAILURE() << "accepted: " << word;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), kind) << e.what();
      EXPECT_NE(std::string(e.what()).find(word), std::string::npos) << e.what();
    }
  };
  const Configuration good = copper(3);
  Configuration tilted = good, open = good;
  Mat3 h = good.box.cell();
  h[2].y = 1;
  tilted.box = Box(h);
  open.box = Box(good.box.cell(), {}, {true, true, false});
  refused(
      good, "bending", [](auto&) {}, ErrorKind::usage, "bending");
  refused(
      tilted, "tension", [](auto&) {}, ErrorKind::input, "tilted");
  refused(
      tilted, "shear", [](auto&) {}, ErrorKind::input, "tilted");
  refused(
      open, "shear", [](auto&) {}, ErrorKind::input, "periodic");
  refused(
      good, "shear", [](auto& o) { o.rate = 1e15; }, ErrorKind::usage, "fewer than 100 steps");
  refused(
      good, "shear", [](auto& o) { o.rate = 1; }, ErrorKind::usage, "steps");
  refused(
      good, "shear", [](auto& o) { o.fit_to = 1; }, ErrorKind::usage, "fit_to");
  refused(
      good, "shear", [](auto& o) { o.velocities = "keep"; }, ErrorKind::input, "velocities");
  refused(
      good, "shear", [](auto& o) { o.potential = ""; }, ErrorKind::usage, "potential");
  refused(
      good, "compression", [](auto& o) { o.max_strain = 1; }, ErrorKind::usage, "leaves no cell");
  refused(
      good, "creep", [](auto&) {}, ErrorKind::usage, "neither a stress nor a target");
  refused(
      good, "creep", [](auto& o) { o.stress = 1, o.target = "0.5sigma_y"; }, ErrorKind::usage, "are given");
  for (const char* target : {"0.65", "sigma", "-1sigma_y", "0.6x sigma_y"}) {
    refused(
        good, "creep", [&](auto& o) { o.target = target; }, ErrorKind::usage, "share of the yield stress");
  }
}

}  // namespace
}  // namespace glasscape
