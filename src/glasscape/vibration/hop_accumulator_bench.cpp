#include <benchmark/benchmark.h>
#include <cmath>

#include "glasscape/core/rng.hpp"
#include "glasscape/vibration/hop_accumulator.hpp"

// p_hop of vibrating atoms as samples come in, and from stored samples by its definition; the largest values are
// compared before the times are shown. The first does not depend on the window, the second grows with it.
namespace {

using namespace glasscape;

constexpr std::size_t atoms = 1000, samples = 400;

const std::vector<std::vector<Vec3>>& trajectory() {
  static const auto result = [] {
    CounterRng rng(2, 1);
    std::vector<std::vector<Vec3>> walk(samples, std::vector<Vec3>(atoms));
    for (auto& sample : walk) {
      for (Vec3& r : sample) r = 0.2 * Vec3{rng.normal(), rng.normal(), rng.normal()};
    }
    return walk;
  }();
  return result;
}

double by_definition(std::size_t half) {
  const auto& walk = trajectory();
  double largest = 0;
  for (std::size_t i = 0; i < atoms; ++i) {
    for (std::size_t t = half; t + half <= samples; ++t) {
      Vec3 a, b;
      for (std::size_t s = 0; s < half; ++s) {
        a += walk[t - half + s][i];
        b += walk[t + s][i];
      }
      a *= 1 / double(half);
      b *= 1 / double(half);
      double in_a = 0, in_b = 0;
      for (std::size_t s = 0; s < half; ++s) {
        in_a += norm2(walk[t - half + s][i] - b);
        in_b += norm2(walk[t + s][i] - a);
      }
      largest = std::max(largest, std::sqrt(in_a * in_b) / double(half));
    }
  }
  return largest;
}

double streaming(std::size_t half) {
  HopAccumulator accumulator(atoms, half, 1);
  for (const auto& sample : trajectory()) accumulator.add(sample);
  double largest = 0;
  for (const AtomHops& hops : accumulator.hops()) largest = std::max(largest, hops.largest);
  return largest;
}

void p_hop(benchmark::State& state) {
  const auto half = static_cast<std::size_t>(state.range(1));
  double found = 0;
  for (auto _ : state) benchmark::DoNotOptimize(found = state.range(0) == 0 ? streaming(half) : by_definition(half));
  if (std::abs(found / by_definition(half) - 1) > 1e-10) state.SkipWithError("the definition gives another value");
  state.counters["ns_per_atom_and_sample"] = benchmark::Counter(
      1e-9 * atoms * samples, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK(p_hop)
    ->ArgNames({"definition", "half_window"})
    ->ArgsProduct({{0, 1}, {10, 25, 100}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
