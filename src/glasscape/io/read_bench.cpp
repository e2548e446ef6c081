#include <benchmark/benchmark.h>
#include <cmath>
#include <filesystem>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/io/configuration_io.hpp"

// Reading a dump of 4 MB (as in the comparison of other readers: id type x y z and six-digit numbers), next to the
// time that merely reading its bytes takes.
namespace {

using namespace glasscape;

struct Files {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("glasscape-bench-" + std::to_string(::getpid()));
  std::uintmax_t bytes = 0;

  Files() {
    std::filesystem::create_directories(folder);
    Configuration c;
    constexpr int side = 47;
    c.box = Box::orthorhombic(side * 2.5, side * 2.5, side * 2.5);
    c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
    CounterRng rng(1, 1);
    for (int k = 0; k < side * side * side; ++k) {
      const auto near = [&](int cell) { return std::round((cell + 0.5 + 0.2 * (rng.uniform() - 0.5)) * 2.5e4) / 1e4; };
      c.positions.push_back({near(k % side), near(k / side % side), near(k / side / side)});
      c.types.push_back(k % 2);
      c.ids.push_back(k + 1);
    }
    for (const char* name : {"c.dump", "c.dump.gz", "c.dump.zst", "c.data", "c.xyz"})
      write_configuration(folder / name, c);
    bytes = std::filesystem::file_size(folder / "c.dump");
  }
  ~Files() { std::filesystem::remove_all(folder); }
};

const Files& files() {
  static const Files made;
  return made;
}

void read(benchmark::State& state, const char* name, double overlap) {
  const auto path = files().folder / name;
  for (auto _ : state) {
    const auto c = read_configuration(path, {.overlap = overlap});
    if (c.size() != 103823) state.SkipWithError("wrong number of atoms");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * std::filesystem::file_size(path)));
}

void bytes_only(benchmark::State& state) {
  const auto path = files().folder / "c.dump";
  for (auto _ : state) {
    if (read_file(path).size() != files().bytes) state.SkipWithError("wrong size");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * files().bytes));
}

void write(benchmark::State& state, const char* name) {
  const auto c = read_configuration(files().folder / "c.dump");
  const auto path = files().folder / (std::string("out.") + name);
  for (auto _ : state) write_configuration(path, c);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * std::filesystem::file_size(path)));
}

BENCHMARK(bytes_only)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, dump, "c.dump", 0.1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, dump_without_overlap_check, "c.dump", 0.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, dump_gzip, "c.dump.gz", 0.1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, dump_zstd, "c.dump.zst", 0.1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, data, "c.data", 0.1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, extended_xyz, "c.xyz", 0.1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(write, dump, "dump")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(write, dump_zstd, "dump.zst")->Unit(benchmark::kMillisecond);

}  // namespace
