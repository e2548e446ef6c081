#include "glasscape/scattering/anisotropic/options.hpp"

namespace glasscape {

const ParameterTable<AnisotropicOptions>& anisotropic_parameters() {
  using O = AnisotropicOptions;
  const Unit none("1"), length("Å");
  static const ParameterTable<O> table{
      {"rmax", &O::rmax, length, "largest distance, also beyond half the box", positive()},
      {"dr", &O::dr, length, "largest width of a bin", positive()},
      {"smoothing", &O::smoothing, length,
       "standard deviation of the Gaussian that smooths g(r) before peaks and troughs are looked for", positive()},
      {"lmax", &O::lmax, none, "anisotropic: largest degree of the spherical harmonics", between(0, 16)},
      {"axis", &O::axis, none, "anisotropic: polar axis of the harmonics, x, y, z or three numbers such as 1,1,0"},
      {.name = "normalisation",
       .member = &O::normalisation,
       .unit = none,
       .help = "anisotropic: 4pi makes g_00 = g; orthonormal multiplies every g_lm by the root of 4 pi",
       .choices = {"4pi", "orthonormal"}},
      {"weighting", &O::weighting, none,
       "anisotropic: further totals, xray (form factors at every Q), xray-number (form factors in proportion to atomic "
       "numbers), neutron"},
      {"energy", &O::energy, none, "anisotropic: energy of the X-rays in keV", positive()},
      {.name = "errors",
       .member = &O::errors,
       .unit = none,
       .help = "anisotropic: standard errors from blocks of each sample, or from the scatter between samples; auto: "
               "samples where there are four or more",
       .choices = {"auto", "blocks", "samples"}},
      {"map_field", &O::map_field, none,
       "anisotropic: resolve g_lm by this field of the central atom: a column of the file or, with a reference, a "
       "field of compare such as d2min or d2min:cutoff=4"},
      {"map_bins", &O::map_bins, none, "anisotropic: classes of the map, with equally many atoms each",
       between(1, 1000)},
      {"map_edges", &O::map_edges, none, "anisotropic: edges of classes of the field's value, instead of map-bins"},
      {"map_dr", &O::map_dr, length, "anisotropic: bins of the map", positive()},
      {"atom_shells", &O::atom_shells, length,
       "anisotropic: write g_lm of single atoms, averaged over shells with these edges"},
      {"structure_factor", &O::structure_factor, none, "anisotropic: S_lm(Q) too, straight from the positions"},
      {"qmax", &O::qmax, Unit("1/Å"), "anisotropic: largest Q of the structure factor", positive()},
      {"dq", &O::dq, Unit("1/Å"), "anisotropic: largest width of its shells", positive()},
      {"atom_harmonics", &O::atom_harmonics, none, "anisotropic: harmonics l_m of the map and of single atoms"},
  };
  return table;
}

}  // namespace glasscape
