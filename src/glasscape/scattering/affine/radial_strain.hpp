#pragma once

#include <span>
#include <vector>

namespace glasscape {

/// What the strain is at the end of the curves, and how precisely it is known.
struct FarStrain {
  double value = 0, error = 0;
};

/// Strain that varies with the distance of two atoms, from the coefficient that it leaves: uniaxial, first order.
///
///   y = ε(r) g(r),  dy/dr = −g_20/(c r),  y(R) = ε_far g(R),  c = uniaxial_factor(ν), for shear shear_factor()
///
/// integrated inwards from R, the last point, by the trapezoidal rule. The displacement u = ε(r) D·r with
/// D = diag(−ν, −ν, 1) moves pairs without losing any, hence the derivative of εg rather than ε dg/dr.
///
/// Input    r even, increasing; g of the deformed state; g_20 in the 4π normalisation
/// Output   ε at each r, positive in tension
/// NaN      where g < g_min
/// Cost     O(n)
/// Source   derived; paper 000 refers to a method of this kind (its Supplementary Text II), which we have not seen
std::vector<double> radial_strain(std::span<const double> r, std::span<const double> g, std::span<const double> g20,
                                  double c, double far, double g_min);

/// Standard error of radial_strain(), for noise of g_20 with standard errors `sigma` that are correlated over `time`
/// points (1/2: independent ones), and for the error of the far strain, taken as independent of it.
std::vector<double> radial_strain_error(std::span<const double> r, std::span<const double> g,
                                        std::span<const double> sigma, double time, double c, const FarStrain& far,
                                        double g_min);

/// The same to second order in the strain, uniaxial only, by fixed-point iteration:
///
///   √5 g_20 = −(2/3)(1+ν)[1 + (1−2ν)ε_far] r y′ + ½{q r²h″ + [2(1−ν²) − q + (4/3)(1−2ν)(1+ν)] r h′}
///   y = ε g₀,  h = y²/g₀,  q = (4/21)(1+ν)(3−4ν)
///   g₀ = g + (1−2ν)(y + r y′/3 − ε_far g): the state before, from the deformed one, with y to first order
///
/// `smoothing` [Å] is the standard deviation of the Gaussian with which h is smoothed before it is derived.
/// The iteration converges on noisy curves only with h smoothed over 0.7 q R|ε_far|/(2(1+ν)/3) at least, which is done.
///
/// NaN      where g < g_min, and where the iteration does not settle or gives strains above ½: at the foot of a peak
std::vector<double> radial_strain_second(std::span<const double> r, std::span<const double> g,
                                         std::span<const double> g20, double poisson, double far, double g_min,
                                         double smoothing);

}  // namespace glasscape
