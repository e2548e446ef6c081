#pragma once

#include <cstddef>
#include <vector>

namespace glasscape {

/// The energy of a saddle in regions of growing size, and what it would be if everything could move.
struct RegionEnergy {
  std::size_t moving;  ///< atoms that could move
  double energy;       ///< eV above the start
};

struct Barrier {
  double value;  ///< eV, extrapolated
  double error;  ///< eV, estimated; infinite without two regions of different size
};

/// An event strains its surroundings as a dipole does; the energy that the atoms beyond radius R give back when they
/// may move falls off as R⁻³, hence
///
///   E(n) = E(N) + c (1/n − 1/N),   n moving atoms of N
///
/// with c from the last two regions. In a periodic glass N is what a cube as wide as the glass is thin holds, since the
/// images of the event hold what lies between them.
///
/// Error    half the correction and 3 meV: two errors in three are smaller, as docs/active-regions.md measures
/// Exact    where the last region is the whole system: its energy, error 0
/// Source   derived; measured in docs/active-regions.md
Barrier extrapolate_barrier(const std::vector<RegionEnergy>& regions, double atoms);

}  // namespace glasscape
