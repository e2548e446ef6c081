#include "glasscape/md/quench.hpp"

#include <atomic>
#include <cmath>
#include <csignal>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/md/cooling_curve.hpp"
#include "glasscape/md/worker_files.hpp"

extern char** environ;

namespace glasscape {
namespace {

namespace fs = std::filesystem;

const std::string model = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";

// A quench of seconds: absurdly fast, but every stage is there.
QuenchOptions small_quench() {
  QuenchOptions options;
  options.composition = "Cu50Zr50";
  options.atoms = 250;
  options.potential = model;
  options.melt_time = 0.4;
  options.cooling_rate = 1e15;
  options.anneal_temperature = {600};
  options.anneal_time = {0.2};
  options.anneal_ramp = 2e15;
  options.sample_interval = 0.04;
  options.checkpoint_interval = 0.2;
  return options;
}

class Quench : public testing::Test {
 protected:
  void SetUp() override {
    try {
      open_potential(model);
    } catch (const Error& e) {
      GTEST_SKIP() << "the package openkim-models is not installed: " << e.what();
    }
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / fmt::format("glasscape-quench-{}-{}", info->name(), ::getpid());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override {
    if (!HasFailure() && !folder_.empty()) fs::remove_all(folder_);
  }
  fs::path folder_;
  RunContext one_{.threads = 1};
};

void expect_valid_glass(const fs::path& folder, const QuenchPlan& plan) {
  const Configuration glass = read_configuration(folder / worker_files::final_atoms);
  ASSERT_EQ(glass.size(), plan.program.initial.size());
  EXPECT_EQ(glass.counts(), plan.program.initial.counts());
  EXPECT_NO_THROW(validate(glass, "glass", 1.8));
  EXPECT_EQ(glass.species[1].name, "Zr");
  EXPECT_EQ(glass.velocities.size(), glass.size());
  const auto evaluator = plan.force_field->evaluator(glass);
  std::vector<Vec3> forces(glass.size());
  const double energy = evaluator->energy_and_forces(glass.box, glass.positions, forces) / double(glass.size());
  EXPECT_GT(energy, -5.1);  // below the crystal (B2: -5.026 eV) would be wrong
  EXPECT_LT(energy, -4.8);  // the melt is at -4.5 eV
  // The recorded curve has every sample once, in order, whatever interruptions there were.
  const CoolingCurve curve = read_cooling_curve(folder / worker_files::series);
  const auto samples = plan.program.total_steps() / plan.program.sample_interval;
  ASSERT_EQ(curve.time.size(), static_cast<std::size_t>(samples));
  for (std::size_t k = 0; k < curve.time.size(); ++k) {
    EXPECT_NEAR(curve.time[k], double(k + 1) * 0.04, 1e-6);
  }
  // The recorded potential energy of the last sample belongs to (nearly) these atoms.
  const auto potential = curve.energy.back() - 1.5 * 8.617333262e-5 * curve.temperature.back() * 249.0 / 250.0;
  EXPECT_NEAR(energy, potential, 0.02);
}

TEST_F(Quench, MakesAGlassAndRepeatsIt) {
  const auto plan = plan_quench(small_quench(), one_);
  const auto first = quench(plan, folder_ / "a", false, one_);
  EXPECT_TRUE(first.computed);
  expect_valid_glass(folder_ / "a", plan);
  EXPECT_NEAR(first.density, 7.3, 0.3);
  EXPECT_FALSE(std::isnan(first.energy_per_atom));
  quench(plan, folder_ / "b", false, one_);
  EXPECT_EQ(read_file(folder_ / "a" / worker_files::final_atoms), read_file(folder_ / "b" / worker_files::final_atoms));
  EXPECT_EQ(read_file(folder_ / "a" / worker_files::series), read_file(folder_ / "b" / worker_files::series));

  const auto again = quench(plan, folder_ / "a", false, one_);
  EXPECT_FALSE(again.computed);
  EXPECT_EQ(again.energy_per_atom, first.energy_per_atom);
  auto other = small_quench();
  other.seed = 2;
  try {
    quench(plan_quench(other, one_), folder_ / "a", false, one_);
    FAIL() << "another quench in the same folder was not refused";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(e.what()).find("seed was 1, is 2"), std::string::npos) << e.what();
  }
}

// Stops the run when it has come so far.
struct StopAt : ProgressSink {
  StopAt(double fraction, std::atomic<bool>& stop) : at(fraction), flag(stop) {}
  void update(std::string_view, double fraction, std::string_view) override {
    if (fraction >= at) flag = true;
  }
  double at;
  std::atomic<bool>& flag;
};

TEST_F(Quench, GoesOnAfterAStopRequest) {
  const auto plan = plan_quench(small_quench(), one_);
  int stops = 0;
  for (const double fraction : {0.0, 0.2, 0.5, 0.8}) {
    std::atomic<bool> flag{false};
    StopAt sink(fraction, flag);
    try {
      quench(plan, folder_, false, {.threads = 1, .progress = &sink, .stop = &flag});
    } catch (const Error& e) {
      ASSERT_EQ(e.kind(), ErrorKind::stopped) << e.what();
      ++stops;
    }
  }
  EXPECT_EQ(stops, 4);
  const auto result = quench(plan, folder_, false, one_);
  EXPECT_TRUE(result.run.resumed);
  expect_valid_glass(folder_, plan);
}

// Kills the program itself without warning, at several moments; its workers must not live on.
TEST_F(Quench, GoesOnAfterKill) {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "glasscape";
  ASSERT_TRUE(fs::exists(program)) << program;
  auto options = small_quench();
  std::vector<std::string> words{program.string(), "quench", "-o", folder_.string(), "--threads", "1", "--quiet"};
  for (const auto& [name, value] : quench_parameters().resolved(options)) {
    if (value.empty()) continue;
    std::string flag = "--" + name;
    for (char& c : flag) c = c == '_' ? '-' : c;
    words.push_back(flag);
    words.push_back(value);
  }
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const auto plan = plan_quench(options, one_);
  int killed = 0;
  for (int round = 0; round < 3; ++round) {
    const auto before = read_worker_state((folder_ / worker_files::state).string());
    pid_t process = 0;
    ASSERT_EQ(::posix_spawn(&process, program.c_str(), nullptr, nullptr, arguments.data(), environ), 0);
    // One checkpoint further than before, then the kill.
    for (int tries = 0; tries < 3000; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      std::optional<WorkerState> now;
      try {
        now = read_worker_state((folder_ / worker_files::state).string());
      } catch (const Error&) {
        continue;
      }
      if (now && (!before || now->stage != before->stage || now->step != before->step)) break;
    }
    ::kill(process, SIGKILL);
    int status = 0;
    ::waitpid(process, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
  }
  EXPECT_EQ(killed, 3);
  const auto result = quench(plan, folder_, false, one_);
  EXPECT_TRUE(result.run.resumed);
  expect_valid_glass(folder_, plan);
}

TEST_F(Quench, EmittedInputIsTheSameRun) {
  auto options = small_quench();
  options.engine_forces = "lammps";
  const auto plan = plan_quench(options, one_);
  const fs::path out = folder_ / "emitted";
  emit_lammps(plan, out);
  ASSERT_EQ(std::system("command -v lmp > /dev/null"), 0) << "the package lammps is not installed";
  const auto command = fmt::format(
      "cd '{}' && OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 lmp -in in.quench -suffix opt -screen none "
      "-log log.txt < /dev/null",
      out.string());
  ASSERT_EQ(std::system(command.c_str()), 0);
  quench(plan, folder_ / "run", false, one_);
  // Thermo lines by step, of the dynamics: the minimisation before it prints under another heading.
  // (A step is printed twice where one stretch ends and the next begins.)
  const auto lines = [](const fs::path& log) {
    std::map<std::int64_t, std::string> found;
    std::istringstream text(read_file(log));
    std::string line;
    while (std::getline(text, line)) {
      std::istringstream words(line);
      std::int64_t step = 0;
      double number = 0;
      int columns = 0;
      if (!(words >> step)) continue;
      while (words >> number) ++columns;
      if (columns == 9 && step > 0) found.emplace(step, line);
    }
    return found;
  };
  const auto ours = lines(folder_ / "run" / worker_files::log), theirs = lines(out / "log.txt");
  for (std::int64_t step = 20; step <= 300; step += 20) {
    ASSERT_TRUE(ours.contains(step) && theirs.contains(step)) << step;
    EXPECT_EQ(ours.at(step), theirs.at(step));
  }
  EXPECT_TRUE(fs::exists(out / "glass.data"));
  const std::string alone = emit_lammps(plan);
  EXPECT_NE(alone.find("create_atoms 2 single"), std::string::npos);
}

TEST_F(Quench, SurfacesErrorsOfLammps) {
  auto plan = plan_quench(small_quench(), one_);
  plan.program.start = {"no_such_command 1 2"};
  try {
    run_md(plan.program, folder_, one_);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::engine);
    EXPECT_NE(std::string(e.what()).find("Unknown command: no_such_command 1 2"), std::string::npos) << e.what();
  }
}

TEST_F(Quench, RecordsFurtherColumnsThroughAStop) {
  auto plan = plan_quench(small_quench(), one_);
  // The group is known again after a restart, the formulas are made anew.
  plan.program.start.emplace_back("group zirconium type 2");
  plan.program.columns = {{"all_eV", "ke"}, {"cu_and_zr_eV", "ke(zirconium)+ke(all)-ke(zirconium)"}, {"four", "2*2"}};
  plan.program.series_file = "series.csv";
  std::atomic<bool> flag{false};
  StopAt sink(0.5, flag);
  EXPECT_THROW(run_md(plan.program, folder_, {.threads = 1, .progress = &sink, .stop = &flag}), Error);
  EXPECT_TRUE(run_md(plan.program, folder_, one_).resumed);
  const CoolingCurve curve = read_cooling_curve(folder_ / "series.csv");
  ASSERT_EQ(curve.further_names, (std::vector<std::string>{"all_eV", "cu_and_zr_eV", "four"}));
  ASSERT_EQ(curve.further[0].size(), curve.time.size());
  const CoolingCurve hold = curve.stage("hold");
  ASSERT_EQ(hold.further[1].size(), 50u);
  for (std::size_t k = 0; k < hold.further[0].size(); ++k) {
    EXPECT_NEAR(hold.further[1][k], hold.further[0][k], 1e-6);
    EXPECT_NEAR(hold.further[0][k], 1.5 * 8.617333e-5 * hold.temperature[k] * 249, 1e-3);
    EXPECT_EQ(hold.further[2][k], 4);
  }
}

QuenchOptions exchanging_quench() {
  auto options = small_quench();
  options.anneal_temperature = {5000};  // far above melting a part of the exchanges is accepted
  options.anneal_time = {0.1};
  options.anneal_ramp = 1e16;
  options.swap_interval = 0.02;
  options.swap_attempts = 20;
  return options;
}

TEST_F(Quench, ExchangesUnlikeAtomsAndKeepsTheComposition) {
  const auto plan = plan_quench(exchanging_quench(), one_);
  const auto result = quench(plan, folder_, false, one_);
  ASSERT_EQ(result.swaps.size(), 1u);
  EXPECT_EQ(result.swaps[0].species, "Cu-Zr");
  EXPECT_EQ(result.swaps[0].attempts, 100);
  EXPECT_GT(result.swaps[0].accepted, 0);
  EXPECT_LT(result.swaps[0].accepted, 100);
  const Configuration glass = read_configuration(folder_ / worker_files::final_atoms);
  EXPECT_EQ(glass.counts(), plan.program.initial.counts());
  int moved = 0;
  for (std::size_t i = 0; i < glass.size(); ++i) moved += glass.types[i] != plan.program.initial.types[i] ? 1 : 0;
  EXPECT_GT(moved, 0) << "the final atoms have the types they were given";
  EXPECT_LE(moved, 2 * result.swaps[0].accepted);
  // Types and places belong together: the energy of these atoms is the one that was recorded.
  const auto evaluator = plan.force_field->evaluator(glass);
  std::vector<Vec3> unused(glass.size());
  const double per_atom = evaluator->energy_and_forces(glass.box, glass.positions, unused) / double(glass.size());
  const CoolingCurve curve = read_cooling_curve(folder_ / worker_files::series);
  const double potential = curve.energy.back() - 1.5 * 8.617333262e-5 * curve.temperature.back() * 249.0 / 250.0;
  EXPECT_NEAR(per_atom, potential, 0.02);
  const auto again = quench(plan, folder_, false, one_);
  EXPECT_FALSE(again.computed);
  EXPECT_EQ(again.swaps.at(0).accepted, result.swaps[0].accepted);

  auto options = exchanging_quench();
  options.anneal_temperature = options.anneal_time = {};
  EXPECT_THROW(plan_quench(options, one_), Error) << "exchanges without an anneal";
  options = exchanging_quench();
  options.composition = "Cu";
  EXPECT_THROW(plan_quench(options, one_), Error) << "nothing to exchange";
}

// The same exchanges are accepted whoever computes the energies, as long as rounding has not parted the runs.
TEST_F(Quench, ExchangesAreThoseOfLammpsForces) {
  std::string swaps[2], series[2];
  for (const int k : {0, 1}) {
    auto options = exchanging_quench();
    options.engine_forces = k == 0 ? "glasscape" : "lammps";
    MdProgram program = plan_quench(options, one_).program;
    std::erase_if(program.stages, [](const MdStage& stage) { return stage.name != "anneal"; });
    program.sample_interval = 10;
    // Minimisations end where rounding takes them.
    std::erase_if(program.start, [](const std::string& command) { return command.starts_with("minimize"); });
    const fs::path own = folder_ / options.engine_forces;
    fs::create_directories(own);
    run_md(program, own, one_);
    swaps[k] = read_file(own / quench_swaps_file);
    series[k] = read_file(own / worker_files::series);
  }
  EXPECT_EQ(swaps[0], swaps[1]);
  EXPECT_EQ(series[0], series[1]);
  EXPECT_EQ(swaps[0].find(" 100 0\n"), std::string::npos) << "none was accepted: " << swaps[0];
}

TEST_F(Quench, RunsOnTwoRanks) {
  auto options = small_quench();
  options.atoms = 1000;
  options.melt_time = 0.2;
  options.cooling_rate = 1e16;
  options.anneal_temperature = {};
  options.anneal_time = {};
  const RunContext two{.threads = 2};
  auto plan = plan_quench(options, two);
  ASSERT_EQ(plan.ranks, 2);
  plan.program.stages.back().steps = 50;
  const auto result = quench(plan, folder_, false, two);
  EXPECT_EQ(result.run.ranks, 2) << (result.run.notes.empty() ? "" : result.run.notes.front());
  EXPECT_EQ(read_configuration(folder_ / worker_files::final_atoms).size(), 1000u);
}

TEST_F(Quench, RefusesWhatCannotWork) {
  const auto refused = [&](auto change, ErrorKind kind, const char* word) {
    auto options = small_quench();
    change(options);
    try {
      plan_quench(options, one_);
      ADD_FAILURE() << "accepted: " << word;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), kind) << e.what();
      EXPECT_NE(std::string(e.what()).find(word), std::string::npos) << e.what();
    }
  };
  refused([](auto& o) { o.composition = ""; }, ErrorKind::usage, "composition");
  refused([](auto& o) { o.composition = "Cu50Xx50"; }, ErrorKind::usage, "Xx");
  refused([](auto& o) { o.composition = "Cu50Al50"; }, ErrorKind::input, "Al");
  refused([](auto& o) { o.potential = ""; }, ErrorKind::usage, "potential");
  refused([](auto& o) { o.potential = "nowhere.eam.fs"; }, ErrorKind::input, "nowhere.eam.fs");
  refused([](auto& o) { o.atoms = 100; }, ErrorKind::usage, "cutoff");
  refused([](auto& o) { o.final_temperature = 2500; }, ErrorKind::usage, "final_temperature");
  refused([](auto& o) { o.anneal_time = {}; }, ErrorKind::usage, "anneal_time");
  refused([](auto& o) { o.cooling_rate = 1; }, ErrorKind::usage, "steps");
  refused([](auto& o) { o.tg_glass_window = {500, 300}; }, ErrorKind::usage, "tg_glass_window");
  QuenchOptions options;
  EXPECT_THROW(quench_parameters().set(options, "cooling_rate", ParameterValue(std::string("0 K/s"))), Error);
  EXPECT_THROW(quench_parameters().set(options, "cooling_rate", ParameterValue(std::string("1e12 K"))), Error);
}

}  // namespace
}  // namespace glasscape
