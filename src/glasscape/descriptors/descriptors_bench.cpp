// Structural descriptors on one core, side by side with LAMMPS (run as a program) and with sums straight from the
// definition. Every result is compared before its time is shown. Ratios matter; times depend on the machine and its
// load.
//
//   bench_descriptors [cells]     2·cells³ atoms, default 27 (39,366); 38 makes 109,744

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <numbers>
#include <numeric>
#include <sstream>
#include <sys/resource.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/deformation/d2min/d2min.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/scattering/radial_distribution.hpp"
#include "glasscape/structure/s2/s2.hpp"
#include "glasscape/structure/steinhardt/steinhardt.hpp"
#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

namespace {

using namespace glasscape;
const RunContext one_core{.threads = 1};

double seconds(const std::function<void()>& work) {
  // The best of three, in processor time: other work on the machine then counts less.
  double best = 1e300;
  for (int k = 0; k < 3; ++k) {
    const std::clock_t start = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
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
      c.positions.push_back(site * a + 0.4 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(static_cast<std::int32_t>(rng.below(2)));
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  return c;
}

double mean(const Field& field) {
  return std::accumulate(field.values().begin(), field.values().end(), 0.0) / static_cast<double>(field.atoms());
}

void check(const char* what, double found, double expected, double tolerance) {
  if (std::abs(found - expected) <= tolerance * std::max(1.0, std::abs(expected))) return;
  fmt::print("{}: {} instead of {}\n", what, found, expected);
  std::exit(1);
}

// LAMMPS as a program: the processor time of one evaluation of a compute, and the numbers that it prints.
class LammpsProgram {
 public:
  explicit LammpsProgram(const Configuration& c) {
    available_ = std::system("lmp -h > /dev/null 2>&1") == 0;
    if (!available_) return;
    std::string folder = (std::filesystem::temp_directory_path() / "glasscape-bench-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) std::exit(1);
    folder_ = folder;
    const Mat3& h = c.box.cell();
    std::string data = fmt::format(
        "made by a benchmark\n\n{} atoms\n2 atom types\n0 {} xlo xhi\n0 {} ylo yhi\n0 {} zlo zhi\n\nAtoms # atomic\n\n",
        c.size(), h[0].x, h[1].y, h[2].z);
    for (std::size_t i = 0; i < c.size(); ++i) {
      const Vec3 r = c.box.wrap(c.positions[i]).position;
      data += fmt::format("{} {} {} {} {}\n", c.ids[i], c.types[i] + 1, r.x, r.y, r.z);
    }
    write_file_atomically(folder_ / "data", data);
  }
  ~LammpsProgram() {
    if (available_) std::filesystem::remove_all(folder_);
  }
  LammpsProgram(const LammpsProgram&) = delete;
  LammpsProgram& operator=(const LammpsProgram&) = delete;

  struct Result {
    double seconds = 0;
    std::vector<double> numbers;  // of the last thermo line, after the step
  };
  [[nodiscard]] bool available() const { return available_; }
  /// The difference between runs of 4 steps and of 1 step leaves out reading, neighbour lists and output.
  [[nodiscard]] Result run(double pair_cutoff, const std::string& commands) const {
    Result result;
    std::array<double, 2> time{};
    for (int k = 0; k < 2; ++k) {
      write_file_atomically(folder_ / "in", fmt::format("units metal\natom_style atomic\nread_data data\nmass * 1.0\n"
                                                        "pair_style zero {}\npair_coeff * *\n{}\nthermo 1\nrun {}\n",
                                                        pair_cutoff, commands, k == 0 ? 1 : 4));
      time[static_cast<std::size_t>(k)] = children();
      if (std::system(fmt::format("cd {} && lmp -in in -log log -screen none", folder_.string()).c_str()) != 0) {
        fmt::print("LAMMPS failed:\n{}\n", read_file(folder_ / "log"));
        std::exit(1);
      }
      time[static_cast<std::size_t>(k)] = children() - time[static_cast<std::size_t>(k)];
    }
    result.seconds = (time[1] - time[0]) / 3;
    std::istringstream log(read_file(folder_ / "log"));
    for (std::string line; std::getline(log, line);) {
      std::istringstream words(line);
      std::vector<double> numbers;
      for (double value = 0; words >> value;) numbers.push_back(value);
      if (words.eof() && numbers.size() > 1 && numbers[0] == 4)
        result.numbers.assign(numbers.begin() + 1, numbers.end());
    }
    return result;
  }

 private:
  static double children() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  }
  bool available_ = false;
  std::filesystem::path folder_;
};

void row(const char* task, double mine, double other, const char* whom) {
  fmt::print("{:<34} {:>8.3f} s {:>10.3f} s {:>8.2f} ×  {}\n", task, mine, other, other / mine, whom);
}

void against_lammps(const Configuration& c, const LammpsProgram& lammps) {
  std::vector<Field> fields;
  double mine = seconds([&] { fields = voronoi_fields(c, {}, one_core); });
  auto theirs = lammps.run(6,
                           "compute v all voronoi/atom\ncompute n all reduce ave c_v[1] c_v[2]\n"
                           "thermo_style custom step c_n[1] c_n[2]\nthermo_modify format float %.15g");
  check("mean Voronoi volume", mean(fields[0]), theirs.numbers.at(0), 1e-9);
  check("mean number of faces", mean(fields[1]), theirs.numbers.at(1), 1e-9);
  row("Voronoi: volume, areas, indices", mine, theirs.seconds, "LAMMPS (volume and faces only)");

  mine = seconds([&] { fields = steinhardt(c, {.l = {6}, .cutoff = 3.9}, one_core); });
  theirs =
      lammps.run(3.9,
                 "compute q all orientorder/atom degrees 1 6 nnn NULL cutoff 3.9\ncompute n all reduce ave c_q[1]\n"
                 "thermo_style custom step c_n\nthermo_modify format float %.15g");
  check("mean Q6", mean(fields[0]), theirs.numbers.at(0), 1e-9);
  row("Q6, W6 within 3.9 Å", mine, theirs.seconds, "LAMMPS (Q6 only; neighbour list given)");

  const RadialOptions options{.rmax = 12, .dr = 0.02};
  RadialDistribution rdf(options, 2);
  mine = seconds([&] {
    rdf = RadialDistribution(options, 2);
    rdf.add(c.view(), one_core);
  });
  theirs = lammps.run(12,
                      "compute g all rdf 600 1 1 1 2 2 2\nfix f all ave/time 1 1 1 c_g[*] mode vector\n"
                      "thermo_style custom step f_f[140][2] f_f[140][4] f_f[300][6]\nthermo_modify format float %.15g");
  const auto counts = c.counts();
  const auto like = [&](std::size_t a) { return static_cast<double>(counts[a]) / static_cast<double>(counts[a] - 1); };
  check("g of like atoms", rdf.partial(0, 0)[139] * like(0), theirs.numbers.at(0), 1e-4);
  check("g of unlike atoms", rdf.partial(0, 1)[139], theirs.numbers.at(1), 1e-4);
  check("g of like atoms, second species", rdf.partial(1, 1)[299] * like(1), theirs.numbers.at(2), 1e-4);
  row("partial g(r) to 12 Å", mine, theirs.seconds, "LAMMPS (neighbour list given)");
}

// S2 of some atoms as the definition is written down: an exponential for each neighbour and bin within its reach.
void s2_against_definition(const Configuration& c) {
  const S2Options options;
  Field fast("s2", Unit("kB"), {});
  const double mine = seconds([&] { fast = s2(c, options, one_core)[0]; });
  const CellGrid grid(c.view(), options.cutoff + 6 * options.smearing);
  constexpr std::uint32_t sample = 40;
  const auto bins = static_cast<std::size_t>(std::lround(options.cutoff / options.dr));
  std::vector<double> slow(sample);
  const double naive = seconds([&] {
    for (std::uint32_t slot = 0; slot < sample; ++slot) {
      double total = 0;
      for (std::size_t s = 0; s < 2; ++s) {
        const double density = static_cast<double>(c.counts()[s]) / c.box.volume();
        std::vector<double> g(bins, 0);
        grid.around(slot, [&](std::uint32_t other, const Image&, double d2) {
          if (static_cast<std::size_t>(c.types[grid.atom(other)]) != s) return;
          const double d = std::sqrt(d2);
          const auto low = static_cast<std::size_t>(std::max(0.0, (d - 6 * options.smearing) / options.dr));
          const auto high = std::min(bins, static_cast<std::size_t>((d + 6 * options.smearing) / options.dr) + 1);
          for (std::size_t k = low; k < high; ++k) {
            const double r = (static_cast<double>(k) + 0.5) * options.dr, x = (r - d) / options.smearing;
            g[k] += std::exp(-x * x / 2) /
                    (std::sqrt(2 * std::numbers::pi) * options.smearing * 4 * std::numbers::pi * r * r * density);
          }
        });
        for (std::size_t k = 0; k < bins; ++k) {
          const double r = (static_cast<double>(k) + 0.5) * options.dr;
          total += density * (g[k] > 0 ? g[k] * std::log(g[k]) - g[k] + 1 : 1) * r * r * options.dr;
        }
      }
      slow[slot] = -2 * std::numbers::pi * total;
    }
  });
  for (std::uint32_t slot = 0; slot < sample; ++slot) check("S2", fast.at(grid.atom(slot)), slow[slot], 1e-6);
  row("S2 to 11.2 Å", mine, naive * static_cast<double>(c.size()) / sample, "the definition (from 40 atoms)");
}

// D²min of some atoms as the definition is written down: all pairs, normal equations by Cramer's rule.
void d2min_against_definition(const Configuration& c) {
  Configuration sheared = c;
  CounterRng rng(3, 3);
  for (Vec3& r : sheared.positions) {
    r.x += 0.01 * r.y;
    for (std::size_t k = 0; k < 3; ++k) r[k] += 0.1 * rng.normal();
  }
  const Mat3& h = c.box.cell();
  sheared.box = Box(Mat3{h[0], {h[1].x + 0.01 * h[1].y, h[1].y, h[1].z}, h[2]}, c.box.origin(), c.box.periodic());
  const D2minOptions options{.cutoff = 3.9};
  NonAffineMotion fast;
  const double mine = seconds([&] { fast = d2min(c.view(), sheared.view(), options, one_core); });
  const std::size_t sample = 40;
  const double naive = seconds([&] {
    for (std::size_t i = 0; i < sample; ++i) {
      std::vector<std::pair<Vec3, Vec3>> bonds;
      for (std::size_t j = 0; j < c.size(); ++j) {
        Vec3 s = c.box.fractional(c.positions[j]) - c.box.fractional(c.positions[i]), shift{};
        for (std::size_t a = 0; a < 3; ++a) shift[a] = -std::round(s[a]);
        const Vec3 before = (s + shift) * h;
        if (j == i || norm(before) > options.cutoff) continue;
        bonds.emplace_back(before, sheared.positions[j] - sheared.positions[i] + shift * sheared.box.cell());
      }
      Mat3 xx, yx;  // Σ R Rᵀ, Σ r Rᵀ
      for (const auto& [before, now] : bonds) {
        xx += outer(before, before);
        yx += outer(now, before);
      }
      const Vec3 u = cross(xx[1], xx[2]), v = cross(xx[2], xx[0]), w = cross(xx[0], xx[1]);
      const double determinant = dot(xx[0], u);
      double sum = 0;
      for (const auto& [before, now] : bonds) {
        // (Σ R Rᵀ)⁻¹ R, with the cofactors as rows of a symmetric matrix.
        const Vec3 z{dot(u, before) / determinant, dot(v, before) / determinant, dot(w, before) / determinant};
        const Vec3 fitted{dot(yx[0], z), dot(yx[1], z), dot(yx[2], z)};
        sum += norm2(now - fitted);
      }
      check("D2min", fast.d2min[i], sum / static_cast<double>(bonds.size()), 1e-6);
    }
  });
  row("D2min within 3.9 Å", mine, naive * static_cast<double>(c.size()) / sample,
      "the definition (all pairs, 40 atoms)");
}

}  // namespace

int main(int argc, char** argv) {
  const Configuration c = shaken(argc > 1 ? std::max(6, std::atoi(argv[1])) : 27);
  fmt::print("{} atoms, one core, processor time\n{:<34} {:>10} {:>12} {:>10}\n", c.size(), "", "glasscape", "other",
             "ratio");
  const LammpsProgram lammps(c);
  if (lammps.available()) {
    against_lammps(c, lammps);
  } else {
    fmt::print("the program lmp (LAMMPS) is not installed: no comparison with it\n");
  }
  s2_against_definition(c);
  d2min_against_definition(c);
  return 0;
}
