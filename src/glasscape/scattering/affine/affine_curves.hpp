#pragma once

#include <span>
#include <vector>

namespace glasscape {

/// What an affine deformation makes of an isotropic g(r), in the 4π normalisation. Strains are positive in tension.
struct AffineCurves {
  std::vector<double> first;   ///< g_20 (or g_2−2) to first order in the strain
  std::vector<double> second;  ///< the same to second order
  std::vector<double> fourth;  ///< g_40 to second order, its lowest; zeros for shear
};

/// g_20 = −ε · uniaxial_factor(ν) · r dg/dr to first order: 2(1 + ν)/(3√5).
double uniaxial_factor(double poisson);
/// g_2−2 = −γ · shear_factor() · r dg/dr: 1/√15.
double shear_factor();

/// Uniaxial strain ε along z, −νε across (taken as exact: not (1 + ε)^−ν).
///
///   √5 g_20 = −(2/3)(1+ν)ε rg′ + ε² {[(1+ν)(15−13ν)/21] rg′ + (2/21)(1+ν)(3−4ν) r²g″}
///   3 g_40  = ε² (4/35)(1+ν)² (r²g″ − rg′)
///
/// Input    r [Å]; r dg/dr and d²g/dr² of the isotropic g, of equal lengths
/// Source   derived from g_deformed(F·r) = g(r); first order as in paper 000, eq. (3), whose ε is positive in
///          compression, doi:10.1038/s41567-023-02243-9
AffineCurves uniaxial_curves(std::span<const double> r, std::span<const double> r_slope,
                             std::span<const double> curvature, double strain, double poisson);

/// Simple shear x → x + γy: g_2−2 = −γ rg′/√15. There is no term in γ² in this coefficient.
AffineCurves shear_curves(std::span<const double> r_slope, double strain);

}  // namespace glasscape
