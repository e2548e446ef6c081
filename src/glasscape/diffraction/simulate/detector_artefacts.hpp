#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/diffraction/geometry/detector_geometry.hpp"
#include "glasscape/diffraction/simulate/options.hpp"

namespace glasscape {

/// The geometry that an analysis is given, from the options: read from their PONI file, or made of their lengths with
/// the beam in the middle. Throws Error(usage or input) for a geometry without a wavelength or of absurd size.
DetectorGeometry written_geometry(const DetectorOptions& options);

/// Where the detector really is: the written geometry with the errors of the options. A tilt keeps the point where the
/// beam meets the detector, and its distance from the sample.
DetectorGeometry true_geometry(const DetectorGeometry& written, const DetectorOptions& options);

/// What one detector does to every image: one number per pixel [row · columns + column].
struct DetectorArtefacts {
  std::vector<double> flat;        ///< sensitivity, 1 on average; empty: 1
  std::vector<double> dark;        ///< expected counts without a beam; empty: 0
  std::vector<std::uint8_t> mask;  ///< 1: dead, or in the shadow of the beam stop; empty: none
};

/// flat: 1 + v n, n a standard normal deviate for each pixel, times 1 + v·x with x from −1 to 1 across the columns;
/// dark: its mean times 1 + n/10; dead pixels at random; the beam stop is a disk around the true beam.
DetectorArtefacts detector_artefacts(const DetectorGeometry& geometry, const DetectorOptions& options,
                                     std::uint64_t seed, const RunContext& context);

/// What is read out of a detector that expects `signal` photons on each pixel: a Poisson deviate of signal · flat +
/// dark for each pixel (that mean itself without noise), 0 where it is masked, cut at `saturation`. The numbers depend
/// on seed, `image` and pixel only.
std::vector<double> read_out(const std::vector<double>& signal, const DetectorArtefacts& artefacts, double saturation,
                             bool noise, std::uint64_t seed, std::uint32_t image, const RunContext& context);

}  // namespace glasscape
