#pragma once

#include <cmath>
#include <numbers>

#include "glasscape/scattering/harmonics/harmonic_table.hpp"
#include "glasscape/scattering/transform/transform.hpp"

namespace glasscape {

// Hard spheres in the Percus-Yevick approximation, whose S(Q) is known in closed form, blurred by a Gaussian: a g(r)
// and S(Q) like those of a dense metallic glass, with S > 0 everywhere.
struct HardSpheres {
  double diameter = 2.6, packing = 0.48, blur = 0.13;  // Å, 1, Å

  [[nodiscard]] double density() const { return 6 * packing / (std::numbers::pi * std::pow(diameter, 3)); }
  [[nodiscard]] double s(double q) const {
    const double x = q * diameter, x2 = x * x, sine = std::sin(x), cosine = std::cos(x);
    const double l1 = std::pow(1 + 2 * packing, 2) / std::pow(1 - packing, 4);
    const double l2 = -std::pow(1 + packing / 2, 2) / std::pow(1 - packing, 4);
    const double c =
        l1 * (sine - x * cosine) / (x2 * x) + 6 * packing * l2 * (2 * x * sine - (x2 - 2) * cosine - 2) / (x2 * x2) +
        packing / 2 * l1 * ((4 * x2 * x - 24 * x) * sine - (x2 * x2 - 12 * x2 + 24) * cosine + 24) / (x2 * x2 * x2);
    const double hard = 1 / (1 + 24 * packing * c);
    return 1 + (hard - 1) * std::exp(-q * q * blur * blur / 2);
  }
  [[nodiscard]] HarmonicTable s_table(double qmax, double step) const {
    HarmonicTable table{.abscissa = "Q", .quantity = "S", .label = "model", .density = density()};
    table.curves = {{{0, 0}, {}, {}}};
    for (double q = 5 * step; q <= qmax; q += step) {
      table.x.push_back(q);
      table.curves[0].value.push_back(s(q));
    }
    return table;
  }
  [[nodiscard]] HarmonicTable g_table(double rmax, double step) const {
    TransformOptions options;
    options.max = rmax;
    options.step = step;
    return bessel_transform(s_table(55, 0.01), options).table;
  }
};

}  // namespace glasscape
