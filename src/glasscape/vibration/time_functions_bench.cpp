#include <benchmark/benchmark.h>
#include <cmath>

#include "glasscape/core/rng.hpp"
#include "glasscape/vibration/time_functions.hpp"

// Functions of displacements for 108,000 atoms on one core, in atoms times origins per second; the mean squared
// displacement is compared with that of the steps before the time is shown.
namespace {

using namespace glasscape;

void time_functions(benchmark::State& state) {
  constexpr std::size_t atoms = 108000, frames = 12;
  const Box box = Box::orthorhombic(124, 124, 124);
  CounterRng rng(3, 1);
  std::vector<std::vector<Vec3>> walk(frames, std::vector<Vec3>(atoms));
  for (std::size_t i = 0; i < atoms; ++i) {
    walk[0][i] = box.cartesian({rng.uniform(), rng.uniform(), rng.uniform()});
    for (std::size_t f = 1; f < frames; ++f) {
      walk[f][i] = walk[f - 1][i] + 0.1 * Vec3{rng.normal(), rng.normal(), rng.normal()};
    }
  }
  std::vector<double> times;
  for (std::size_t f = 0; f < frames; ++f) times.push_back(double(f));
  double measured = 0, slope = 0;
  for (auto _ : state) {
    TimeFunctionAccumulator functions(std::vector<std::int32_t>(atoms, 0), 1, std::vector<double>(atoms, 1), times,
                                      {.origins = 12, .spacing = "linear"});
    for (const auto& frame : walk) functions.add(box, frame, {.threads = 1});
    const TimeFunctions result = functions.result();
    slope = result.species[0].msd.value[0];
    measured += double(atoms) * frames * (frames - 1) / 2;
  }
  if (std::abs(slope - 0.03) > 3e-4) state.SkipWithError("the mean squared displacement is wrong");
  state.counters["atoms*origins/s"] = benchmark::Counter(measured, benchmark::Counter::kIsRate);
}

}  // namespace

BENCHMARK(time_functions)->Unit(benchmark::kMillisecond);
