#include "glasscape/deformation/trajectory/plastic.hpp"

namespace glasscape {

Percolation plastic_clusters(const ConfigurationView& view, std::span<const double> values, double threshold,
                             double cutoff, const RunContext& context) {
  std::vector<std::uint8_t> chosen(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) chosen[i] = values[i] > threshold ? 1 : 0;
  return percolate(view, chosen, cutoff, context);
}

SeriesRow plastic_columns(const Percolation& clusters) {
  const auto spans = clusters.spans();
  return {{"plastic.all", static_cast<double>(clusters.all())},
          {"plastic.max", static_cast<double>(clusters.largest())},
          {"plastic.ratio", clusters.ratio()},
          {"plastic.clusters", static_cast<double>(clusters.clusters.sizes.size())},
          {"plastic.spans_a", spans[0] ? 1.0 : 0.0},
          {"plastic.spans_b", spans[1] ? 1.0 : 0.0},
          {"plastic.spans_c", spans[2] ? 1.0 : 0.0},
          {"plastic.mean_finite_size", clusters.mean_finite_size()},
          {"plastic.dimension", clusters.dimension.value},
          {"plastic.dimension_error", clusters.dimension.error}};
}

}  // namespace glasscape
