#pragma once

#include "glasscape/core/parameters.hpp"
#include "glasscape/modes/normal_modes.hpp"

namespace glasscape {

/// Everything that `glasscape modes` and the study step [modes] can be told.
struct ModesOptions : NormalModesOptions {
  bool vectors = false;            ///< write the eigenvectors
  std::int64_t dos_moments = 400;  ///< of the density of states; 0: none
  std::int64_t dos_probes = 0;     ///< see VibrationalDensityOptions
  std::int64_t msd_probes = 256;   ///< see HarmonicOptions; 0: no harmonic displacements
  double temperature = 300;        ///< K, of the harmonic displacements
};
const ParameterTable<ModesOptions>& modes_parameters();

}  // namespace glasscape
