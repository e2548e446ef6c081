#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace glasscape {

/// Counts between edges: bin k holds edges[k] ≤ v < edges[k+1], the last bin also its upper edge.
struct Histogram {
  std::vector<double> edges;
  std::vector<std::size_t> counts;
  std::size_t outside = 0;    ///< values below the first or above the last edge
  std::size_t undefined = 0;  ///< NaN and infinite values

  /// counts / (values inside · bin width): integrates to 1. All 0 for an empty histogram.
  [[nodiscard]] std::vector<double> density() const;
};

/// Edges of equal width by the rule of Freedman and Diaconis, width = 2 · interquartile range / n^{1/3}, over the range
/// of the finite values. A sample without interquartile range gets the Sturges number of bins, one without spread a
/// single bin of width 1 around it, an empty one a single bin from 0 to 1. At most `most` bins.
///
/// Source   Freedman & Diaconis, Z. Wahrscheinlichkeitstheorie verw. Geb. 57, 453 (1981), doi:10.1007/BF01025868
std::vector<double> freedman_diaconis_edges(std::span<const double> values, std::size_t most = 500);

/// Throws Error(usage) unless there are at least two finite, ascending edges.
Histogram histogram(std::span<const double> values, std::vector<double> edges);

}  // namespace glasscape
