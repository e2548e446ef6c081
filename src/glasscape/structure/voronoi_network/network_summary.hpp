#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/structure/voronoi_network/voronoi_network.hpp"

namespace glasscape {

/// Pairs of polyhedra (images apart) by what they have in common.
struct SharedPairs {
  std::size_t vertex = 0;  ///< one atom
  std::size_t edge = 0;    ///< two
  std::size_t face = 0;    ///< three
  std::size_t more = 0;    ///< four or more
  std::size_t volume = 0;  ///< the centre of one is an atom of the other: they interpenetrate (in none of the above)
};

/// Counts them. Cost O(Σ over atoms of the square of the polyhedra that hold it).
SharedPairs shared_pairs(const VoronoiNetwork& network);

/// A network of polyhedra in numbers.
struct NetworkSummary {
  std::size_t atoms = 0, undefined = 0;  ///< all; those whose cell reaches an open end
  std::size_t polyhedra = 0;             ///< centres
  std::size_t held = 0;                  ///< atoms in any polyhedron
  struct Part {
    std::size_t clusters = 0, largest = 0;          ///< in polyhedra: S_max
    double ratio = 0;                               ///< S_max / polyhedra, NaN without any
    std::array<bool, 3> spans{};                    ///< any cluster, along each cell vector
    std::vector<std::array<std::size_t, 2>> sizes;  ///< [polyhedra, number of clusters], ascending
  };
  Part sharing, linked;  ///< clusters by shared atoms; by linked centres
  std::vector<std::size_t>
      largest_atoms;  ///< atoms of the largest clusters by shared atoms, at most as many as asked for
  SharedPairs pairs;
  /// Rank of the cluster that each atom is in by its number of atoms: 1 … n for the n largest, 0 in others and outside,
  /// NaN where the cell is undefined. An atom of several clusters has the lowest rank.
  std::vector<double> rank;
};

/// Cost     O(N) beyond shared_pairs()
NetworkSummary summarise(const VoronoiNetwork& network, std::size_t largest = 15);

/// What is drawn of a network: network_rank (see NetworkSummary::rank) and network_center, 1 for centres.
std::vector<Field> network_fields(const VoronoiNetwork& network, const NetworkSummary& summary,
                                  const std::vector<std::string>& classes);

/// Everything but the ranks.
nlohmann::json to_json(const NetworkSummary& summary);
/// Table of frames: network_header() and a line for each.
std::string network_header();
std::string network_row(std::size_t frame, std::int64_t timestep, const NetworkSummary& summary);

}  // namespace glasscape
