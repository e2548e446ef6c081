#include "glasscape/deformation/trajectory/distribution_table.hpp"

#include <fmt/format.h>

#include "glasscape/statistics/histogram.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

DistributionTable::DistributionTable(const std::filesystem::path& path) : file_(path) {
  file_.write("frame,field,x_over_mean_from,x_over_mean_to,count,density\n");
}

void DistributionTable::add(std::int64_t frame, const std::vector<Field>& fields) {
  constexpr int bins = 100;
  constexpr double width = 0.1;
  for (const Field& field : fields) {
    if (field.components() != 1) continue;
    const Moments m = moments(field.values());
    if (!(m.minimum >= 0) || !(m.mean > 0)) continue;
    std::vector<double> ratio(field.values().begin(), field.values().end()), edges;
    for (double& x : ratio) x /= m.mean;
    for (int k = 0; k <= bins; ++k) edges.push_back(k * width);
    const Histogram h = histogram(ratio, std::move(edges));
    std::string text;
    for (std::size_t k = 0; k < bins; ++k) {
      // Of all atoms, so that what lies beyond the last bin is not spread over the others.
      const double density = static_cast<double>(h.counts[k]) / (static_cast<double>(m.count) * width);
      text += fmt::format("{},{},{:.1f},{:.1f},{},{}\n", frame, field.name(), h.edges[k], h.edges[k + 1], h.counts[k],
                          density);
    }
    text += fmt::format("{},{},{:.1f},inf,{},\n", frame, field.name(), bins * width, h.outside);
    file_.write(text);
  }
}

}  // namespace glasscape
