#pragma once

#include "glasscape/scattering/harmonics/harmonic_table.hpp"

namespace glasscape {

/// A uniaxial strain along z that depends on the distance of two atoms.
struct PlantedStrain {
  double strain = 0;           ///< ε at large distances, positive in tension
  double poisson_ratio = 0.4;  ///< strain across is −ν ε
  double critical_radius = 0;  ///< Å; 0: the same strain at all distances
  double inner_share = 0;      ///< strain well inside the critical radius over ε
  double transition = 1.5;     ///< Å, over which it changes

  /// ε(r) = ε [s + (1 − s)·½(1 + tanh((r − r_c)/w))]: half-way between its two values at the critical radius.
  [[nodiscard]] double at(double r) const;
};

/// The coefficients g_00, g_20, g_40 of a glass that was isotropic before each pair was displaced by ε(r) D·r,
/// D = diag(−ν, −ν, 1), to all orders in the strain.
///
///   r' = F(r) r, F = 1 + ε(r) D;   ρ' g'(r') d³r' = ρ g(r) d³r;   ρ' = ρ/det F(∞)
///   g'(r') = g(|r|) det F(∞)/det(∂r'/∂r), with the determinant at the pair's old place
///
/// projected on the harmonics by Gauss–Legendre quadrature over the angle with z.
///
/// Input    a table of g with the coefficient l = 0 (others are not looked at) and more than 3 points; beyond its end
///          g = 1. Between its points g is a cubic, below the first it is 0.
/// Output   g_00, g_20, g_40 at the same distances, without errors, in the table's normalisation; density ρ'
/// Errors   Error(usage): a strain that folds space (det ≤ 0), or options out of range; Error(input): no g_00
/// Exact    pairs are conserved whatever the strain, which is not so where one writes g' = g(F⁻¹r) with ε(r)
/// Cost     about 0.4 µs per point and angle
HarmonicTable strained_glass(const HarmonicTable& isotropic, const PlantedStrain& planted);

}  // namespace glasscape
