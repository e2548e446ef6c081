#pragma once

#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct TetrahedralityOptions {
  double cutoff = 3.9;  ///< Å, bonds of the tetrahedra that are counted
};

/// How tetrahedral the surroundings of an atom are, in three senses.
///
///   tetrahedrality           q_i = 1 − 3/8 Σ_{j<k} (cos θ_jik + 1/3)², over the four nearest atoms: 1 where they sit
///   at
///                            the corners of a regular tetrahedron around i, 0 on average where they sit at random
///   tetrahedra               number of sets {i, j, k, l} of atoms that are all nearer than the cutoff to each other
///   delaunay_tetrahedrality  mean of T = Σ_{a<b} (l_a − l_b)² / (15 l̄²) over the Delaunay simplices with a corner at
///   i;
///                            l_1 .. l_6 are the edges of a simplex and l̄ is their mean. T = 0 for regular ones
///
/// Delaunay simplices are those of the plain Voronoi cell's vertices. Where more than four cells meet in a vertex (in
/// perfect crystals) the simplex is not unique, and the vertex is left out.
///
/// Input    any configuration
/// Options  cutoff [Å] > 0, default 3.9 (first trough of g(r) of Cu50Zr50, paper 003)
/// Output   "tetrahedrality" (N) [1], "tetrahedra" (N) [1], "delaunay_tetrahedrality" (N) [1]
/// NaN      tetrahedrality: fewer than four other atoms in a box that is open in all directions;
///          delaunay_tetrahedrality: a Voronoi cell that reaches an open end of the box, or no unique simplex
/// Exact    unchanged by translation, rotation, relabelling and replication. Where the fourth and fifth atom are
///          equally far, as in perfect crystals, q depends on rounding
/// Cost     O(N)
/// Source   q: Errington & Debenedetti, Nature 409, 318 (2001), doi:10.1038/35053024; tetrahedra as the descriptor of
///          dynamics: Marín-Aguilar et al., PRL 124, 208005 (2020), doi:10.1103/PhysRevLett.124.208005, who find
///          neighbours in another way (a cutoff is our choice); T is the usual measure of Delaunay simplices
///          (Medvedev & Naberukhin), its mean per atom is our definition
std::vector<Field> tetrahedrality(const Configuration& configuration, const TetrahedralityOptions& options,
                                  const RunContext& context);

Descriptor tetrahedrality_descriptor();

}  // namespace glasscape
