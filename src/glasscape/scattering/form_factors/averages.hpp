#pragma once

#include <complex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/geometry/composition.hpp"

namespace glasscape {

/// What scatters, and with it the weights of the pairs of species in a total function.
enum class PairWeighting {
  atoms,        ///< every atom counts the same: the plain total g(r)
  xray,         ///< f(Q, E) of X-rays
  xray_number,  ///< X-rays with f replaced by the atomic number at every Q, so that weights apply to g(r) too
  neutron,      ///< coherent neutron scattering lengths
};
/// From "atoms", "xray", "xray-number" or "neutron"; throws Error(usage) naming `where` for other text.
PairWeighting parse_weighting(std::string_view text, std::string_view where);

/// Averages over the atoms of a composition, ⟨x⟩ = Σ_a c_a x_a.
struct XrayAverages {
  std::complex<double> f;  ///< ⟨f⟩ [electrons]
  double f_squared = 0;    ///< ⟨|f|²⟩
  double compton = 0;      ///< ⟨S⟩, incoherent scattering function, without recoil [electrons]
};

/// Input    composition of chemical elements; Q [1/Å]; photon energy [keV]
/// Errors   Error(usage) for names that are no elements, and outside the tables (xray_form_factor())
XrayAverages xray_averages(std::span<const Constituent> composition, double q, double energy);

/// Faber–Ziman weights of the pairs of a composition: S = Σ_ab w_ab S_ab, and the same for every S_lm.
///
///   w_ab = c_a c_b Re(f_a f_b*) / |⟨f⟩|², a and b ordered, so that Σ_ab w_ab = 1
///
/// Input    composition, whose names must be chemical elements unless the weighting is `atoms`; Q [1/Å] and energy
/// [keV]
///          are used by `xray` only. With `xray_number` and `neutron` the weights do not depend on Q and hold for g(r).
/// Output   n × n row by row, symmetric
/// Errors   Error(usage) for names that are no elements, outside the tables, and for ⟨f⟩ = 0 (a null mixture)
/// Source   Faber & Ziman, Phil. Mag. 11, 153 (1965)
std::vector<double> pair_weights(std::span<const Constituent> composition, PairWeighting weighting, double q = 0,
                                 double energy = 100);

/// g/cm³ from a number density in atoms per Å³, with standard atomic weights.
double mass_density(std::span<const Constituent> composition, double number_density);

/// Linear attenuation coefficient μ [1/mm] of a material: the mean of mass_attenuation() by mass, times mass density.
///
/// Input    composition of elements; number density [1/Å³]; photon energy [keV]
/// Errors   Error(usage) for names that are no elements, and outside the tables
double linear_attenuation(std::span<const Constituent> composition, double number_density, double energy);

}  // namespace glasscape
