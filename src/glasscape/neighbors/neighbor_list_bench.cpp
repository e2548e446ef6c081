#include <benchmark/benchmark.h>
#include <cmath>

#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

// Lists within 3.9 and 7.6 Å at the density of Cu50Zr50, per atom, next to the double sum over all pairs that they
// replace (small systems only), and to a sweep that stores nothing.
namespace {

using namespace glasscape;

Configuration liquid(int side) {
  Configuration c;
  const double spacing = std::cbrt(16.5);
  c.box = Box::orthorhombic(side * spacing, side * spacing, side * spacing);
  CounterRng rng(1, 1);
  for (int k = 0; k < side * side * side; ++k) {
    const Vec3 site{double(k % side), double(k / side % side), double(k / side / side)};
    c.positions.push_back(spacing * site + Vec3{rng.uniform(), rng.uniform(), rng.uniform()});
    c.types.push_back(0);
  }
  return c;
}

std::size_t double_sum(const ConfigurationView& view, double cutoff) {
  std::size_t pairs = 0;
  const Vec3 length{view.box.cell()[0].x, view.box.cell()[1].y, view.box.cell()[2].z};
  for (std::size_t i = 0; i < view.size(); ++i) {
    for (std::size_t j = 0; j < view.size(); ++j) {
      if (i == j) continue;
      Vec3 d = view.positions[j] - view.positions[i];
      for (std::size_t k = 0; k < 3; ++k) d[k] -= length[k] * std::round(d[k] / length[k]);
      pairs += norm2(d) < cutoff * cutoff ? 1 : 0;
    }
  }
  return pairs;
}

void per_atom(benchmark::State& state, std::size_t atoms) {
  state.counters["us_per_atom"] = benchmark::Counter(
      static_cast<double>(atoms) * 1e-6, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void all_pairs(benchmark::State& state) {
  const auto c = liquid(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(double_sum(c.view(), 7.6));
  per_atom(state, c.size());
}

void list(benchmark::State& state) {
  const auto c = liquid(static_cast<int>(state.range(0)));
  const double cutoff = static_cast<double>(state.range(1)) / 10;
  if (c.size() < 5000 && NeighborList(c.view(), cutoff).pairs() != double_sum(c.view(), cutoff)) {
    state.SkipWithError("the list and the double sum differ");
  }
  for (auto _ : state) benchmark::DoNotOptimize(NeighborList(c.view(), cutoff, {.threads = 1}).pairs());
  per_atom(state, c.size());
}

void sweep(benchmark::State& state) {
  const auto c = liquid(static_cast<int>(state.range(0)));
  const double cutoff = static_cast<double>(state.range(1)) / 10;
  for (auto _ : state) {
    const CellGrid grid(c.view(), cutoff);
    double sum = 0;
    for (std::uint32_t slot = 0; slot < grid.size(); ++slot) {
      grid.pairs(slot, [&](std::uint32_t, const Image&, double d2) { sum += d2; });
    }
    benchmark::DoNotOptimize(sum);
  }
  per_atom(state, c.size());
}

BENCHMARK(all_pairs)->Arg(14)->Unit(benchmark::kMillisecond);
BENCHMARK(list)->Args({14, 76})->Args({47, 39})->Args({47, 76})->Unit(benchmark::kMillisecond);
BENCHMARK(sweep)->Args({47, 39})->Args({47, 76})->Args({47, 112})->Unit(benchmark::kMillisecond);

}  // namespace
