#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct CoarseGrainedOptions {
  std::string field;
  std::string kernel = "sphere";
  double radius = 6.0;      ///< Å, of the sphere
  double sigma = 2.0;       ///< Å, standard deviation of the Gaussian
  std::int64_t shells = 1;  ///< steps from bond to bond
  double bond = 3.9;        ///< Å, length up to which two atoms are bonded (shells)
  bool self = true;
  std::vector<std::string> species = {};  ///< those that are averaged over; empty: all
};

/// The average of a per-atom field over the neighbourhood of each atom.
///
///   f̄_i = Σ_j w_ij f_j / Σ_j w_ij
///   sphere    w = 1 for r_ij < R
///   gaussian  w = exp(−r_ij²/2σ²), cut at 4σ
///   shells    w = 1 for atoms that at most `shells` bonds lead to (a bond: r < bond)
///
/// The sums run over all periodic images, with self over the atom too. Atoms whose value is undefined are left out of
/// both sums; so are atoms of species that are not chosen (their own f̄ is computed nevertheless). Vectors are averaged
/// component by component.
///
/// Input    any configuration that holds the field
/// Options  field, required; kernel, default sphere; radius R [Å] > 0, default 6.0; sigma σ [Å] > 0, default 2.0;
///          shells ≥ 1, default 1; bond [Å] > 0, default 3.9 (first trough of g(r) of Cu50Zr50, paper 003); self,
///          default true; species, default all
/// Output   "<field>_coarse" (N), in the unit and with the components of the field
/// NaN      no atom that counts in the neighbourhood
/// Errors   Error(usage) without a field or for a species that the configuration lacks, Error(input) if the
///          configuration lacks the field
/// Exact    a constant stays constant; unchanged by translation, rotation (scalars), relabelling and replication
/// Cost     O(N·n); shells: O(N·n) with a little more work for each neighbour
/// Source   our definition; Lechner & Dellago, JCP 129, 114707 (2008), doi:10.1063/1.2977970, average q_lm in this way
std::vector<Field> coarse_grained(const Configuration& configuration, const CoarseGrainedOptions& options,
                                  const RunContext& context);

Descriptor coarse_grained_descriptor();

}  // namespace glasscape
