// Molecular dynamics under a barostat with our pair style and with LAMMPS's own, side by side: same atoms, same steps,
// the same recorded numbers. Ratios matter; times depend on the machine and its load.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <sstream>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/md/quench.hpp"
#include "glasscape/md/worker_files.hpp"

namespace {

using namespace glasscape;
namespace fs = std::filesystem;

constexpr int atoms = 4000, steps = 400;

// Seconds in LAMMPS's own loop, from "Loop time of S on P procs for N steps": start-up and minimisation do not count.
double loop_seconds(const fs::path& log) {
  std::istringstream text(read_file(log));
  std::string line;
  double sum = 0;
  while (std::getline(text, line)) {
    if (line.starts_with("Loop time of ")) sum += std::strtod(line.c_str() + 13, nullptr);
  }
  return sum;
}

}  // namespace

int main() {
  QuenchOptions options;
  options.composition = "Cu50Zr50";
  options.atoms = atoms;
  options.potential = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
  MdProgram program = plan_quench(options, {.threads = 1}).program;
  program.start = {"velocity all create 600 7 mom yes rot no dist gaussian"};
  program.checkpoint_interval = 0;
  program.stages = {{.name = "bench",
                     .begin = {"fix bench all npt temp 300 300 0.1 iso 0 0 1"},
                     .end = {"unfix bench"},
                     .steps = steps,
                     .from_temperature = 300,
                     .to_temperature = 300}};
  const fs::path folder = fs::temp_directory_path() / fmt::format("glasscape-bench-{}", program.initial.size());
  for (const int ranks : {1, 2}) {
    double best[2] = {1e9, 1e9};
    std::string series[2];
    for (int round = 0; round < 3; ++round) {
      for (int k = 0; k < 2; ++k) {
        program.engine_forces = k == 0 ? "glasscape" : "lammps";
        fs::remove_all(folder);
        fs::create_directories(folder);
        run_md(program, folder, {.threads = ranks});
        best[k] = std::min(best[k], loop_seconds(folder / worker_files::log));
        series[k] = read_file(folder / worker_files::series);
      }
    }
    const auto rate = [](double seconds) { return double(atoms) * steps / seconds * 1e-6; };
    fmt::print("{} ranks, {} atoms, NPT: glasscape {:.3f}, eam/fs/opt {:.3f} M atom-steps/s, ratio {:.2f}; {}\n", ranks,
               atoms, rate(best[0]), rate(best[1]), best[1] / best[0],
               series[0] == series[1] ? "all recorded digits agree" : "recorded digits differ in the end");
  }
  fs::remove_all(folder);
  return 0;
}
