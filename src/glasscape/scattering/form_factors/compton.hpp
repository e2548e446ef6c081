#pragma once

#include <string_view>

namespace glasscape {

/// How the Compton scattering of an electron compares with its elastic (Thomson) scattering.
enum class ComptonModel {
  none,           ///< as if there were no Compton scattering
  square,         ///< (E′/E)²: photons counted
  cube,           ///< (E′/E)³ (Breit–Dirac): energy of the photons measured
  klein_nishina,  ///< photons counted, with the polarisation of the exact cross section
};
/// From "none", "square", "cube" or "klein-nishina"; throws Error(usage) naming `where` for other text.
ComptonModel parse_compton_model(std::string_view text, std::string_view where);

/// E′/E = 1/[1 + (E/mc²)(1 − cos 2θ)]: energy of a photon after scattering by a free electron at rest.
/// Input 2θ [rad], energy E [keV].
double compton_energy_ratio(double two_theta, double energy);

/// Intensity of one free electron's Compton scattering, in units where its elastic scattering has intensity P.
///
///   square k²P, cube k³P, klein_nishina k²[P + (1 − k)²/2k], none 0;  k = E′/E
///
/// Times compton_function() it is the Compton scattering of an atom. P is the polarisation factor; give 1 where the
/// data were divided by P already (then the small second term of Klein–Nishina is too small by 1/P).
///
/// Source   Klein & Nishina, Z. Phys. 52, 853 (1929). Which power of k belongs to a detector is not agreed on; square
/// is
///          right for one that counts photons
double compton_factor(double two_theta, double energy, ComptonModel model, double polarisation = 1);

}  // namespace glasscape
