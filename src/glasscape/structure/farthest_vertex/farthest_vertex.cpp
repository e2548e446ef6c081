#include "glasscape/structure/farthest_vertex/farthest_vertex.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/voronoi.hpp"

namespace glasscape {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double equally_far = 1e-6;  // Å
constexpr double same_place = 1e-4;   // Å: where five cells nearly meet, two vertices are one for this purpose

}  // namespace

std::vector<Field> farthest_vertex(const Configuration& configuration, const FarthestVertexOptions& options,
                                   const RunContext& context) {
  const ConfigurationView view = configuration.view();
  const std::size_t n = view.size();
  std::vector<double> vector(3 * n, undefined), distance(n, undefined), ratio(n, undefined), alignment(n, undefined);
  std::vector<Vec3> direction(n, {undefined, undefined, undefined});
  std::vector<std::vector<std::uint32_t>> neighbors(n);
  for_each_voronoi_cell(view, options.radii, context, [&](std::uint32_t atom, const VoronoiCell& cell) {
    if (!cell.bounded || cell.vertices.empty()) return;
    double sum = 0, first = 0;
    Vec3 d;
    for (const Vec3& v : cell.vertices) {
      const double r = norm(v);
      sum += r;
      if (r > first) {
        first = r;
        d = v;
      }
    }
    distance[atom] = first;
    ratio[atom] = first * static_cast<double>(cell.vertices.size()) / sum;
    const bool ambiguous = std::any_of(cell.vertices.begin(), cell.vertices.end(), [&](const Vec3& v) {
      return norm(v) > first - equally_far && norm(v - d) > same_place;
    });
    if (ambiguous) return;
    for (std::size_t a = 0; a < 3; ++a) vector[3 * atom + a] = d[a];
    direction[atom] = d * (1 / first);
    for (const VoronoiFace& face : cell.faces) neighbors[atom].push_back(face.neighbor.index);
    // voro++ lists faces in an order that depends on the frame; sums then differ in their last digits.
    std::sort(neighbors[atom].begin(), neighbors[atom].end());
  });
  parallel_blocks(context, n, 512, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      double sum = 0;
      int count = 0;
      for (const std::uint32_t j : neighbors[i]) {
        const double c = dot(direction[i], direction[j]);
        if (std::isnan(c)) continue;
        sum += 1.5 * c * c - 0.5;
        ++count;
      }
      if (count > 0) alignment[i] = sum / count;
    }
  });
  std::vector<Field> fields;
  fields.emplace_back("farthest_vertex", Unit("Å"), std::move(vector), 3);
  fields.emplace_back("farthest_vertex_distance", Unit("Å"), std::move(distance));
  fields.emplace_back("farthest_vertex_ratio", Unit("1"), std::move(ratio));
  fields.emplace_back("farthest_vertex_alignment", Unit("1"), std::move(alignment));
  return fields;
}

Descriptor farthest_vertex_descriptor() {
  static const ParameterTable<FarthestVertexOptions> table{
      {"radii", &FarthestVertexOptions::radii, Unit("Å"),
       "one radius per species, in their order: radical tessellation; none: plain", positive()},
  };
  const std::string open = "NaN where the cell reaches an open end of the box";
  return make_descriptor(
      "farthest_vertex", "Vector to the farthest vertex of the Voronoi cell, and how alike neighbours' vectors point",
      "after Yang et al., PRL 122, 015501 (2019), doi:10.1103/PhysRevLett.122.015501; the scalars are our definition",
      {{"farthest_vertex", "Å", 3, "vector to the farthest vertex; " + open + " or two vertices are equally far"},
       {"farthest_vertex_distance", "Å", 1, "its length; " + open},
       {"farthest_vertex_ratio", "1", 1, "its length over the mean distance of the cell's vertices; " + open},
       {"farthest_vertex_alignment", "1", 1,
        "mean over the Voronoi neighbours of ½(3cos²θ − 1) of the two vectors; NaN where these are"}},
      table, farthest_vertex);
}

}  // namespace glasscape
