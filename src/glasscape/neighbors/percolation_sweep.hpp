#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/bond_cutoffs.hpp"

namespace glasscape {

/// What happens to clusters while atoms are chosen one after another.
struct PercolationSweep {
  std::vector<std::uint32_t> largest;     ///< S_max once k + 1 atoms are chosen
  std::array<std::size_t, 3> spans_at{};  ///< atoms chosen when a cluster first spans each cell vector; 0: never

  /// Atoms chosen when a cluster first spans any cell vector, or all three (not of necessity the same cluster); 0:
  /// never.
  [[nodiscard]] std::size_t any() const;
  [[nodiscard]] std::size_t all() const;
};

/// Chooses the atoms in the given order and links each to those that are chosen already, closer than the cutoff.
///
/// After k atoms, largest[k − 1] and the spanning are those of percolate() for these k atoms: one sweep gives them for
/// every threshold of a field. Clusters only grow, so that a threshold of percolation is a number of atoms.
///
/// Errors   Error(usage): an atom that does not exist or is named twice, cutoffs for another number
///          of species; Error(stopped) on request
/// Cost     O(atoms · n), memory 60 bytes an atom; serial
/// Source   Newman & Ziff, Phys. Rev. Lett. 85, 4104 (2000)
PercolationSweep percolation_sweep(const ConfigurationView& view, std::span<const std::uint32_t> order,
                                   const BondCutoffs& cutoffs, const RunContext& context = {});

}  // namespace glasscape
