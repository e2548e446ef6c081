#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "glasscape/core/context.hpp"
#include "glasscape/landscape/event.hpp"
#include "glasscape/landscape/event_sides.hpp"
#include "glasscape/landscape/region.hpp"

namespace glasscape {

/// Refuses a glass that is not at a minimum of its energy: Error(input) if a force exceeds `tolerance` [eV/Å], with the
/// advice to relax it. Returns the energy of the whole glass [eV].
double require_minimum(const RegionCutter& cutter, double tolerance);

/// Makes attempts, one at a time; one per thread.
///
///   1 kick      the chosen atom, at random
///   2 search    a saddle (find_saddle) in a region of search_radius around it, to search_force
///   3 refine    it in the first of refine_radii around the atom that moved furthest, to refine_force
///   4 check     the two lowest eigenvalues there
///   5 sides     relax to both sides of the saddle, in the region of the search, and compare with the start
///   6 enlarge   saddle, eigenvalues and minima in the second of refine_radii, energies of the minima extrapolated from
///               5 and 6; in the others the saddle only, until the barrier extrapolated from the last two is estimated
///               right to barrier_tolerance (extrapolate_barrier)
///
/// region = full does all of it in the whole glass, by the same code; regions that come near the whole glass are
/// replaced by it.
///
/// Random numbers depend on (seed, id of the atom, attempt) only and every attempt starts from new neighbour lists, so
/// that the result does not depend on what was computed before, in which thread or run. Not finding a saddle is a
/// value.
class EventSearch {
 public:
  /// The cutter must outlive the search.
  EventSearch(const RegionCutter& cutter, EventOptions options);

  /// `centre` is the index of the atom.
  Event run(std::size_t centre, std::int64_t attempt, std::uint64_t seed, const RunContext& context = {});

  /// Where the last attempt ended, for studies of the method.
  struct Stage {
    Region region;
    Saddle saddle;
    double start_energy = 0;  ///< eV, of the region
  };
  [[nodiscard]] const std::optional<Stage>& last() const { return last_; }

 private:
  Region take_region(const Vec3& centre, double radius, std::span<const std::uint32_t> also);
  void give_back(Region region);
  void search(Event& event, Stage& stage, std::size_t centre, std::uint64_t seed, const RunContext& context);
  void enlarge(Event& event, Stage& stage, const RunContext& context);
  void enter(Event& event, Stage& stage, const Region& from, Region region, const RunContext& context);
  void check(Event& event, Stage& stage, const RunContext& context);
  void settle_sides(Event& event, const Stage& stage, const Region& inner, const Sides& near, double limit,
                    const RunContext& context);
  void describe(Event& event, const Stage& stage, const Sides& sides) const;

  const RegionCutter& cutter_;
  EventOptions options_;
  SaddleOptions search_options_;
  std::optional<Region> whole_;  // made once, since it is large
  std::optional<Stage> last_;
};

}  // namespace glasscape
