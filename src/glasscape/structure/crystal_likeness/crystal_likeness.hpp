#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct CrystalLikenessOptions {
  double cutoff = 3.9;     ///< Å, neighbours that make q6
  double shell = 6.2;      ///< Å, like atoms that are compared
  double threshold = 0.5;  ///< of a link
  std::int64_t links = 7;  ///< that make an atom crystal-like
};

/// How alike the surroundings of an atom and of its near atoms of the same species are: order of crystals, also of
/// compounds.
///
///   c_ij = Re Σ_m q6m(i) q6m*(j) / (|q6(i)| |q6(j)|),   q6m(i) from all neighbours of i within the cutoff
///   crystal_likeness   mean of c_ij over the atoms j of the same species within the shell
///   crystal_links      number of them with c_ij > threshold
///   crystal_like       1 if there are at least `links` of these, else 0
///
/// Only like atoms are compared since the sites of a compound differ by species: in B2 every atom has likeness 1.
///
/// Input    any configuration
/// Options  cutoff [Å] > 0, default 3.9 (first trough of g(r) of Cu50Zr50, paper 003); shell [Å] > 0, default 6.2
///          (second trough of Cu64Zr36); threshold [1] in [−1, 1], default 0.5; links ≥ 1, default 7
/// Output   "crystal_likeness", "crystal_links", "crystal_like" (N) [1]
/// NaN      crystal_likeness: no like atom within the shell with neighbours of its own; all three: q6 of the atom
///          itself vanishes or it has no neighbour
/// Exact    1 in any crystal where like atoms have equal surroundings; unchanged by translation, rotation, relabelling
///          and replication
/// Cost     O(N·n)
/// Source   comparing q6 vectors of neighbours: ten Wolde, Ruiz-Montero & Frenkel, JCP 104, 9932 (1996),
///          doi:10.1063/1.471721; restricting it to like atoms within a second shell, and the thresholds, are our
///          definition
std::vector<Field> crystal_likeness(const Configuration& configuration, const CrystalLikenessOptions& options,
                                    const RunContext& context);

Descriptor crystal_likeness_descriptor();

}  // namespace glasscape
