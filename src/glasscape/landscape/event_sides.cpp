#include "glasscape/landscape/event_sides.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/landscape/lbfgs_memory.hpp"
#include "glasscape/landscape/minimise.hpp"

namespace glasscape {
namespace {

constexpr double same_minimum = 0.5;  // Å, that an atom may move when the surroundings give way

bool is_start(const Side& side, const EventOptions& options, double factor = 1) {
  return side.converged && std::abs(side.energy) < factor * options.same_energy &&
         side.distance < factor * options.same_distance;
}

Side relax(const Region& region, double start_energy, std::vector<double> x, const EventOptions& options,
           const RunContext& context, std::int64_t& evaluations) {
  Side side;
  side.smaller = std::numeric_limits<double>::quiet_NaN();
  side.x = std::move(x);
  const auto relax_to = [&](double force) {
    const MinimiseResult minimum =
        minimise(*region.surface, side.x, {.force_tolerance = force, .max_evaluations = options.max_evaluations},
                 RunContext{.stop = context.stop});
    evaluations += minimum.evaluations;
    side.converged = minimum.converged() && region.holds(side.x);
    side.stopped = minimum.status == MinimiseStatus::stopped;
    side.energy = minimum.energy - start_energy;
    side.distance = region.surface->largest_move(displacement(region, side.x));
  };
  relax_to(options.minimum_force);
  // Soft modes leave an energy and a distance behind that could decide wrongly whether this is the start.
  for (double force = options.minimum_force; force > 0.05 * options.minimum_force; force *= 0.2) {
    if (!is_start(side, options, 20) || is_start(side, options, 0.3)) break;
    relax_to(0.2 * force);
  }
  return side;
}

// Which side the start is on is decided by where it is found, not by the sign of the mode.
void arrange(Sides& sides, const EventOptions& options) {
  const bool back = is_start(sides.back, options), end = is_start(sides.end, options);
  if (!back && (end || sides.end.distance < sides.back.distance)) std::swap(sides.back, sides.end);
  sides.connected = back || end;
}

}  // namespace

std::vector<double> displacement(const Region& region, const std::vector<double>& x) {
  std::vector<double> d(x.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = x[i] - region.start[i];
  region.surface->remove_translations(d);
  return d;
}

std::vector<Displaced> displaced_atoms(const Region& region, const Configuration& glass, const std::vector<double>& x,
                                       double threshold) {
  const std::vector<double> d = displacement(region, x);
  std::vector<Displaced> result;
  for (std::size_t k = 0; k < region.atoms.size(); ++k) {
    const Vec3 v{d[3 * k], d[3 * k + 1], d[3 * k + 2]};
    if (norm(v) >= threshold) result.push_back({glass.ids[region.atoms[k]], v});
  }
  return result;
}

std::vector<double> carry_over(const Region& from, const Region& to, const std::vector<double>& x) {
  std::vector<double> result = to.start;
  for (std::size_t i = 0, k = 0; i < from.atoms.size(); ++i) {
    while (k < to.atoms.size() && to.atoms[k] < from.atoms[i]) ++k;
    if (k == to.atoms.size() || to.atoms[k] != from.atoms[i]) continue;
    for (std::size_t c = 0; c < 3; ++c) result[3 * k + c] = to.start[3 * k + c] + x[3 * i + c] - from.start[3 * i + c];
  }
  return result;
}

Sides relax_both_sides(const Region& region, double start_energy, const Saddle& saddle, const EventOptions& options,
                       const RunContext& context) {
  // The step moves the atom that the mode moves most by push_over: a delocalised mode is not pushed too little.
  const double length = options.push_over / region.surface->largest_move(saddle.mode);
  Sides sides;
  const auto off = [&](double sign) {
    std::vector<double> x = saddle.x;
    add_scaled(sign * length, saddle.mode, x);
    return relax(region, start_energy, std::move(x), options, context, sides.evaluations);
  };
  sides.back = off(-1);
  sides.end = off(+1);
  arrange(sides, options);
  return sides;
}

Sides relax_further(const Sides& sides, const Region& from, const Region& to, double start_energy,
                    const EventOptions& options, const RunContext& context) {
  Sides result{.back = {}, .end = {}, .connected = false, .evaluations = sides.evaluations};
  const auto further = [&](const Side& side) {
    const std::vector<double> carried = carry_over(from, to, side.x);
    Side larger = relax(to, start_energy, carried, options, context, result.evaluations);
    std::vector<double> moved = larger.x;
    add_scaled(-1, carried, moved);
    if (side.converged && larger.converged && to.surface->largest_move(moved) < same_minimum) {
      larger.smaller = side.energy;
    }
    return larger;
  };
  if (sides.connected) {
    result.back = sides.back;
    result.back.x = to.start;
    result.back.energy = result.back.smaller = result.back.distance = 0;
  } else {
    result.back = further(sides.back);
  }
  result.end = further(sides.end);
  arrange(result, options);
  return result;
}

}  // namespace glasscape
