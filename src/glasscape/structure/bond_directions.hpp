#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Who is a neighbour: atoms nearer than the cutoff, or atoms that share a face of the plain Voronoi cell.
struct NeighborChoice {
  bool voronoi = false;
  double cutoff = 3.9;        ///< Å, for voronoi = false
  double area_threshold = 0;  ///< fraction of the cell's surface: smaller faces do not count
};

/// Calls visit(atom, directions) once for each atom with the unit vectors to its neighbours, in a fixed order; with
/// none at all where the Voronoi cell reaches an open end of the box. `visit` runs concurrently for different atoms.
void for_each_bond_directions(const ConfigurationView& view, const NeighborChoice& choice, const RunContext& context,
                              const std::function<void(std::uint32_t, std::span<const Vec3>)>& visit);

}  // namespace glasscape
