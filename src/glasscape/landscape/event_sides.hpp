#pragma once

#include <cstdint>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/landscape/event.hpp"
#include "glasscape/landscape/region.hpp"

namespace glasscape {

/// A minimum beside a saddle.
struct Side {
  bool converged = false;
  bool stopped = false;
  double energy = 0;      ///< eV above the start
  double smaller = 0;     ///< eV, the same of this minimum in the smaller region that it comes from; NaN if from none
  double distance = 0;    ///< Å, largest distance of an atom from the start
  std::vector<double> x;  ///< coordinates in the region
};

/// The minima on both sides of a saddle; `back` is the start, or else the one that is nearer to it.
struct Sides {
  Side back, end;
  bool connected = false;        ///< back is the start
  std::int64_t evaluations = 0;  ///< so far
};

/// Steps off the saddle along its mode to both sides and relaxes to minimum_force (to 1/25 of it where the minimum
/// may be the start). The start is a minimum of every region, so that connection can be decided in any of them.
Sides relax_both_sides(const Region& region, double start_energy, const Saddle& saddle, const EventOptions& options,
                       const RunContext& context);

/// Goes on in a larger region from the minima found in a smaller one. Where an atom moves by more than 0.5 Å, it is
/// another minimum.
Sides relax_further(const Sides& sides, const Region& from, const Region& to, double start_energy,
                    const EventOptions& options, const RunContext& context);

/// The coordinates in `to` that have the displacements which `x` has in `from`; atoms only in `to` stay.
std::vector<double> carry_over(const Region& from, const Region& to, const std::vector<double>& x);

/// x − start, less a uniform translation where the region is the whole glass.
std::vector<double> displacement(const Region& region, const std::vector<double>& x);

/// The atoms that moved by at least `threshold` [Å].
std::vector<Displaced> displaced_atoms(const Region& region, const Configuration& glass, const std::vector<double>& x,
                                       double threshold);

}  // namespace glasscape
