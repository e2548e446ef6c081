#pragma once

#include <span>
#include <string>
#include <vector>

#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/composition.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"
#include "glasscape/scattering/orientation_fit/orientation_fit.hpp"

namespace glasscape {

struct ReductionOptions {
  double density = 0;  ///< 1/Å³
  double q_min = 0;    ///< 1/Å; 0: where the data begin
  double q_max = 0;    ///< 1/Å; 0: where they end
  std::string normalise = "krogh-moe";
  double damping = 0;              ///< Å; 0: min(0.5, 5/q_max)
  double match_from = 0;           ///< 1/Å; 0: 0.7 q_max
  std::string compton = "square";  ///< see parse_compton_model()
  double fluorescence = 0;         ///< electron units per atom
  bool fit_fluorescence = false;   ///< high-q only
};
const ParameterTable<ReductionOptions>& reduction_parameters();

/// What atoms scatter by themselves, at each Q, in electron units per atom.
struct SelfScattering {
  std::vector<double> f2_mean;  ///< ⟨|f|²⟩
  std::vector<double> mean_f2;  ///< |⟨f⟩|²
  std::vector<double> compton;  ///< ⟨S⟩ times compton_factor(); data are taken as corrected for polarisation
};
SelfScattering self_scattering(std::span<const Constituent> composition, std::span<const double> q, double wavelength,
                               const std::string& compton_model);

/// Factor β that takes intensities to electron units, and the constant that was subtracted with it.
struct Scale {
  double beta = 0;
  double fluorescence = 0;
};

/// Scale of an isotropic intensity I(Q): S − 1 = (β I − C − F − ⟨f²⟩)/⟨f⟩².
///
///   krogh-moe  ∫Q²(S − 1)M dQ = −2π²ρ₀, M = exp(−σ²Q²/2): exact as long as σ is small against the distance of
///              nearest atoms, since the damped integral is g(r) blurred by σ at r = 0
///              β = [∫MQ²(⟨f²⟩ + C + F)/⟨f⟩² dQ − 2π²ρ₀]/∫MQ²I/⟨f⟩² dQ; I continued as a constant below the first Q
///   high-q     least squares of β I − F against ⟨f²⟩ + C over Q ≥ match_from, weights Q²/⟨f⟩⁴; F is fitted too if
///   asked
///
/// Errors   Error(input): fewer than 8 points, no positive scale; Error(usage): unknown method, no density
/// Source   Krogh-Moe, Acta Cryst. 9, 951 (1956); Norman, Acta Cryst. 10, 370 (1957)
Scale scale_of(std::span<const double> q, std::span<const double> intensity, const SelfScattering& self,
               const ReductionOptions& options);

struct Reduction {
  HarmonicTable table;  ///< S_00, S_20, S_40 (Faber–Ziman) with standard errors, 4π normalisation
  /// S_20 by the formula of two directions, without and with the tilt of Q, on the rows of the table.
  std::vector<double> two_directions, two_directions_tilted, two_directions_error;
  std::vector<double> chi2;
  Scale scale;
};

/// Structure factors from fitted intensities a_l(Q).
///
///   S_00 = 1 + (β a_0 − C − F − ⟨f²⟩)/⟨f⟩²,  S_20 = β a_2/(√5 ⟨f⟩²),  S_40 = β a_4/(3 ⟨f⟩²)
///
/// Self-scattering, Compton scattering and fluorescence do not depend on direction, so they are in a_0 only; S_20 and
/// S_40 need the same factor β/⟨f⟩² as S_00, and an error of β is one of the strain. Errors are those of the a_l; the
/// uncertainty of β is not in them.
///
/// Input    intensities corrected for polarisation, solid angle, absorption and background; density [1/Å³]
/// Output   rows from q_min to q_max where all a_l are determined
/// Errors   see scale_of()
/// Source   Faber & Ziman, Phil. Mag. 11, 153 (1965)
Reduction reduce(const OrientationFit& fit, std::span<const Constituent> composition, const ReductionOptions& options);

}  // namespace glasscape
