// EAM forces side by side with LAMMPS in one process, one core: same atoms, same table, results compared. Ratios
// matter; times depend on the machine and its load.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <functional>

#include "glasscape/core/rng.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/isa.hpp"
#include "support/lammps_reference.hpp"

namespace {

using namespace glasscape;
// Processor time of this thread: other work on the machine then counts less than in wall time.
double now() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double seconds(const std::function<void()>& work) {
  const double start = now();
  work();
  return now() - start;
}

// An amorphous cell: a B2 lattice with species and places shaken, then run downhill until it is dense and smooth.
Configuration amorphous(int cells, const ForceField& potential) {
  Configuration c;
  const double a = 3.2;
  c.box = Box::orthorhombic(a * cells, a * cells, a * cells);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  CounterRng rng(1, 2);
  for (int i = 0; i < cells * cells * cells; ++i) {
    for (int b = 0; b < 2; ++b) {
      const Vec3 site{a * (i / (cells * cells) + 0.5 * b), a * (i / cells % cells + 0.5 * b),
                      a * (i % cells + 0.5 * b)};
      c.positions.push_back(site + Vec3{rng.normal(), rng.normal(), rng.normal()} * 0.45);
      c.types.push_back(static_cast<std::int32_t>(rng.below(2)));
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  const auto evaluator = potential.evaluator(c);
  std::vector<Vec3> forces(c.size());
  for (int step = 0; step < 150; ++step) {
    evaluator->energy_and_forces(c.box, c.positions, forces);
    for (std::size_t i = 0; i < c.size(); ++i) {
      const double f = norm(forces[i]);
      c.positions[i] += forces[i] * std::min(0.03, 0.1 / (f + 1e-12));
    }
  }
  return c;
}

// One way of evaluating, and the least time it took.
struct Contestant {
  std::string label;
  std::function<void()> evaluate;  // `repeats` times
  double best = 1e9;
};

void compare(const ForceField& potential, int cells) {
  const Configuration c = amorphous(cells, potential);
  const int repeats = static_cast<int>(std::max<std::size_t>(2, 40000 / c.size()));
  fmt::print("\n{} atoms, {}\n", c.size(), potential.description());
  EvaluatorOptions options;
  const Evaluation mine = potential.evaluator(c, options)->evaluate(c.box, c.positions);
  std::vector<Contestant> contestants;
  std::vector<std::unique_ptr<test::LammpsRun>> runs;
  if (test::have_lammps()) {
    for (const char* suffix : {"opt", ""}) {
      auto& run = *runs.emplace_back(std::make_unique<test::LammpsRun>(c, potential, suffix, 1.0));
      run.command("run 0 post no");
      const Evaluation lammps = run.result();
      double largest = 0;
      for (std::size_t i = 0; i < c.size(); ++i) largest = std::max(largest, norm(mine.forces[i] - lammps.forces[i]));
      const std::string label = *suffix == 0 ? "LAMMPS eam/fs" : "LAMMPS eam/fs/opt";
      fmt::print("  against {:18} largest force difference {:.1e} eV/Å, energy {:.1e} eV\n", label, largest,
                 std::abs(mine.energy - lammps.energy));
      if (largest > 1e-10) std::exit(1);
      // No integrator: nothing moves, and a run is its force evaluations.
      run.command("run 1 post no");
      contestants.push_back({label, [&run, repeats] { run.command(fmt::format("run {} pre no post no", repeats)); }});
    }
  }
  std::vector<Vec3> forces(c.size());
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::plain}) {
    if (!supported(isa)) continue;
    for (const double skin : {1.0, 0.5}) {
      options.isa = name(isa);
      options.skin = skin;
      const std::shared_ptr<Evaluator> evaluator = potential.evaluator(c, options);
      evaluator->energy_and_forces(c.box, c.positions, forces);
      contestants.push_back({fmt::format("{}, skin {:.1f} Å", name(isa), skin), [&c, &forces, evaluator, repeats] {
                               for (int r = 0; r < repeats; ++r)
                                 evaluator->energy_and_forces(c.box, c.positions, forces);
                             }});
    }
  }
  // Turn by turn, so that a busy spell of the machine hits all of them.
  for (int round = 0; round < 9; ++round) {
    for (Contestant& x : contestants) x.best = std::min(x.best, seconds(x.evaluate));
  }
  for (const Contestant& x : contestants) {
    fmt::print("  {:20} {:7.3f} µs/atom   {:5.2f} × {}\n", x.label,
               1e6 * x.best / repeats / static_cast<double>(c.size()), contestants.front().best / x.best,
               contestants.front().label);
  }
  options.isa = "";
  options.skin = 0.5;
  double rebuild = 1e9;
  auto shifted = c.positions;
  const auto moving = potential.evaluator(c, options);
  for (int round = 0; round < 8; ++round) {
    for (Vec3& p : shifted) p.x += 0.3;  // more than half the skin: the list is made again
    rebuild = std::min(rebuild, seconds([&] { moving->energy_and_forces(c.box, shifted, forces); }));
  }
  fmt::print("  with a new list      {:7.3f} µs/atom\n", 1e6 * rebuild / static_cast<double>(c.size()));
  // Active regions as saddle searches use them.
  for (const double radius : {10.0, 12.0, 16.0}) {
    options.active.clear();
    const Vec3 middle = c.box.cartesian({0.5, 0.5, 0.5});
    if (2 * radius > c.box.heights().x) break;
    for (std::uint32_t i = 0; i < c.size(); ++i) {
      if (norm(c.positions[i] - middle) < radius) options.active.push_back(i);
    }
    std::unique_ptr<Evaluator> region;
    const double making = seconds([&] { region = potential.evaluator(c, options); });
    std::vector<Vec3> positions, packed(options.active.size());
    for (const auto i : options.active) positions.push_back(c.positions[i]);
    const double first = seconds([&] { region->energy_and_forces(c.box, positions, packed); });
    double best = 1e9;
    for (int round = 0; round < 30; ++round) {
      best = std::min(best, seconds([&] { region->energy_and_forces(c.box, positions, packed); }));
    }
    fmt::print("  region {:2.0f} Å: {:5} atoms {:7.4f} ms an evaluation; made in {:.2f} ms, first {:.2f} ms\n", radius,
               options.active.size(), 1e3 * best, 1e3 * making, 1e3 * first);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string specification =
      argc > 1 ? argv[1] : "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
  const auto potential = glasscape::open_potential(specification);
  for (const int cells : {8, 10, 21}) compare(*potential, cells);
  return 0;
}
