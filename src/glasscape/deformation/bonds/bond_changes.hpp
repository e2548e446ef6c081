#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/deformation/pair_descriptor.hpp"

namespace glasscape {

struct BondOptions {
  double cutoff = 0;            ///< Å, of all pairs; 0: the first trough of the reference's g(r)
  std::vector<double> cutoffs;  ///< Å, of each pair of species in the order 1-1, 1-2, ..., 2-2, ...; instead of cutoff
  bool by_pair = false;         ///< with neither: the first trough of each partial g(r) instead of the total one
  double hysteresis = 0;        ///< Å, see bond_changes()
};

/// Numbers of bonds between two species, each bond once.
struct BondCount {
  std::size_t before = 0, broken = 0, formed = 0, persistent = 0;
};

struct BondChanges {
  std::vector<double> cutoffs;                                    ///< Å, species × species
  std::vector<BondCount> pairs;                                   ///< species × species, symmetric
  std::vector<std::uint32_t> before, broken, formed, persistent;  ///< of each atom
};

/// Bonds that broke, formed and persisted between two configurations.
///
/// Two atoms (images of atoms) are bonded where they are closer than the cutoff r_c of their species. With a hysteresis
/// h:
///
///   before      closer than r_c in the reference
///   broken      of these, those at r_c + h or more now
///   persistent  of these, the others; before = broken + persistent
///   formed      at r_c + h or more in the reference, closer than r_c now
///
/// A bond keeps its periodic image, so it is the same bond in a deformed box.
///
/// Input    configurations of the same atoms in the same order, ready to be compared bond by bond (Follower)
/// Errors   Error(usage) for a wrong number of cutoffs; Error(input) where a trough is needed and there is none
/// Exact    unchanged by translation, rotation and relabelling; the sum over atoms is twice the number of bonds
/// Cost     O(N·n)
/// Source   Dong et al., Nat. Phys. (2023), doi:10.1038/s41567-023-02243-9: bonded where nearer than the first minimum
/// of g(r)
BondChanges bond_changes(const Reference& reference, const Configuration& current, const BondOptions& options,
                         const RunContext& context);

/// The pair descriptor "bonds": the counts as fields bonds_before, bonds_broken, bonds_formed and bonds_persistent (N),
/// and bonds_broken_fraction = broken/before (NaN without bonds before); numbers by pair of species.
PairDescriptor bonds_descriptor();

}  // namespace glasscape
