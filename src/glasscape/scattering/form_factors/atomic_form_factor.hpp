#pragma once

#include <numbers>

namespace glasscape {

/// End of the range that atomic_form_factor() was fitted over [1/Å]: sin θ/λ = 6 /Å.
inline constexpr double largest_form_factor_q = 24 * std::numbers::pi;

/// X-ray form factor f0(Q) of a free neutral atom, far from its absorption edges.
///
///   f0 = c + Σ_{k=1..5} a_k exp(−b_k s²), s = sin θ/λ = Q/4π
///
/// Input    z, atomic number from 1 to 92; Q [1/Å] from 0 to largest_form_factor_q
/// Output   electrons; f0(0) is z to 0.04
/// Errors   Error(usage) outside these ranges, where the fit means nothing
/// Source   Waasmaier & Kirfel, Acta Cryst. A 51, 416 (1995)
double atomic_form_factor(int z, double q);

}  // namespace glasscape
