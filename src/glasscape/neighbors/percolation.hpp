#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/bond_cutoffs.hpp"
#include "glasscape/neighbors/clusters.hpp"
#include "glasscape/neighbors/fractal_dimension.hpp"

namespace glasscape {

/// What chosen atoms look like once they are linked to each other. Clusters are in the order of Clusters: largest
/// first.
struct Percolation {
  Clusters clusters;                       ///< of all atoms; `of` is Clusters::none for atoms that are not chosen
  std::vector<std::uint32_t> atoms;        ///< the chosen ones, ascending
  std::vector<std::array<int, 3>> images;  ///< of each chosen atom: the cell in which it joins on to its cluster
  std::vector<double> radii;               ///< radius of gyration of each cluster [Å], NaN where it spans
  FractalDimension dimension;              ///< from the sizes and radii of all clusters

  [[nodiscard]] std::size_t all() const noexcept { return atoms.size(); }  ///< S_all
  /// S_max, 0 if no atom is chosen.
  [[nodiscard]] std::size_t largest() const { return clusters.sizes.empty() ? 0 : clusters.sizes.front(); }
  /// S_max / S_all, NaN if no atom is chosen.
  [[nodiscard]] double ratio() const;
  /// Whether any cluster meets its own image along each cell vector.
  [[nodiscard]] std::array<bool, 3> spans() const;
  /// Σ s² / Σ s over the clusters that do not span: the mean size of the finite cluster that a chosen atom is in.
  /// NaN if there is none.
  [[nodiscard]] double mean_finite_size() const;
  /// (size, number of clusters of that size), ascending: n_s.
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> size_distribution() const;
};

/// Percolation of chosen atoms: clusters of those that are linked by bonds shorter than a cutoff.
///
///   S_all   chosen atoms                S_max   atoms of the largest cluster
///   R_g²    = Σ |r_i − r̄|² / s over the s atoms of a cluster, followed along its bonds through the boundary
///
/// A cluster spans a cell vector where a closed path of bonds ends in another image along it. All images of each pair
/// count, so that this is exact in small boxes and for cutoffs above half the box. Along open directions nothing spans.
///
/// Input    any configuration; `chosen`: one entry per atom, not 0 for those that take part
/// Options  cutoffs: one number [Å], or one for each pair of species
/// Output   see Percolation; the fractal dimension is fit_dimension() of sizes and radii
/// NaN      radius of gyration of a cluster that spans: it depends on where the cluster is cut open
/// Errors   Error(usage): `chosen` of another length, cutoffs for another number of species; Error(engine) where a
/// cutoff
///          would visit more than 2³⁴ pairs
/// Exact    clusters, sizes and spanning are integers: unchanged by translation, relabelling and number of threads
/// Cost     O(chosen · n); no pair is stored: at most 100 bytes a chosen atom and 4 an atom
/// Source   S_max/S_all of plastic atoms: paper 002; the links and what counts as spanning are our definition
Percolation percolate(const ConfigurationView& view, std::span<const std::uint8_t> chosen, const BondCutoffs& cutoffs,
                      const RunContext& context = {});

/// Dimension of the largest cluster from the number of its atoms within r of one of them, between twice the bond cutoff
/// and its radius of gyration (where it spans: half the smallest height of the cell that it spans); see
/// mass_dimension().
MassDimension dimension_of_largest(const ConfigurationView& view, const Percolation& percolation, double bond_cutoff,
                                   const RunContext& context = {});

}  // namespace glasscape
