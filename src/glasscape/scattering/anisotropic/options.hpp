#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/scattering/radial_distribution.hpp"

namespace glasscape {

/// Distances and bins as for g(r); what more an anisotropic pair distribution function needs.
struct AnisotropicOptions : RadialOptions {
  std::int64_t lmax = 4;                    ///< largest degree of the harmonics
  std::string axis = "z";                   ///< their polar axis: x, y, z or three numbers
  std::string normalisation = "4pi";        ///< of what is written: 4pi, orthonormal
  std::vector<std::string> weighting = {};  ///< further totals: xray-number, neutron
  std::string errors = "auto";              ///< standard errors from: blocks, samples
};
/// All of them, those of RadialOptions first.
const ParameterTable<AnisotropicOptions>& anisotropic_parameters();

}  // namespace glasscape
