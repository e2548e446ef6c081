#pragma once

#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/diffraction/geometry/detector_geometry.hpp"
#include "glasscape/diffraction/simulate/sample_scattering.hpp"
#include "glasscape/scattering/form_factors/compton.hpp"

namespace glasscape {

/// What happens to the photons before and behind the structure.
struct ImagePhysics {
  double polarisation = 0;  ///< of the beam, see polarisation_factor()
  ComptonModel compton = ComptonModel::square;
  double fluorescence = 0;  ///< electrons² per atom
  double thickness = 0;     ///< mm; 0: no absorption
  double density = 0;       ///< 1/Å³, for the absorption
  double sensor = 0;        ///< μd of the detector; 0: every photon is counted
};

/// Largest Q on a detector [1/Å].
double largest_q(const DetectorGeometry& geometry);

/// Intensity on each pixel, per atom and in units of one electron's Thomson scattering into a pixel at normal
/// incidence:
///
///   [P·Σ_lm coherent_lm(Q) y_lm(Q̂)·A + compton(Q)·recoil(2θ, P)·A′ + fluorescence·A] · solid angle · efficiency
///
/// with A of a plate across the beam, A′ with the attenuation of the Compton-scattered photon's energy on its way out.
/// Q = k_out − k_in, so that Q̂ is tilted out of the plane of the detector by θ; y_lm are taken in the sample's frame: z
/// is the loading axis, at `azimuth` [rad] in the plane across the beam, x is the beam, y = z × x. Intensity is that at
/// the centre of a pixel. Scattered once only; Compton photons are detected as well as others.
///
/// Input    a geometry with rows, columns and wavelength; `composition` for the attenuation
/// Output   [row · columns + column]; negative sums (an S from noisy data) are cut to 0
/// Exact    the same on any number of threads
/// Cost     about 60 ns per pixel and 5 ns for each coefficient
std::vector<double> expected_image(const DetectorGeometry& geometry, const SampleScattering& sample,
                                   std::span<const Constituent> composition, const ImagePhysics& physics,
                                   double azimuth, const RunContext& context);

/// exp(−Q/fall) times solid angle and efficiency: scattering of air, in arbitrary units.
std::vector<double> background_image(const DetectorGeometry& geometry, double fall, double sensor,
                                     const RunContext& context);

}  // namespace glasscape
