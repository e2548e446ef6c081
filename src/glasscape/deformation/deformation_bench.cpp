// Fields of two configurations on one core and on two, beside the definition computed plainly (Eigen's QR for each
// atom). Every result is compared before its time is shown. Ratios matter; times depend on the machine and its load.
//
//   bench_deformation [cells]     2·cells³ atoms, default 27 (39,366); 38 makes 109,744

#include <Eigen/Dense>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <functional>
#include <sys/resource.h>

#include "glasscape/core/rng.hpp"
#include "glasscape/deformation/registry.hpp"

namespace {

using namespace glasscape;

// The best of three, in processor time, and by the clock on the wall.
struct Time {
  double processor = 1e300, wall = 1e300;
};

Time time_of(int repeats, const std::function<void()>& work) {
  Time best;
  for (int k = 0; k < repeats; ++k) {
    const std::clock_t start = std::clock();
    const auto wall = std::chrono::steady_clock::now();
    work();
    best.wall = std::min(best.wall, std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count());
    best.processor = std::min(best.processor, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return best;
}

Configuration shaken(int cells) {
  Configuration c;
  const double a = 3.22;
  c.box = Box::orthorhombic(a * cells, a * cells, a * cells);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  CounterRng rng(1, 2);
  for (int k = 0; k < cells * cells * cells; ++k) {
    for (int half = 0; half < 2; ++half) {
      const Vec3 site =
          Vec3{double(k / (cells * cells)), double(k / cells % cells), double(k % cells)} + half * Vec3{0.5, 0.5, 0.5};
      c.positions.push_back(site * a + 0.25 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(static_cast<std::int32_t>(rng.below(2)));
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  return c;
}

Configuration sheared(const Configuration& before) {
  Configuration c = before;
  CounterRng rng(3, 4);
  Mat3 cell = before.box.cell();
  cell[1].x += 0.1 * cell[1].y;
  c.box = Box(cell);
  for (Vec3& r : c.positions) r += Vec3{0.1 * r.y + std::sin(r.y / 9), 0, 0} + 0.2 * rng.unit_vector();
  return c;
}

void check(const char* what, double found, double expected) {
  if (std::abs(found - expected) <= 1e-9 * std::max(1.0, std::abs(expected))) return;
  fmt::print("{}: {} instead of {}\n", what, found, expected);
  std::exit(1);
}

// Residual of the fit with the given number of columns, by QR; every `stride`-th atom.
std::vector<double> plain_fit(const Configuration& before, const Configuration& after, const NeighborList& list,
                              Eigen::Index columns, std::size_t stride) {
  std::vector<double> rest;
  for (std::size_t i = 0; i < before.size(); i += stride) {
    const auto neighbors = list.of(i);
    const auto n = static_cast<Eigen::Index>(neighbors.size());
    Eigen::MatrixXd x(n, columns), y(n, 3);
    for (Eigen::Index k = 0; k < n; ++k) {
      const Neighbor& b = neighbors[static_cast<std::size_t>(k)];
      const Vec3 from = bond(before.view(), i, b), to = bond(after.view(), i, b);
      x.row(k).head(3) << from.x, from.y, from.z;
      if (columns == 9) {
        x.row(k).tail(6) << from.x * from.x / 2, from.y * from.y / 2, from.z * from.z / 2, from.y * from.z,
            from.x * from.z, from.x * from.y;
      }
      y.row(k) << to.x, to.y, to.z;
    }
    rest.push_back((y - x * x.colPivHouseholderQr().solve(y)).squaredNorm() / static_cast<double>(n));
  }
  return rest;
}

double memory_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  const int cells = argc > 1 ? std::atoi(argv[1]) : 27;
  const Configuration before = shaken(cells), after = sheared(before);
  fmt::print("{} atoms\n{:<34} {:>8} {:>8} {:>8} {:>10} {:>8}\n", before.size(), "", "1 core s", "wall s", "2 cores",
             "speed-up", "plain");
  const RunContext one{.threads = 1}, two{.threads = 2};
  constexpr std::size_t stride = 16;
  const auto row = [&](const char* request, const char* field, double cutoff, Eigen::Index columns) {
    const std::vector<FieldRequest> requests{parse_pair_request(request)};
    PairResult result;
    // A new reference each time: its neighbour list is part of the cost.
    const Time single = time_of(3, [&] { result = compute_pair_fields(requests, Reference(before), after, one); });
    const Time both = time_of(3, [&] { compute_pair_fields(requests, Reference(before), after, two); });
    double plain = 0;
    if (columns > 0) {
      std::vector<double> expected;
      plain = time_of(1,
                      [&] {
                        expected = plain_fit(before, after, NeighborList(before.view(), cutoff, one), columns, stride);
                      })
                  .processor *
              stride;
      for (const Field& f : result.fields) {
        if (f.name() != field) continue;
        for (std::size_t k = 0; k < expected.size(); ++k) check(request, f.at(stride * k), expected[k]);
      }
    }
    fmt::print("{:<34} {:>8.3f} {:>8.3f} {:>8.3f} {:>9.2f}x {:>7.1f}x\n", request, single.processor, single.wall,
               both.wall, single.wall / both.wall, plain / single.processor);
  };
  row("d2min:cutoff=3.9", "d2min", 3.9, 3);
  row("strain:cutoff=3.9", "", 0, 0);
  row("ttg:cutoff=6.2", "ttg_residual", 6.2, 9);
  row("bonds:cutoff=3.9", "", 0, 0);
  row("displacement", "", 0, 0);
  fmt::print("largest memory {:.0f} MB, {:.0f} bytes an atom\n", memory_mb(),
             memory_mb() * 1048576 / static_cast<double>(before.size()));
}
