#include "glasscape/md/pair_kernel.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/md/quench.hpp"
#include "glasscape/md/worker_files.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

class PairKernelTest : public testing::TestWithParam<int> {};

// A hundred steps under a barostat from the same atoms, by our kernel and by LAMMPS's eam/fs: every recorded number
// must be the same in all its digits. The smallest cells are narrower than twice the range of the list.
TEST_P(PairKernelTest, RunsAsLammpsDoes) {
  const int atoms = GetParam();
  QuenchOptions options;
  options.composition = "Cu50Zr50";
  options.atoms = atoms;
  options.potential = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
  const RunContext two{.threads = atoms >= 1000 ? 2 : 1};
  QuenchPlan plan;
  try {
    plan = plan_quench(options, two);
  } catch (const Error& e) {
    GTEST_SKIP() << "the package openkim-models is not installed: " << e.what();
  }
  ASSERT_EQ(plan.program.engine_forces, "glasscape");
  MdProgram program = plan.program;
  // Minimisers magnify rounding: the dynamics begin at the packing, with short steps until it is relaxed.
  program.start = {"velocity all create 300 7 mom yes rot no dist gaussian"};
  program.timestep = 0.001;
  program.sample_interval = 10;
  program.stages = {{.name = "test",
                     .begin = {"fix test all npt temp 300 300 0.1 aniso 0 0 1"},
                     .end = {"unfix test"},
                     .steps = 100,
                     .from_temperature = 300,
                     .to_temperature = 300}};
  const fs::path folder = fs::temp_directory_path() / fmt::format("glasscape-pair-{}-{}", atoms, ::getpid());
  std::string series[2];
  for (int k = 0; k < 2; ++k) {
    program.engine_forces = k == 0 ? "glasscape" : "lammps";
    const fs::path own = folder / program.engine_forces;
    fs::create_directories(own);
    const MdOutcome outcome = run_md(program, own, two);
    EXPECT_EQ(outcome.ranks, two.threads);
    series[k] = read_file(own / worker_files::series);
  }
  EXPECT_EQ(std::count(series[0].begin(), series[0].end(), '\n'), 11);  // titles and ten samples
  EXPECT_EQ(series[0], series[1]);
  fs::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Atoms, PairKernelTest, testing::Values(250, 1200));

}  // namespace
}  // namespace glasscape
