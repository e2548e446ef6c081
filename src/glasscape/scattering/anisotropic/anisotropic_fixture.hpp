#pragma once

#include <cmath>

#include "glasscape/core/rng.hpp"
#include "glasscape/geometry/configuration.hpp"

/// Configurations and a plain calculation that tests and the benchmark of anisotropic functions share.
namespace glasscape::anisotropic_fixture {

inline Configuration random_gas(std::size_t atoms, const Mat3& cell, std::size_t species, std::uint64_t seed) {
  Configuration c;
  c.box = Box(cell, {1, -2, 0.5});
  for (std::size_t s = 0; s < species; ++s) c.species.push_back({s == 0 ? "Cu" : "Zr", 1});
  CounterRng rng(seed, 7);
  for (std::size_t i = 0; i < atoms; ++i) {
    c.positions.push_back(c.box.cartesian({3 * rng.uniform() - 1, rng.uniform(), rng.uniform()}));
    c.types.push_back(static_cast<std::int32_t>(i % species));
    c.ids.push_back(static_cast<std::int64_t>(2 * i + 5));
  }
  return c;
}

/// Positions and cell under r → F·r.
inline Configuration deformed(Configuration c, const Mat3& f) {
  c.box = Box(c.box.cell() * transpose(f), f * c.box.origin(), c.box.periodic());
  for (Vec3& r : c.positions) r = f * r;
  return c;
}

/// Legendre polynomial, for the closed forms that follow.
inline double legendre(int l, double z) {
  double p = 1, before = 0;
  for (int k = 1; k <= l; ++k) {
    const double next = ((2 * k - 1) * z * p - (k - 1) * before) / k;
    before = p;
    p = next;
  }
  return p;
}

/// Σ over ordered pairs of species a and b (−1: all) in each bin of √(2l+1) P_l(cosine with the axis), over all images
/// within rmax by counting them, divided by what a gas would have. With m = −2 instead: √15 xy.
inline std::vector<double> plain_g(const Configuration& c, int a, int b, int l, const Vec3& axis, double rmax,
                                   std::size_t bins, int images, bool xy = false) {
  std::vector<double> sum(bins, 0);
  double first = 0, second = 0;
  for (const auto t : c.types) {
    first += a < 0 || t == a ? 1 : 0;
    second += b < 0 || t == b ? 1 : 0;
  }
  for (std::size_t i = 0; i < c.size(); ++i) {
    for (std::size_t j = 0; j < c.size(); ++j) {
      if ((a >= 0 && c.types[i] != a) || (b >= 0 && c.types[j] != b)) continue;
      for (int x = -images; x <= images; ++x) {
        for (int y = -images; y <= images; ++y) {
          for (int z = -images; z <= images; ++z) {
            const Vec3 d = c.positions[j] - c.positions[i] + Vec3{double(x), double(y), double(z)} * c.box.cell();
            const double r = norm(d);
            if (r == 0 || r >= rmax) continue;
            const Vec3 u = d * (1 / r);
            const auto bin = static_cast<std::size_t>(r / rmax * static_cast<double>(bins));
            if (bin < bins)
              sum[bin] += xy ? std::sqrt(15.0) * u.x * u.y : std::sqrt(2.0 * l + 1) * legendre(l, dot(u, axis));
          }
        }
      }
    }
  }
  for (std::size_t k = 0; k < bins; ++k) {
    const double w = rmax / static_cast<double>(bins), low = static_cast<double>(k) * w, high = low + w;
    sum[k] /=
        first * second / c.box.volume() * 4.0 / 3 * 3.14159265358979323846 * (high * high * high - low * low * low);
  }
  return sum;
}

}  // namespace glasscape::anisotropic_fixture
