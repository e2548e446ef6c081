#pragma once

#include <complex>
#include <string_view>

namespace glasscape {

/// Planck's constant times the speed of light [keV·Å]: energy = hc/wavelength.
inline constexpr double hc = 12.398419843320026;

/// Photon energies for which the functions below have data [keV].
inline constexpr double lowest_xray_energy = 1, highest_xray_energy = 800;

/// Atomic number of a symbol such as "Cu", 1 to 92. Throws Error(usage) naming `where` for any other text.
int atomic_number(std::string_view symbol, std::string_view where);

/// f(Q, E) = f0(Q) + f′(E) + i f″(E), in electrons, f″ ≥ 0.
///
/// Input    atomic number 1 to 92; Q [1/Å]; energy [keV]
/// Errors   Error(usage) outside the ranges of Q (atomic_form_factor()) and energy
/// Exact    the tables' energies lie so far apart that within 2 % of an absorption edge the jump of f″ is blurred and
/// the
///          dip of f′ too shallow, by electrons; far above all edges f′ and f″ are good to a few per cent
/// Source   f0: Waasmaier & Kirfel (1995); f′, f″: the tables of xraylib
std::complex<double> xray_form_factor(int z, double q, double energy);

/// Incoherent scattering function S(Q) of an atom: its Compton scattering relative to that of one free electron.
///
/// Input    atomic number 1 to 92; Q [1/Å] ≥ 0, as if the wavelength did not change: 4π sin θ/λ
/// Output   electrons: 0 at Q = 0, the atomic number at large Q. The Klein–Nishina factor and the recoil are not in it.
/// Errors   Error(usage) for other input
/// Source   the tables of xraylib; below Q = 0.063 /Å their first entry is scaled by Q²
double compton_function(int z, double q);

/// Mass attenuation coefficient: photoelectric absorption and scattering of both kinds.
///
/// Input    atomic number 1 to 92; energy [keV]
/// Output   cm²/g
/// Errors   Error(usage) outside the ranges
/// Source   the tables of xraylib
double mass_attenuation(int z, double energy);

/// Real part of the bound coherent neutron scattering length of the natural element.
///
/// Input    atomic number 1 to 92
/// Output   fm; negative for H, Li, Ti, V and Mn
/// Errors   Error(usage) for elements without a value (Po, At, Rn, Fr, Ac)
/// Source   Sears, Neutron News 3 (3), 26 (1992). Absorbing elements (B, Cd, In, Sm, Eu, Gd, Dy) also have an imaginary
///          part, and theirs depends on the energy; it is not here.
double neutron_scattering_length(int z);

}  // namespace glasscape
