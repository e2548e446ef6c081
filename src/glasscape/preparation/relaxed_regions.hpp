#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Which regions of a glass are to be relaxed, and how they hang together.
struct RegionOptions {
  double size = 10;             ///< Å, edge of a region
  double fraction = 0.02;       ///< of all atoms, in regions
  double connectivity = 0;      ///< χ_con: connected regions / all regions
  std::string direction = "x";  ///< cell vector along which regions are connected: x, y, z
  std::int64_t seed = 1;
};

/// Cells of a grid that are regions. Coordinates along a cell vector run from 0 to its number of grid cells, periodic.
struct RegionGrid {
  std::array<int, 3> cells{};               ///< grid cells along each cell vector
  Vec3 offset;                              ///< where the grid begins, in fractional coordinates
  int direction = 0;                        ///< of the chains
  std::vector<std::array<int, 3>> regions;  ///< the grid cell of each; chains first, each in order
  double connectivity = 0;                  ///< as placed
};

/// Places relaxed regions in a periodic box.
///
///   n_k = round(|a_k| / size),   N = round(fraction · n_1 n_2 n_3),   C = round(χ_con N)
///
/// The box is cut into n_1 × n_2 × n_3 equal cells (cubes but for rounding; those of a triclinic box have its shape).
/// C regions form chains along the direction in which neighbours share a face, as few and as equal as fit; a chain as
/// long as the box closes upon itself. The N − C others, and different chains, touch nothing: no face, edge or corner,
/// through the boundary either. Places are drawn at random among those that are free, and drawn again from the
/// beginning where the rest does not fit.
///
/// The paper says only that regions are 1 nm long in each direction, that χ_con is the fraction of connected ones, and
/// that they are connected mainly along one direction: the rest is our definition. A single region cannot be connected:
/// C = 1 becomes 2 or 0, whichever is nearer to χ_con N.
///
/// Errors   Error(usage) where the box is too small or too full
/// Exact    depends on the box's edges, the options and the seed alone
/// Source   Yang & Dai, Phys. Rev. Materials 7, 113601 (2023), doi:10.1103/PhysRevMaterials.7.113601
RegionGrid place_regions(const Box& box, const RegionOptions& options);

/// How many other regions each region touches by a face, an edge or a corner, through the boundary too. O(N²).
std::vector<int> region_contacts(const RegionGrid& grid);

/// The atoms of regions.
struct RegionAtoms {
  std::vector<std::int32_t> region;  ///< of each atom: 0 outside, else 1 + index into RegionGrid::regions
  std::vector<std::size_t> counts;   ///< atoms per region
  double scale = 1;                  ///< edge of a region over that of a grid cell, the same for all
};

/// Chooses round(fraction · N) atoms, whatever the connectivity: all regions grow or shrink about their centres by one
/// factor until they hold that many. Faces that chained regions share stay where they are.
///
/// Errors   Error(usage) where regions would have to grow or shrink by more than a quarter
RegionAtoms assign_regions(const ConfigurationView& atoms, const RegionGrid& grid, double fraction);

}  // namespace glasscape
