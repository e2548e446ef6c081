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
  std::vector<std::string> weighting = {};  ///< further totals: xray, xray-number, neutron
  double energy = 100;                      ///< keV, of the X-rays
  std::string errors = "auto";              ///< standard errors from: blocks, samples
  std::string map_field = {};               ///< g_lm is resolved by this field of the central atom; empty: no map
  std::int64_t map_bins = 10;               ///< classes of equally many atoms
  std::vector<double> map_edges = {};       ///< instead: edges of classes of the field's value
  double map_dr = 0.1;                      ///< Å, bins of the map
  std::vector<double> atom_shells = {};     ///< Å, edges of the shells of per-atom values; empty: none
  std::vector<std::string> atom_harmonics = {"2_0"};  ///< of the map and of atoms
  bool structure_factor = false;                      ///< S_lm(Q) too
  double qmax = 12;                                   ///< 1/Å
  double dq = 0.05;                                   ///< 1/Å, largest width of a shell
};
/// All of them, those of RadialOptions first.
const ParameterTable<AnisotropicOptions>& anisotropic_parameters();

}  // namespace glasscape
