// g_lm(r) to l = 4 and r = 20 Å on one core and on two, beside the definition computed plainly (each pair once, its
// harmonics one by one), and S_lm(Q) beside the sum over atoms. Every result is compared before its time is shown.
// Ratios matter; times depend on the machine and its load.
//
//   bench_anisotropic [cells]     2·cells³ atoms, default 27 (39,366)

#include <chrono>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <functional>

#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_pdf.hpp"
#include "glasscape/scattering/structure_factor/density_modes.hpp"
#include "glasscape/scattering/structure_factor/structure_factor.hpp"

namespace {

using namespace glasscape;

// The best of some runs, in processor time and by the clock on the wall.
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

// A shaken crystal of the density of a CuZr glass.
Configuration shaken(int cells) {
  Configuration c;
  const double a = 3.16;
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

void check(const std::string& what, double found, double expected, double scale) {
  if (std::abs(found - expected) <= scale) return;
  fmt::print("{}: {} instead of {}\n", what, found, expected);
  std::exit(1);
}

AnisotropicResult computed(const Configuration& c, const AnisotropicOptions& o, int threads) {
  AnisotropicPdf pdf(o);
  pdf.begin_sample(nullptr, "bench");
  pdf.add(c, "bench", {.threads = threads});
  return pdf.finish({.threads = threads});
}

// Σ y_lm over all ordered pairs in each bin, l even.
std::vector<double> plain(const Configuration& c, const AnisotropicOptions& o, std::size_t bins) {
  const CellGrid grid(c.view(), o.rmax, 3);
  const std::size_t channels = harmonic_count(static_cast<int>(o.lmax));
  std::vector<double> sum(bins * channels, 0), y(channels);
  for (std::uint32_t slot = 0; slot < grid.size(); ++slot) {
    grid.pairs(slot, [&](std::uint32_t other, const Image& image, double d2) {
      const double r = std::sqrt(d2);
      real_harmonics(static_cast<int>(o.lmax), grid.bond(slot, other, image) * (1 / r), y);
      const auto bin = std::min(static_cast<std::size_t>(r / o.rmax * static_cast<double>(bins)), bins - 1);
      for (std::size_t k = 0; k < channels; ++k) sum[bin * channels + k] += 2 * y[k];
    });
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  const int cells = argc > 1 ? std::atoi(argv[1]) : 27;
  const Configuration c = shaken(cells);
  AnisotropicOptions o;
  o.rmax = 20;
  AnisotropicResult result;
  const Time one = time_of(3, [&] { result = computed(c, o, 1); }), two = time_of(3, [&] { computed(c, o, 2); });
  const HarmonicTable& total = result.tables[0];
  std::vector<double> sum;
  const Time slow = time_of(1, [&] { sum = plain(c, o, total.x.size()); });
  const auto n = static_cast<double>(c.size());
  for (const HarmonicCurve& curve : total.curves) {
    for (std::size_t k = 50; k < total.x.size(); k += 7) {
      const double low = total.x[k] - total.bin_width / 2, high = low + total.bin_width;
      const double ideal =
          n * n / c.box.volume() * 4 * 3.14159265358979323846 / 3 * (high * high * high - low * low * low);
      check("g", curve.value[k] * ideal, sum[k * harmonic_count(4) + harmonic_index(curve.harmonic)],
            1e-9 * ideal + 1e-6);
    }
  }
  fmt::print("{} atoms\n{:<34} {:>8} {:>8} {:>8} {:>9} {:>8} {:>7}\n", c.size(), "", "1 core s", "wall s", "2 wall s",
             "speed-up", "plain s", "ratio");
  fmt::print("{:<34} {:8.2f} {:8.2f} {:8.2f} {:9.2f} {:8.2f} {:7.1f}\n", "g_lm, l <= 4, r <= 20 Å, errors",
             one.processor, one.wall, two.wall, one.wall / two.wall, slow.processor, slow.processor / one.processor);
  const Time factor = time_of(1, [&] {
    StructureFactor s({.qmax = 8});
    s.add(c, 1, {.threads = 1});
  });
  const DensityModes modes(c.view(), 8);
  std::size_t vectors = 0;
  const Time direct = time_of(1, [&] {
    for (int k = 1; k <= modes.reach()[2]; k += 3) {
      std::complex<double> rho;
      for (std::size_t i = 0; i < c.size(); ++i) {
        if (c.types[i] == 0) rho += std::polar(1.0, dot(modes.vector(k / 2, 1, k / 3), c.positions[i]));
      }
      check("density mode", std::abs(modes.mode(0, k / 2, 1, k / 3) - rho), 0, 1e-5 * std::sqrt(n));
      ++vectors;
    }
  });
  const double all =
      4.0 / 3 * 3.14159265358979323846 * 512 * c.box.volume() / std::pow(2 * 3.14159265358979323846, 3) / 2;
  fmt::print("{:<34} {:8.2f} {:8.2f} {:>8} {:>9} {:8.0f} {:7.0f}\n", "S_lm, l <= 4, Q <= 8 /Å", factor.processor,
             factor.wall, "", "", direct.processor / static_cast<double>(vectors) * all,
             direct.processor / static_cast<double>(vectors) * all / factor.processor);
}
