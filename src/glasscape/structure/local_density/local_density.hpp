#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct LocalDensityOptions {
  std::string kernel = "sphere";
  double radius = 6.0;  ///< Å, of the sphere
  double sigma = 2.0;   ///< Å, standard deviation of the Gaussian
  bool self = true;
  std::vector<std::string> species = {};  ///< those that are counted; empty: all
};

/// Number and mass density around each atom.
///
///   sphere    ρ_i = Σ_j [r_ij < R] / (4π/3 R³)
///   gaussian  ρ_i = Σ_j (2πσ²)^{-3/2} exp(−r_ij²/2σ²), cut at 5σ and divided by the share of the Gaussian within
///   mass      the same sums with m_j before each term
///
/// The sum runs over all periodic images, and with self over the atom itself. A sphere's count jumps as atoms cross its
/// surface; the Gaussian is smooth.
///
/// Input    any configuration
/// Options  kernel, default sphere; radius R [Å] > 0, default 6.0; sigma σ [Å] > 0, default 2.0 (our choices, about the
///          second shell of metallic glasses); self, default true; species that are counted, default all
/// Output   "local_density" (N) [1/Å³] and "local_mass_density" (N) [g/cm³]
/// NaN      atoms whose sphere (or 5σ) reaches an open end of the box; the mass density where a mass is not known
/// Errors   Error(usage) for a species that the configuration does not have
/// Exact    the mean over random points is N/V (+ 1/volume of the kernel with self); unchanged by translation,
///          rotation, relabelling and replication
/// Cost     O(N·n)
/// Source   our definition; weighed as a descriptor of glasses in Wei et al., PRB 99, 014115 (2019),
///          doi:10.1103/PhysRevB.99.014115
std::vector<Field> local_density(const Configuration& configuration, const LocalDensityOptions& options,
                                 const RunContext& context);

Descriptor local_density_descriptor();

}  // namespace glasscape
