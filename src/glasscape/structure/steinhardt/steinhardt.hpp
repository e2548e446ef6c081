#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct SteinhardtOptions {
  std::vector<std::int64_t> l = {4, 6};
  std::string neighbors = "cutoff";
  double cutoff = 3.9;        ///< Å, for neighbors = cutoff
  double area_threshold = 0;  ///< fraction of the cell's surface, for the Voronoi choices
  bool average = false;
};

/// Bond-orientational order parameters of each atom.
///
///   q_lm(i) = Σ_j w_ij Y_lm(r̂_ij),  Σ_j w_ij = 1
///   Q_l = [4π/(2l+1) Σ_m |q_lm|²]^½
///   W_l = Σ_{m1+m2+m3=0} (l l l; m1 m2 m3) q_lm1 q_lm2 q_lm3,  Ŵ_l = W_l / (Σ_m |q_lm|²)^{3/2}
///
/// neighbors = cutoff: atoms nearer than the cutoff, equal weights (Steinhardt); voronoi: atoms that share a Voronoi
/// face, equal weights; voronoi_area: the same, weighted with the area of the face (Mickel), which alone changes
/// smoothly with the positions. average: q_lm(i) is replaced by the mean of q_lm over i and its neighbours
/// (Lechner–Dellago), and the fields end in "_avg".
///
/// Input    any configuration
/// Options  l, each in [2, 12], default 4, 6; neighbors; cutoff [Å] > 0, default 3.9 (first trough of g(r) of
///          Cu50Zr50, paper 003); area_threshold [1] in [0, 1), default 0; average, default false
/// Output   for each l: "q<l>" (N) [1], and for even l "w<l>" (N) [1] and "w<l>_hat" (N) [1]. W_l of odd l is zero
///          by symmetry
/// NaN      no neighbour; a Voronoi cell that reaches an open end of the box; with average, if a neighbour's is NaN;
///          w<l>_hat where Q_l vanishes (below 1e-10)
/// Exact    unchanged by translation, rotation and relabelling; fcc (12 neighbours) Q4 0.19094, Q6 0.57452, Ŵ6 −0.01316
/// Cost     O(N·n·l²)
/// Source   Steinhardt, Nelson & Ronchetti, PRB 28, 784 (1983), doi:10.1103/PhysRevB.28.784;
///          Lechner & Dellago, JCP 129, 114707 (2008), doi:10.1063/1.2977970;
///          Mickel et al., JCP 138, 044501 (2013), doi:10.1063/1.4774084
std::vector<Field> steinhardt(const Configuration& configuration, const SteinhardtOptions& options,
                              const RunContext& context);

Descriptor steinhardt_descriptor();

}  // namespace glasscape
