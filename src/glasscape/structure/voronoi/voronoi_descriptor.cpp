#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

#include "glasscape/structure/voronoi/face_counts.hpp"

namespace glasscape {

std::vector<Field> voronoi_fields(const Configuration& configuration, const VoronoiOptions& options,
                                  const RunContext& context) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const std::size_t n = configuration.size();
  std::vector<double> volume(n, undefined), coordination(n, undefined), index(4 * n, undefined);
  std::array<std::vector<double>, 5> shares;
  for (auto& share : shares) share.assign(n, undefined);
  for_each_voronoi_cell(configuration.view(), options.radii, context, [&](std::uint32_t atom, const VoronoiCell& cell) {
    if (!cell.bounded) return;
    const FaceCounts counts = count_faces(cell, options);
    volume[atom] = cell.volume;
    coordination[atom] = counts.faces;
    std::copy_n(counts.n.begin(), 4, index.begin() + 4 * atom);
    if (counts.faces == 0) return;
    for (std::size_t k = 0; k < shares.size(); ++k) {
      shares[k][atom] = static_cast<double>(counts.n[k]) / counts.faces;
    }
  });
  std::vector<Field> fields;
  fields.emplace_back("voronoi_volume", Unit("Å^3"), std::move(volume));
  fields.emplace_back("coordination", Unit("1"), std::move(coordination));
  fields.emplace_back("voronoi_index", Unit("1"), std::move(index), 4);
  for (std::size_t k = 0; k < shares.size(); ++k) {
    fields.emplace_back(fmt::format("l{}fs", k + 3), Unit("1"), std::move(shares[k]));
  }
  return fields;
}

Descriptor voronoi_descriptor() {
  static const ParameterTable<VoronoiOptions> table{
      {"area_threshold",
       &VoronoiOptions::area_threshold,
       Unit("1"),
       "faces of at most this fraction of the cell's surface do not count",
       {.low = 0, .high = 1, .high_open = true}},
      {"edge_threshold", &VoronoiOptions::edge_threshold, Unit("Å"),
       "edges up to this length do not count, nor faces with fewer than three edges left", at_least(0)},
      {"radii", &VoronoiOptions::radii, Unit("Å"),
       "one radius per species, in their order: radical tessellation; none: plain", positive()},
  };
  const std::string open = "NaN where the cell reaches an open end of the box";
  std::vector<OutputInfo> outputs{{"voronoi_volume", "Å^3", 1, "volume of the cell; " + open},
                                  {"coordination", "1", 1, "number of faces that count; " + open},
                                  {"voronoi_index", "1", 4, "numbers of faces with 3, 4, 5 and 6 edges; " + open}};
  for (int k = 3; k <= 7; ++k) {
    outputs.push_back(
        {fmt::format("l{}fs", k), "1", 1, fmt::format("share of faces with {} edges; {} or no face counts", k, open)});
  }
  return make_descriptor("voronoi", "Volume, coordination number, index and five-fold symmetry of the Voronoi cell",
                         "Finney, Proc. R. Soc. A 319, 479 (1970), doi:10.1098/rspa.1970.0189; L5FS: Peng, Li & Wang, "
                         "PRL 106, 135503 (2011), doi:10.1103/PhysRevLett.106.135503",
                         std::move(outputs), table, voronoi_fields);
}

}  // namespace glasscape
