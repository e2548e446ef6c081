#include <benchmark/benchmark.h>
#include <cmath>
#include <filesystem>
#include <map>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/relax.hpp"
#include "glasscape/mechanics/quasistatic.hpp"

// Evaluations of energy and forces per step of strain, by tolerance and step, with and without extrapolation: twenty
// elastic steps of a metallic glass. Each run checks that it ends in the minimum that the others end in.
namespace {

using namespace glasscape;

struct Glass {
  std::shared_ptr<const ForceField> force_field =
      open_potential("kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005");
  Configuration configuration;
  std::map<double, double> energy;  // at each final strain

  Glass() {
    const std::filesystem::path shared = GLASSCAPE_SHARED_DATA;
    const auto large = shared / "glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz";
    const auto small = std::filesystem::path(GLASSCAPE_SOURCE_DIR) / "src/glasscape/landscape/reference/glass-500.xyz";
    const bool there = std::filesystem::exists(large);
    const Configuration read =
        there ? read_configuration(large, {.elements = {"Cu", "Zr"}}) : read_configuration(small);
    configuration = relax(read, force_field, {.box = "free", .force_tolerance = 1e-7}).configuration;
  }
};

void elastic_steps(benchmark::State& state) {
  static Glass glass;
  const double tolerance = std::pow(10.0, -static_cast<double>(state.range(0)));
  const double step = static_cast<double>(state.range(1)) * 1e-5;
  const QuasistaticOptions options{
      .max_strain = 20 * step, .strain_step = step, .force_tolerance = tolerance, .extrapolate = state.range(2) != 0};
  std::int64_t evaluations = 0, steps = 0;
  for (auto _ : state) {
    QuasistaticRun run(glass.force_field, glass.configuration, options, 1);
    run.begin({});
    const std::int64_t before = run.state().evaluations;
    while (!run.finished()) run.advance({}, false, {});
    evaluations += run.state().evaluations - before;
    steps += 20;
    const double energy = run.state().energy;
    const double known = glass.energy.emplace(options.max_strain, energy).first->second;
    if (std::abs(energy - known) > 1e-5) state.SkipWithError("another minimum was reached");
  }
  state.counters["evaluations_per_step"] = static_cast<double>(evaluations) / static_cast<double>(steps);
  state.counters["ms_per_step"] =
      benchmark::Counter(20e-3, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK(elastic_steps)
    ->ArgNames({"minus_log_force", "strain_1e-5", "extrapolate"})
    ->ArgsProduct({{5, 6, 7}, {10}, {0, 1}})
    ->Args({6, 2, 0})
    ->Args({6, 2, 1})
    ->Args({6, 50, 0})
    ->Args({6, 50, 1})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

}  // namespace
