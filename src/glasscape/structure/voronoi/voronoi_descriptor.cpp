#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "glasscape/neighbors/voronoi.hpp"

namespace glasscape {
namespace {

// Numbers of faces with 3, 4, 5 and 6 edges, and of all faces, after the thresholds.
struct FaceCounts {
  std::array<int, 4> n{};
  int faces = 0;
};

FaceCounts count_faces(const VoronoiCell& cell, const VoronoiOptions& options) {
  FaceCounts counts;
  const double least_area = options.area_threshold * cell.surface;
  for (const VoronoiFace& face : cell.faces) {
    const auto lengths = cell.edges(face);
    const auto edges =
        std::count_if(lengths.begin(), lengths.end(), [&](double length) { return length > options.edge_threshold; });
    if (edges < 3 || face.area <= least_area) continue;
    ++counts.faces;
    if (edges <= 6) ++counts.n[static_cast<std::size_t>(edges) - 3];
  }
  return counts;
}

}  // namespace

std::vector<Field> voronoi_fields(const Configuration& configuration, const VoronoiOptions& options,
                                  const RunContext& context) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const std::size_t n = configuration.size();
  std::vector<double> volume(n, undefined), coordination(n, undefined), index(4 * n, undefined), l5fs(n, undefined),
      l6fs(n, undefined);
  for_each_voronoi_cell(configuration.view(), options.radii, context, [&](std::uint32_t atom, const VoronoiCell& cell) {
    if (!cell.bounded) return;
    const FaceCounts counts = count_faces(cell, options);
    volume[atom] = cell.volume;
    coordination[atom] = counts.faces;
    std::copy(counts.n.begin(), counts.n.end(), index.begin() + 4 * atom);
    if (counts.faces == 0) return;
    l5fs[atom] = static_cast<double>(counts.n[2]) / counts.faces;
    l6fs[atom] = static_cast<double>(counts.n[3]) / counts.faces;
  });
  std::vector<Field> fields;
  fields.emplace_back("voronoi_volume", Unit("Å^3"), std::move(volume));
  fields.emplace_back("coordination", Unit("1"), std::move(coordination));
  fields.emplace_back("voronoi_index", Unit("1"), std::move(index), 4);
  fields.emplace_back("l5fs", Unit("1"), std::move(l5fs));
  fields.emplace_back("l6fs", Unit("1"), std::move(l6fs));
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
  return make_descriptor("voronoi", "Volume, coordination number, index and five-fold symmetry of the Voronoi cell",
                         "Finney, Proc. R. Soc. A 319, 479 (1970), doi:10.1098/rspa.1970.0189; L5FS: Peng, Li & Wang, "
                         "PRL 106, 135503 (2011), doi:10.1103/PhysRevLett.106.135503",
                         {{"voronoi_volume", "Å^3", 1, "volume of the cell; " + open},
                          {"coordination", "1", 1, "number of faces that count; " + open},
                          {"voronoi_index", "1", 4, "numbers of faces with 3, 4, 5 and 6 edges; " + open},
                          {"l5fs", "1", 1, "share of faces with 5 edges; " + open + " or no face counts"},
                          {"l6fs", "1", 1, "share of faces with 6 edges; " + open + " or no face counts"}},
                         table, voronoi_fields);
}

}  // namespace glasscape
