#include "glasscape/scattering/affine/affine_curves.hpp"

#include <cmath>

namespace glasscape {

double uniaxial_factor(double poisson) { return 2 * (1 + poisson) / (3 * std::sqrt(5.0)); }
double shear_factor() { return 1 / std::sqrt(15.0); }

AffineCurves uniaxial_curves(std::span<const double> r, std::span<const double> r_slope,
                             std::span<const double> curvature, double strain, double poisson) {
  const double nu = poisson, linear = -strain * uniaxial_factor(nu), square = strain * strain;
  const double slope_factor = (1 + nu) * (15 - 13 * nu) / 21, curvature_factor = 2.0 / 21 * (1 + nu) * (3 - 4 * nu);
  AffineCurves curves;
  for (std::size_t k = 0; k < r.size(); ++k) {
    const double bent = r[k] * r[k] * curvature[k];
    curves.first.push_back(linear * r_slope[k]);
    curves.second.push_back(curves.first.back() +
                            square * (slope_factor * r_slope[k] + curvature_factor * bent) / std::sqrt(5.0));
    curves.fourth.push_back(square * 4.0 / 105 * (1 + nu) * (1 + nu) * (bent - r_slope[k]));
  }
  return curves;
}

AffineCurves shear_curves(std::span<const double> r_slope, double strain) {
  AffineCurves curves;
  for (const double s : r_slope) curves.first.push_back(-strain * shear_factor() * s);
  curves.second = curves.first;
  curves.fourth.assign(r_slope.size(), 0);
  return curves;
}

}  // namespace glasscape
