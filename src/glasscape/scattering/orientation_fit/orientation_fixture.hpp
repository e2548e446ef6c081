#pragma once

#include <cmath>
#include <vector>

#include "glasscape/core/rng.hpp"
#include "glasscape/scattering/affine/affine_fixture.hpp"
#include "glasscape/scattering/orientation_fit/orientation_fit.hpp"
#include "glasscape/scattering/reduction/reduction.hpp"
#include "glasscape/scattering/transform/transform.hpp"

/// Patterns of a known glass, written forwards: intensity in electron units times a scale, at every azimuth.
namespace glasscape::orientation_fixture {

// So dilute that S of the simple g(r) is positive.
inline constexpr double wavelength = 0.12359, density = 0.01, poisson = 0.36;
inline const std::vector<Constituent> composition{{"Cu", 0.5}, {"Zr", 0.5}};

/// S_00, S_20 and S_40 of a glass with that uniaxial strain, from exact coefficients.
inline HarmonicTable structure_factor(double strain, double q_max = 20) {
  using namespace affine_fixture;
  HarmonicTable g{.density = density};
  g.curves = {{{0, 0}, {}, {}}, {{2, 0}, {}, {}}, {{4, 0}, {}, {}}};
  for (int k = 1; k < 1600; ++k) {
    const double r = 0.025 * k;
    const Coefficients c = deformed(r, constant_strain(strain), poisson, strain);
    g.x.push_back(r);
    g.curves[0].value.push_back(c.g00);
    g.curves[1].value.push_back(c.g20);
    g.curves[2].value.push_back(c.g40);
  }
  return bessel_transform(g, {.max = q_max, .step = 0.05}).table;
}

struct Truth {
  HarmonicTable s;
  double scale = 300;       ///< counts per electron unit
  double fluorescence = 0;  ///< electron units
  double counts = 0;        ///< photons in a bin of the mean intensity; 0: no noise
  int azimuths = 72;
};

/// The pattern with the loading axis at that azimuth; `factor` multiplies all of it.
inline OrientedPattern pattern(const Truth& truth, double axis, double factor = 1, std::uint64_t stream = 0) {
  const double pi = 3.14159265358979323846;
  OrientedPattern result;
  result.loading_axis = axis;
  AzimuthalPattern& p = result.pattern;
  p.wavelength = wavelength;
  for (std::size_t k = 9; k < truth.s.x.size(); ++k) p.q.push_back(truth.s.x[k]);  // from 0.5 /Å
  const SelfScattering self = self_scattering(composition, p.q, wavelength, "square");
  CounterRng rng(5, stream);
  for (int a = 0; a < truth.azimuths; ++a) {
    p.azimuth.push_back(2 * pi * (a + 0.5) / truth.azimuths - pi);
    for (std::size_t k = 0; k < p.q.size(); ++k) {
      const double sine = p.q[k] * wavelength / (4 * pi);
      const double z = std::sqrt(1 - sine * sine) * std::cos(p.azimuth.back() - axis), z2 = z * z;
      const double s = truth.s.curves[0].value[k + 9] +
                       truth.s.curves[1].value[k + 9] * std::sqrt(5.0) * (3 * z2 - 1) / 2 +
                       truth.s.curves[2].value[k + 9] * 3 * (35 * z2 * z2 - 30 * z2 + 3) / 8;
      const double electrons = self.mean_f2[k] * (s - 1) + self.f2_mean[k] + self.compton[k] + truth.fluorescence;
      const double intensity = factor * truth.scale * electrons;
      const double error = truth.counts > 0 ? intensity / std::sqrt(truth.counts) : 0;
      p.intensity.push_back(intensity + error * rng.normal());
      p.pixels.push_back(10);
      if (truth.counts > 0) p.error.push_back(error);
    }
  }
  return result;
}

}  // namespace glasscape::orientation_fixture
