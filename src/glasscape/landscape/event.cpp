#include "glasscape/landscape/event.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"
#include "glasscape/landscape/minimise.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// r_j − r_i to the nearest image; exact for distances below half the least height of the cell.
Vec3 nearest_image(const Box& box, const Vec3& d) {
  Vec3 f = d * box.inverse_cell();
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic()[a]) f[a] -= std::round(f[a]);
  }
  return f * box.cell();
}

// x − start without a uniform translation.
std::vector<double> displacement(const SystemSurface& surface, const std::vector<double>& x,
                                 const std::vector<double>& start) {
  std::vector<double> d(x.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = x[i] - start[i];
  surface.remove_translations(d);
  return d;
}

std::vector<Displaced> displaced(const SystemSurface& surface, const Configuration& configuration,
                                 const std::vector<double>& d, double threshold) {
  std::vector<Displaced> result;
  for (std::size_t k = 0; k < surface.moving(); ++k) {
    const Vec3 v{d[3 * k], d[3 * k + 1], d[3 * k + 2]};
    if (norm(v) >= threshold) result.push_back({configuration.ids[surface.atom(k)], v});
  }
  return result;
}

void describe_saddle(Event& event, const SystemSurface& surface, const EventStart& start, const std::vector<double>& x,
                     double threshold) {
  const std::vector<double> d = displacement(surface, x, start.x);
  double second = 0, fourth = 0, largest = -1;
  for (std::size_t k = 0; k < surface.moving(); ++k) {
    const double d2 = norm2(Vec3{d[3 * k], d[3 * k + 1], d[3 * k + 2]});
    second += d2;
    fourth += d2 * d2;
    if (d2 > largest) {
      largest = d2;
      event.centre = start.configuration->ids[surface.atom(k)];
    }
  }
  event.participation = second * second / fourth;
  event.saddle_displacements = displaced(surface, *start.configuration, d, threshold);
}

struct Side {
  bool converged = false;
  bool stopped = false;
  double energy = nan, distance = nan;
  std::vector<double> displacement;
};

Side relax_side(SystemSurface& surface, const EventStart& start, const Saddle& saddle, double sign, Event& event,
                const EventOptions& options, const RunContext& context) {
  std::vector<double> x = saddle.x;
  const double longest = surface.largest_move(saddle.mode);
  // The step moves the atom that the mode moves most by push_over: a delocalised mode is not pushed too little.
  add_scaled(sign * options.push_over / longest, saddle.mode, x);
  Side side;
  const auto relax_to = [&](double force) {
    const MinimiseResult minimum =
        minimise(surface, x, {.force_tolerance = force, .max_evaluations = options.max_evaluations},
                 RunContext{.stop = context.stop});
    event.evaluations.relaxation += minimum.evaluations;
    side.converged = minimum.converged();
    side.stopped = minimum.status == MinimiseStatus::stopped;
    side.energy = minimum.energy - start.energy;
    side.displacement = displacement(surface, x, start.x);
    side.distance = surface.largest_move(side.displacement);
  };
  const auto within = [&](double factor) {
    return std::abs(side.energy) < factor * options.same_energy && side.distance < factor * options.same_distance;
  };
  relax_to(options.minimum_force);
  // Soft modes leave an energy and a distance behind that could decide wrongly whether this is the start.
  if (side.converged && within(8) && !within(0.3)) relax_to(0.1 * options.minimum_force);
  return side;
}

void relax_both_sides(Event& event, SystemSurface& surface, const EventStart& start, const Saddle& saddle,
                      const EventOptions& options, const RunContext& context) {
  const auto same = [&](const Side& side) {
    return side.converged && std::abs(side.energy) < options.same_energy && side.distance < options.same_distance;
  };
  Side back = relax_side(surface, start, saddle, -1, event, options, context);
  Side end = relax_side(surface, start, saddle, +1, event, options, context);
  if (back.stopped || end.stopped) {
    event.status = SaddleStatus::stopped;
    return;
  }
  // Which side the start is on is decided by where it is found, not by the sign of the mode.
  if (!same(back) && (same(end) || end.distance < back.distance)) std::swap(back, end);
  event.sides_converged = back.converged && end.converged;
  event.connected = same(back);
  event.back_energy = back.energy;
  event.back_distance = back.distance;
  event.end_energy = end.energy;
  event.end_distance = end.distance;
  const auto moved = [&](const Side& side) {
    return displaced(surface, *start.configuration, side.displacement, options.displacement_threshold);
  };
  event.end_displacements = moved(end);
  if (!event.connected) event.back_displacements = moved(back);
}

}  // namespace

EventStart event_start(const Configuration& configuration, SystemSurface& surface, double tolerance) {
  EventStart start{.configuration = &configuration, .x = surface.initial(), .energy = 0};
  surface.reset();
  std::vector<double> forces(start.x.size());
  start.energy = surface.energy_and_forces(start.x, forces);
  const double residual = surface.residual(forces);
  if (!std::isfinite(start.energy) || !(residual <= tolerance)) {
    throw input_error(
        "explore", fmt::format("the configuration is not at a minimum: the largest force is {:.3g} eV/Å", residual),
        fmt::format("at most {:g} eV/Å", tolerance), "bring it to its minimum with `glasscape relax` first");
  }
  return start;
}

std::vector<double> local_kick(const SystemSurface& surface, const Configuration& configuration, std::size_t centre,
                               std::int64_t attempt, std::uint64_t seed, const EventOptions& options) {
  const Box& box = configuration.box;
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic()[a] && 2 * options.kick_radius > box.heights()[a]) {
      throw usage_error("kick_radius", fmt::format("{:g} Å reaches beyond half the box", options.kick_radius),
                        fmt::format("at most {:.3f} Å", box.heights()[a] / 2));
    }
  }
  CounterRng rng(seed, static_cast<std::uint64_t>(configuration.ids[centre]), static_cast<std::uint32_t>(attempt));
  std::vector<double> kick(surface.dimension(), 0.0);
  for (std::size_t k = 0; k < surface.moving(); ++k) {
    const Vec3 d = nearest_image(box, configuration.positions[surface.atom(k)] - configuration.positions[centre]);
    if (norm(d) > options.kick_radius) continue;
    for (std::size_t c = 0; c < 3; ++c) kick[3 * k + c] = rng.normal();
  }
  surface.remove_translations(kick);
  scale(options.kick / norm(kick), kick);
  return kick;
}

Event run_event(SystemSurface& surface, const EventStart& start, std::size_t centre, std::int64_t attempt,
                std::uint64_t seed, const EventOptions& options, const RunContext& context) {
  const auto begin = std::chrono::steady_clock::now();
  surface.reset();
  Event event{.atom = start.configuration->ids[centre], .attempt = attempt, .protocol = std::string(local_push_protocol)};
  event.region_radius = event.back_energy = event.end_energy = event.back_distance = event.end_distance = event.participation = nan;
  const std::vector<double> kick = local_kick(surface, *start.configuration, centre, attempt, seed, options);
  const Saddle saddle = find_saddle(surface, start.x, start.energy, kick, options, context);
  event.status = saddle.status;
  event.barrier = saddle.energy - start.energy;
  event.curvature = saddle.curvature;
  event.second_curvature = saddle.second_curvature;
  event.residual = saddle.residual;
  event.pushes = saddle.pushes;
  event.evaluations = saddle.evaluations;
  if (saddle.status == SaddleStatus::success) {
    describe_saddle(event, surface, start, saddle.x, options.displacement_threshold);
    relax_both_sides(event, surface, start, saddle, options, context);
  }
  event.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return event;
}

}  // namespace glasscape
