#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/parameters.hpp"

namespace glasscape {

/// What stands in the beam.
struct SampleOptions {
  std::string composition;  ///< chemical elements with relative amounts; empty: that of the configuration
  double density = 0;       ///< 1/Å³; 0: as the table or configuration says
  double thickness = 0;     ///< mm, of the plate, which sets its absorption; 0: nothing is absorbed
  double strain = 0;        ///< planted along the loading axis; 0: the table as it is
  double poisson_ratio = 0.4;
  double critical_radius = 0;                  ///< Å; 0: affine at all distances
  double inner_share = 0;                      ///< share of the strain inside the critical radius
  double transition = 1.5;                     ///< Å
  bool isotropic = false;                      ///< coefficients of l > 0 are left out
  double taper = 4;                            ///< Å, at the end of g(r), over which it is led to 1
  std::vector<double> loading_axis = {0, 90};  ///< deg, azimuth of the loading axis, for each orientation
};

/// What the beam brings, and what scatters beside the structure.
struct BeamOptions {
  double photons = 1000;     ///< mean counts per pixel
  std::int64_t repeats = 1;  ///< images of each orientation
  std::int64_t seed = 1;
  bool no_noise = false;       ///< expected counts instead of random ones
  double polarisation = 0.99;  ///< 1: in the horizontal plane, 0: none
  std::string compton = "square";
  double fluorescence = 0;     ///< electrons² per atom, the same in all directions
  double background = 0;       ///< mean counts per pixel without a sample
  double background_fall = 4;  ///< 1/Å, over which it falls to 1/e
};

/// The detector and where it stands.
struct DetectorOptions {
  std::string poni;                  ///< geometry file; empty: the five below
  std::int64_t pixels = 2048;        ///< rows and columns
  double pixel = 0.2;                ///< mm
  double distance = 400;             ///< mm
  double wavelength = 0.12359;       ///< Å
  double dark = 0;                   ///< counts per pixel without a beam
  double flat_variation = 0;         ///< standard deviation of the pixels' sensitivity
  double sensor = 0;                 ///< attenuation × thickness of the sensor; 0: it stops all photons
  double saturation = 0;             ///< counts; 0: none
  double beam_stop = 0;              ///< mm, radius
  double dead_pixels = 0;            ///< share of pixels
  std::vector<double> centre_error;  ///< pixels (rows, columns)
  std::vector<double> tilt_error;    ///< deg, of rot1 and rot2
  double distance_error = 0;         ///< relative
  double wavelength_error = 0;       ///< relative
  std::string format = "tif";
};

struct SimulateOptions : SampleOptions, BeamOptions, DetectorOptions {};
const ParameterTable<SimulateOptions>& simulate_parameters();

}  // namespace glasscape
