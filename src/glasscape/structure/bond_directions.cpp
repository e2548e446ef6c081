#include "glasscape/structure/bond_directions.hpp"

#include <cmath>
#include <vector>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/neighbors/voronoi.hpp"

namespace glasscape {

void for_each_bond_directions(const ConfigurationView& view, const NeighborChoice& choice, const RunContext& context,
                              const std::function<void(std::uint32_t, std::span<const Vec3>)>& visit) {
  if (choice.voronoi) {
    for_each_voronoi_cell(view, {}, context, [&](std::uint32_t atom, const VoronoiCell& cell) {
      std::vector<Vec3> directions;
      for (const VoronoiFace& face : cell.faces) {
        if (!cell.bounded || face.area <= choice.area_threshold * cell.surface) continue;
        const Vec3 r = bond(view, atom, face.neighbor);
        directions.push_back(r * (1 / norm(r)));
      }
      visit(atom, directions);
    });
    return;
  }
  const CellGrid grid(view, choice.cutoff);
  parallel_blocks(context, view.size(), 128, [&](std::size_t first, std::size_t last) {
    std::vector<Vec3> directions;
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      directions.clear();
      grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
        directions.push_back(grid.bond(slot, other, image) * (1 / std::sqrt(d2)));
      });
      visit(grid.atom(slot), directions);
    }
  });
}

}  // namespace glasscape
