#pragma once

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// A field averaged along one cell vector, on a grid in the plane of the other two.
struct ProjectedMap {
  std::size_t along = 2;                  ///< the cell vector that is averaged over
  std::array<std::size_t, 2> axes{0, 1};  ///< cell vectors to the right and upwards
  std::array<double, 2> lengths{};        ///< Å, of these two cell vectors
  std::size_t columns = 0, rows = 0;
  std::vector<double> values;       ///< [row · columns + column], row 0 at the origin; NaN where nothing is
  std::vector<std::size_t> counts;  ///< atoms with a value in each cell
};

/// Mean of one value per atom over columns of about `cell` × `cell` Å along a cell vector.
///
/// With smoothing σ > 0 a cell's mean is that of all cells with weights count · exp(−d²/2σ²), d the distance of their
/// centres in the plane, periodic where the box is: Σ w n ⟨f⟩ / Σ w n. Values that are not finite are left out.
///
/// Input    positions that say where an atom is drawn: those of the reference for maps along a trajectory
/// Options  along 0, 1 or 2; cell [Å] > 0, default 2.5; smoothing [Å] ≥ 0, default 0
/// NaN      a cell without values (with smoothing: where all weights are below 10⁻⁶ of an atom)
/// Errors   Error(usage): another number of values than atoms; options out of range
/// Cost     O(N + cells · (σ/cell)²)
ProjectedMap projected_map(const ConfigurationView& view, std::span<const double> values, std::size_t along,
                           double cell = 2.5, double smoothing = 0);

/// {"along", "axes", "lengths_A", "columns", "rows", "values": row by row from the origin, undefined null}
nlohmann::json to_json(const ProjectedMap& map);

}  // namespace glasscape
