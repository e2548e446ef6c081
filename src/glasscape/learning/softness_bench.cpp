// Structure functions, training and use of softness on one core; the functions of a few atoms are compared with sums
// straight from the definition before times are shown.
//
//   bench_softness [cells]     2·cells³ atoms, default 38 (109,744)

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>

#include "glasscape/core/rng.hpp"
#include "glasscape/learning/softness.hpp"
#include "glasscape/learning/train_softness.hpp"

namespace {

using namespace glasscape;
const RunContext one_core{.threads = 1};

Configuration shaken(int cells) {
  Configuration c;
  const double a = 3.22;
  c.box = Box::orthorhombic(a * cells, a * cells, a * cells);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  CounterRng rng(1, 2);
  for (int k = 0; k < cells * cells * cells; ++k) {
    for (const double half : {0.0, 0.5}) {
      const Vec3 site{k / (cells * cells) + half, k / cells % cells + half, k % cells + half};
      c.positions.push_back(site * a + 0.3 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(static_cast<std::int32_t>(rng.below(2)));
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  return c;
}

double seconds(std::clock_t start) { return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC; }

// G_i(μ = 3.25 Å; Zr) from the definition.
double radial(const Configuration& c, std::size_t i, double edge) {
  double sum = 0;
  for (std::size_t j = 0; j < c.size(); ++j) {
    if (j == i || c.types[j] != 1) continue;
    Vec3 d = c.positions[j] - c.positions[i];
    for (std::size_t k = 0; k < 3; ++k) d[k] -= edge * std::round(d[k] / edge);
    sum += std::exp(-std::pow(norm(d) - 3.25, 2) / (2 * 0.25 * 0.25));
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  const int cells = argc > 1 ? std::max(12, std::atoi(argv[1])) : 38;
  const Configuration c = shaken(cells);
  const StructureFunctions functions({}, 2, "bench");
  const std::vector<std::size_t> same{0, 1};
  const std::size_t column = 33 + 5;  // Zr, 3.25 Å
  std::vector<double> values(c.size());
  std::clock_t start = std::clock();
  functions.for_each(c.view(), same, one_core,
                     [&](std::size_t atom, std::span<const double> v) { values[atom] = v[column]; });
  const double time = seconds(start);
  for (const std::size_t i : {std::size_t{0}, c.size() / 3, c.size() - 1}) {
    const double expected = radial(c, i, 3.22 * cells);
    if (std::abs(values[i] - expected) < 1e-6) continue;
    fmt::print("atom {}: {} instead of {}\n", i, values[i], expected);
    return 1;
  }
  fmt::print("{} atoms, one core, processor time\n", c.size());
  fmt::print("  {} structure functions   {:6.2f} s, {:.1f} µs per atom\n", functions.count(), time,
             1e6 * time / static_cast<double>(c.size()));
  start = std::clock();
  const Field label("label", Unit("1"), values);
  const TrainedSoftness trained = train_softness(c, label, {}, one_core);
  fmt::print("  training with 5 folds      {:6.2f} s, ROC area {:.3f}\n", seconds(start),
             trained.model.planes[0].roc_area.value);
  start = std::clock();
  const Field again = softness_of(c, trained.model, "bench", one_core);
  fmt::print("  softness by a model        {:6.2f} s\n", seconds(start));
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (again.at(i) != trained.softness.at(i)) return 1;
  }
  return trained.model.planes[0].roc_area.value > 0.95 ? 0 : 1;
}
