#include "glasscape/modes/modes_options.hpp"

namespace glasscape {

const ParameterTable<ModesOptions>& modes_parameters() {
  using O = ModesOptions;
  const Unit none("1");
  static const ParameterTable<O> table{
      {.name = "fraction",
       .member = &O::fraction,
       .unit = none,
       .help = "share of the 3N modes that is computed, the lowest ones",
       .bounds = {.low = 0, .high = 1, .low_open = true},
       .source = "doi:10.6052/0459-1879-19-368: 0.25 %"},
      {.name = "count",
       .member = &O::count,
       .unit = none,
       .help = "number of modes, instead of the fraction; 0: by the fraction",
       .bounds = at_least(0)},
      {.name = "residual",
       .member = &O::residual,
       .unit = none,
       .help = "largest ‖De − λe‖ / |λ| of a mode",
       .bounds = {.low = 1e-12, .high = 0.01}},
      {.name = "force_tolerance",
       .member = &O::force_tolerance,
       .unit = Unit("eV/Å"),
       .help = "refuse a configuration with a larger force on an atom: it is at no minimum",
       .bounds = positive()},
      {.name = "allow_negative",
       .member = &O::allow_negative,
       .unit = none,
       .help = "accept negative modes (a saddle) instead of refusing the configuration"},
      {.name = "seed",
       .member = &O::seed,
       .unit = none,
       .help = "seed of the random start vectors and probes",
       .bounds = at_least(0)},
      {.name = "vectors", .member = &O::vectors, .unit = none, .help = "write the eigenvectors (eigenvectors.npy)"},
      {.name = "dos_moments",
       .member = &O::dos_moments,
       .unit = none,
       .help = "Chebyshev moments of the density of states: the resolution is π/2 of the highest frequency over their "
               "number; 0: no density of states",
       .bounds = between(0, 100000)},
      {.name = "dos_probes",
       .member = &O::dos_probes,
       .unit = none,
       .help = "random vectors for the density of states; 0: 32, more for few atoms",
       .bounds = between(0, 1e6)},
      {.name = "msd_probes",
       .member = &O::msd_probes,
       .unit = none,
       .help = "vectors that estimate the harmonic displacements above 1,000 atoms; 0: no harmonic displacements",
       .bounds = between(0, 1e6)},
      {.name = "temperature",
       .member = &O::temperature,
       .unit = Unit("K"),
       .help = "temperature of the harmonic displacements",
       .bounds = positive()}};
  return table;
}

}  // namespace glasscape
