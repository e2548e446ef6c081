#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "glasscape/core/vec.hpp"
#include "glasscape/geometry/box.hpp"

namespace glasscape {

struct Configuration;

/// Two atoms that a bond of a type joins. Atoms are indices into the arrays of the configuration.
struct BondedPair {
  std::int32_t type = 0;  ///< from 0 (LAMMPS bond type minus 1)
  std::uint32_t a = 0, b = 0;
};

/// An angle at b.
struct BondedAngle {
  std::int32_t type = 0;
  std::uint32_t a = 0, b = 0, c = 0;
};

/// The chemistry of a molecular configuration: what is bonded. Never changes while atoms move.
///
/// A bond is the shortest of the vectors between its atoms and their images, and must be shorter than half the cell.
struct Topology {
  std::vector<BondedPair> bonds;
  std::vector<BondedAngle> angles;
  std::int32_t bond_types = 0, angle_types = 0;  ///< how many types there are; may be more than are used
};

/// Bonded neighbours of every atom, in rows that are ascending.
class BondGraph {
 public:
  BondGraph(const Topology& topology, std::size_t atoms);
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t atom) const {
    return {neighbours_.data() + first_[atom], first_[atom + 1] - first_[atom]};
  }
  [[nodiscard]] std::size_t size() const noexcept { return first_.size() - 1; }
  /// The other atoms at most `bonds` bonds away, ascending.
  [[nodiscard]] std::vector<std::uint32_t> within(std::size_t atom, int bonds) const;
  /// Atoms on a shortest way from one atom to another, both included; empty if they are not joined.
  [[nodiscard]] std::vector<std::uint32_t> path(std::uint32_t from, std::uint32_t to) const;

 private:
  std::vector<std::size_t> first_;
  std::vector<std::uint32_t> neighbours_;
};

/// Atoms that are joined by bonds, in the order of their first atoms; single atoms are molecules too.
std::vector<std::vector<std::uint32_t>> molecules_of(const BondGraph& graph);

/// The molecule ids of a configuration: its own, else the numbers of its molecules from 1; empty without bonds.
std::vector<std::int64_t> molecule_ids(const Configuration& configuration);

/// The vector of a bond: r_b − r_a of the nearest images.
Vec3 bond_vector(const Box& box, const Vec3& a, const Vec3& b);

/// Positions at which each molecule is whole: every atom is the image next to the one it is bonded to; the first atom
/// of a molecule stays. Where positions are unwrapped already, nothing changes.
std::vector<Vec3> whole_molecules(const Configuration& configuration, const BondGraph& graph);

/// Refuses indices beyond the atoms, an atom bonded to itself, types beyond their number.
/// Throws Error(input) naming `where`.
void validate_topology(const Topology& topology, const Configuration& configuration, std::string_view where);

}  // namespace glasscape
