#include "glasscape/scattering/structure_factor/density_modes.hpp"

#include <algorithm>
#include <cmath>
#include <fftw3.h>
#include <fmt/format.h>
#include <mutex>
#include <numbers>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

constexpr int support = 8;          // points that an atom is spread over, each way
constexpr double refinement = 1.5;  // of the grid
constexpr double pi = std::numbers::pi;
// The widest window whose transform stays positive within the zone that is used, nearly.
const double shape = 0.98 * pi * support * (1 - 0.5 / refinement);

// Smallest number ≥ n that is a product of 2, 3, 5 and 7, and even.
int transform_length(int n) {
  for (n += n % 2;; n += 2) {
    int rest = n;
    for (const int p : {2, 3, 5, 7}) {
      while (rest % p == 0) rest /= p;
    }
    if (rest == 1) return n;
  }
}

// I0(shape·√(1 − x²)) on −1..1 and its transform at a frequency per point of the grid.
double window(double x) { return std::abs(x) < 1 ? std::cyl_bessel_i(0.0, shape * std::sqrt(1 - x * x)) : 0; }
double window_transform(double frequency) {
  const double t = pi * support * frequency, root = std::sqrt(shape * shape - t * t);
  return support * std::sinh(root) / root;
}

}  // namespace

DensityModes::DensityModes(const ConfigurationView& view, double qmax, const RunContext& context, double memory_limit) {
  for (const bool periodic : view.box.periodic()) {
    if (periodic) continue;
    throw input_error("structure factor", "the box has a direction that is not periodic", "a periodic box");
  }
  if (!(qmax > 0) || !std::isfinite(qmax)) {
    throw usage_error("qmax", fmt::format("{:g} /Å is no largest Q", qmax), "a positive number");
  }
  reciprocal_ = view.box.inverse_cell() * (2 * pi);
  double points = 1;
  for (std::size_t k = 0; k < 3; ++k) {
    // h = a·Q/2π.
    const double needed = norm(view.box.cell()[k]) * qmax / (2 * pi);
    points *= std::max(2 * needed * refinement, 2.0 * support);
    reach_[k] = static_cast<int>(std::min(needed, 1e6));
  }
  const double bytes = points * 4 * static_cast<double>(view.species);
  if (bytes > memory_limit) {
    throw usage_error("qmax", fmt::format("Q up to {:g} /Å in a box of this size takes {:.1f} GB", qmax, bytes / 1e9),
                      fmt::format("{:.0f} GB", memory_limit / 1e9),
                      "choose a smaller qmax; transform g(r) for what lies beyond");
  }
  for (std::size_t k = 0; k < 3; ++k) {
    grid_[k] = transform_length(std::max(static_cast<int>(std::ceil(refinement * (2 * reach_[k] + 1))), 2 * support));
    for (int h = 0; h <= reach_[k]; ++h) {
      window_[k].push_back(1 / window_transform(static_cast<double>(h) / grid_[k]));
    }
  }
  const auto rows = static_cast<std::size_t>(grid_[2] / 2 + 1);
  const auto n1 = static_cast<std::size_t>(grid_[1]);
  const std::size_t size = static_cast<std::size_t>(grid_[0]) * n1 * rows;
  // The planner of the library is not safe to call from two threads at once.
  static std::mutex planner;
  for (std::size_t species = 0; species < view.species; ++species) {
    context.report("structure factor", static_cast<double>(species) / static_cast<double>(view.species));
    if (context.stop_requested()) {
      throw Error(ErrorKind::stopped, {"structure factor", "stopped on request", "", "give the same command again"});
    }
    std::vector<std::complex<float>>& values = modes_.emplace_back(size);
    // In place: rows of real numbers are padded to the length of the transformed ones.
    auto* const density = reinterpret_cast<float*>(values.data());
    for (std::size_t i = 0; i < view.size(); ++i) {
      if (view.types[i] != static_cast<std::int32_t>(species)) continue;
      const Vec3 f = view.box.fractional(view.positions[i]);
      std::array<std::array<double, support>, 3> weight;
      std::array<std::array<std::size_t, support>, 3> place;
      for (std::size_t k = 0; k < 3; ++k) {
        const double at = (f[k] - std::floor(f[k])) * grid_[k];
        const int first = static_cast<int>(std::ceil(at - 0.5 * support));
        for (int s = 0; s < support; ++s) {
          const auto slot = static_cast<std::size_t>(s);
          weight[k][slot] = window((first + s - at) / (0.5 * support));
          place[k][slot] = static_cast<std::size_t>(((first + s) % grid_[k] + grid_[k]) % grid_[k]);
        }
      }
      for (std::size_t a = 0; a < support; ++a) {
        for (std::size_t b = 0; b < support; ++b) {
          const double w = weight[0][a] * weight[1][b];
          float* const line = density + (place[0][a] * n1 + place[1][b]) * 2 * rows;
          for (std::size_t c = 0; c < support; ++c) line[place[2][c]] += static_cast<float>(w * weight[2][c]);
        }
      }
    }
    fftwf_plan plan = nullptr;
    {
      const std::lock_guard lock(planner);
      plan = fftwf_plan_dft_r2c_3d(grid_[0], grid_[1], grid_[2], density,
                                   reinterpret_cast<fftwf_complex*>(values.data()), FFTW_ESTIMATE);
    }
    fftwf_execute(plan);
    const std::lock_guard lock(planner);
    fftwf_destroy_plan(plan);
  }
}

Vec3 DensityModes::vector(int h, int k, int l) const {
  return reciprocal_ * Vec3{static_cast<double>(h), static_cast<double>(k), static_cast<double>(l)};
}

std::complex<double> DensityModes::mode(std::size_t species, int h, int k, int l) const {
  const auto index = [&](int i, std::size_t along) { return static_cast<std::size_t>(i < 0 ? i + grid_[along] : i); };
  const std::size_t at =
      (index(h, 0) * static_cast<std::size_t>(grid_[1]) + index(k, 1)) * static_cast<std::size_t>(grid_[2] / 2 + 1) +
      static_cast<std::size_t>(l);
  const double w = window_[0][static_cast<std::size_t>(std::abs(h))] *
                   window_[1][static_cast<std::size_t>(std::abs(k))] * window_[2][static_cast<std::size_t>(l)];
  // The library's forward transform has exp(−i...).
  return std::conj(std::complex<double>(modes_[species][at])) * w;
}

}  // namespace glasscape
