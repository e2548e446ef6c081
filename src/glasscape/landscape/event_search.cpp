#include "glasscape/landscape/event_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <functional>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/barrier.hpp"
#include "glasscape/landscape/kick.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t again_vectors = 6;  // Lanczos vectors where the modes of a smaller region are known

double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double energy_at_start(const Region& region) {
  std::vector<double> forces(region.start.size());
  return region.surface->energy_and_forces(region.start, forces);
}

// Whatever a search in a larger region does goes to refinement, so that the phases can be compared.
EvaluationCounts as_refinement(const EvaluationCounts& n) {
  return {.refinement = n.basin + n.lanczos + n.perpendicular + n.refinement, .check = n.check};
}

// How many atoms a periodic glass lets move: its images hold those further away than half its least thickness.
double atoms_of_cube(const Configuration& glass) {
  const Vec3 h = glass.box.heights();
  const double edge = std::min({h.x, h.y, h.z});
  return static_cast<double>(glass.size()) * edge * edge * edge / glass.box.volume();
}

// Index in the glass of the atom that has moved furthest.
std::size_t furthest(const Region& region, const std::vector<double>& x) {
  const std::vector<double> d = displacement(region, x);
  std::size_t best = 0;
  double largest = -1;
  for (std::size_t k = 0; k < region.atoms.size(); ++k) {
    const double d2 = norm2(Vec3{d[3 * k], d[3 * k + 1], d[3 * k + 2]});
    if (d2 > largest) {
      largest = d2;
      best = k;
    }
  }
  return best;
}

// A mode of one region as one of another.
std::vector<double> carry_mode(const Region& from, const Region& to, const std::vector<double>& mode) {
  std::vector<double> x = from.start;
  add_scaled(1, mode, x);
  std::vector<double> result = displacement(to, carry_over(from, to, x));
  scale(1 / norm(result), result);
  return result;
}

}  // namespace

double require_minimum(const RegionCutter& cutter, double tolerance) {
  const auto [energy, residual] = cutter.state();
  if (!std::isfinite(energy) || !(residual <= tolerance)) {
    throw input_error(
        "explore", fmt::format("the configuration is not at a minimum: the largest force is {:.3g} eV/Å", residual),
        fmt::format("at most {:g} eV/Å", tolerance), "bring it to its minimum with `glasscape relax` first");
  }
  return energy;
}

EventSearch::EventSearch(const RegionCutter& cutter, EventOptions options)
    : cutter_(cutter), options_(std::move(options)) {
  const std::vector<double>& radii = options_.refine_radii;
  const bool ascending = std::adjacent_find(radii.begin(), radii.end(), std::greater_equal<>()) == radii.end();
  if (options_.region != "full" && (radii.empty() || !ascending)) {
    throw usage_error("refine_radii", "not in ascending order", "one radius or more, each larger than the one before");
  }
  options_.soft_start = options_.protocol == "soft_mode";
  search_options_ = options_;
  search_options_.refine_force = options_.search_force;
}

Region EventSearch::take_region(const Vec3& centre, double radius, std::span<const std::uint32_t> also) {
  Region region = options_.region == "full" || std::isinf(radius) ? Region{} : cutter_.cut(centre, radius, also);
  if (region.surface && !region.whole()) return region;
  if (!whole_) whole_ = region.surface ? std::move(region) : cutter_.whole();
  Region taken = std::move(*whole_);
  whole_.reset();
  taken.surface->reset();
  return taken;
}

void EventSearch::give_back(Region region) {
  if (region.surface && region.whole()) whole_ = std::move(region);
}

void EventSearch::search(Event& event, Stage& stage, std::size_t centre, std::uint64_t seed,
                         const RunContext& context) {
  const Configuration& glass = cutter_.configuration();
  stage.region = take_region(glass.positions[centre], options_.search_radius, {});
  stage.start_energy = energy_at_start(stage.region);
  const std::vector<double> kick = random_kick(stage.region, glass, centre, event.attempt, seed, options_);
  const SaddleOptions& search_options = stage.region.whole() ? options_ : search_options_;
  stage.saddle =
      find_saddle(*stage.region.surface, stage.region.start, stage.start_energy, kick, search_options, context);
  event.evaluations = stage.saddle.evaluations;
  ++event.evaluations.basin;  // the start
  event.pushes = stage.saddle.pushes;
  event.status = stage.saddle.status;
  const double moved = stage.region.surface->largest_move(displacement(stage.region, stage.saddle.x));
  if (event.status == SaddleStatus::success && (stage.saddle.energy <= stage.start_energy || moved < nearest_saddle)) {
    event.status = SaddleStatus::fell_back;
  }
  if (event.status == SaddleStatus::success && !stage.region.holds(stage.saddle.x)) {
    event.status = SaddleStatus::delocalised;
  }
}

// Goes on with the saddle in another region; the event's status says whether there is one.
void EventSearch::enter(Event& event, Stage& stage, const Region& from, Region region, const RunContext& context) {
  const double energy = energy_at_start(region);
  Saddle carried;
  carried.x = carry_over(from, region, stage.saddle.x);
  carried.mode = carry_mode(from, region, stage.saddle.mode);
  carried.curvature = stage.saddle.curvature;
  std::vector<double> second;
  if (!stage.saddle.second_mode.empty()) second = carry_mode(from, region, stage.saddle.second_mode);
  Saddle saddle = refine_saddle(*region.surface, region.start, energy, carried, options_, context);
  saddle.second_mode = std::move(second);
  event.evaluations += as_refinement(saddle.evaluations);
  ++event.evaluations.refinement;  // the start
  event.pushes += saddle.pushes;
  give_back(std::move(stage.region));
  stage = Stage{.region = std::move(region), .saddle = std::move(saddle), .start_energy = energy};
  event.region_radius = stage.region.radius;
  event.status = stage.saddle.status == SaddleStatus::curvature_lost ? SaddleStatus::vanished : stage.saddle.status;
  if (event.status == SaddleStatus::success && !stage.region.holds(stage.saddle.x)) {
    event.status = SaddleStatus::delocalised;
  }
}

// The two lowest eigenvalues; few vectors do where the modes of a smaller region are known.
void EventSearch::check(Event& event, Stage& stage, const RunContext& context) {
  SaddleOptions options = options_;
  if (!stage.saddle.second_mode.empty()) {
    options.check_vectors = std::min(options.check_vectors, again_vectors);
  }
  stage.saddle.evaluations = {};
  check_saddle(stage.saddle, *stage.region.surface, stage.region.start, stage.start_energy, options, context);
  event.evaluations.check += stage.saddle.evaluations.check;
  event.status = stage.saddle.status;
}

void EventSearch::enlarge(Event& event, Stage& stage, const RunContext& context) {
  const Configuration& glass = cutter_.configuration();
  const double limit = atoms_of_cube(glass);
  std::vector<RegionEnergy> energies;
  const auto accurate = [&] {
    energies.push_back({stage.region.atoms.size(), stage.saddle.energy - stage.start_energy});
    const bool whole = stage.region.whole();
    const Barrier barrier = whole ? Barrier{energies.back().energy, 0} : extrapolate_barrier(energies, limit);
    event.barrier = barrier.value;
    event.barrier_error = barrier.error;
    return event.barrier_error <= options_.barrier_tolerance;
  };
  if (stage.region.whole()) {
    check(event, stage, context);
    accurate();
    if (event.status != SaddleStatus::success) return;
    describe(event, stage, relax_both_sides(stage.region, stage.start_energy, stage.saddle, options_, context));
    return;
  }
  // The minima are first looked for where the saddle was, which is cheap: the start is a minimum of every region.
  const Region inner = std::move(stage.region);
  const double inner_energy = stage.start_energy;
  const std::size_t k = furthest(inner, stage.saddle.x);
  const Vec3 centre{inner.start[3 * k], inner.start[3 * k + 1], inner.start[3 * k + 2]};
  Sides sides;
  const Region* from = &inner;
  for (std::size_t r = 0; r < options_.refine_radii.size() && !stage.region.whole(); ++r) {
    enter(event, stage, *from, take_region(centre, options_.refine_radii[r], inner.atoms), context);
    from = &stage.region;
    if (event.status != SaddleStatus::success) return;
    if (r < 2) {
      // What is larger only makes the barrier more accurate.
      check(event, stage, context);
      if (event.status != SaddleStatus::success) return;
    }
    if (r == 0) {
      Saddle small;
      small.x = carry_over(stage.region, inner, stage.saddle.x);
      small.mode = carry_mode(stage.region, inner, stage.saddle.mode);
      sides = relax_both_sides(inner, inner_energy, small, options_, context);
    }
    const bool last = accurate() || r + 1 == options_.refine_radii.size() || stage.region.whole();
    if (r == 1 || (r == 0 && last)) {
      settle_sides(event, stage, inner, sides, limit, context);
    }
    if (last) break;
  }
  // Where a minimum is shallower than the corrections err by, the difference in one region says more.
  const double reverse = event.barrier - event.end_energy;
  if (reverse > 0) {
    event.reverse_barrier = reverse;
  } else {
    event.end_energy = event.barrier - event.reverse_barrier;
  }
}

// The minima in the present region, and their energies corrected as the barrier is.
void EventSearch::settle_sides(Event& event, const Stage& stage, const Region& inner, const Sides& near, double limit,
                               const RunContext& context) {
  const Sides sides = relax_further(near, inner, stage.region, stage.start_energy, options_, context);
  describe(event, stage, sides);
  const auto corrected = [&](const Side& side) {
    if (std::isnan(side.smaller) || stage.region.whole()) return side.energy;
    const RegionEnergy small{inner.atoms.size(), side.smaller}, large{stage.region.atoms.size(), side.energy};
    return extrapolate_barrier({small, large}, limit).value;
  };
  if (!sides.connected) event.back_energy = corrected(sides.back);
  event.end_energy = corrected(sides.end);
}

void EventSearch::describe(Event& event, const Stage& stage, const Sides& sides) const {
  const Configuration& glass = cutter_.configuration();
  const Region& region = stage.region;
  const double threshold = options_.displacement_threshold;
  event.centre = glass.ids[region.atoms[furthest(region, stage.saddle.x)]];
  event.participation = participation(*region.surface, stage.saddle.x, region.start);
  event.saddle_displacements = displaced_atoms(region, glass, stage.saddle.x, threshold);
  if (sides.back.stopped || sides.end.stopped) event.status = SaddleStatus::stopped;
  event.evaluations.relaxation += sides.evaluations;
  event.reverse_barrier = stage.saddle.energy - stage.start_energy - sides.end.energy;
  event.sides_converged = sides.back.converged && sides.end.converged;
  event.connected = sides.connected;
  event.back_energy = sides.back.energy;
  event.back_distance = sides.back.distance;
  event.end_energy = sides.end.energy;
  event.end_distance = sides.end.distance;
  event.end_displacements = displaced_atoms(region, glass, sides.end.x, threshold);
  if (!event.connected) event.back_displacements = displaced_atoms(region, glass, sides.back.x, threshold);
}

Event EventSearch::run(std::size_t centre, std::int64_t attempt, std::uint64_t seed, const RunContext& context) {
  const double begin = processor_seconds();
  if (last_) give_back(std::move(last_->region));
  last_.reset();
  Event event{.atom = cutter_.configuration().ids[centre], .attempt = attempt, .protocol = options_.protocol};
  event.barrier = event.barrier_error = event.reverse_barrier = event.back_energy = event.end_energy =
      event.back_distance = event.end_distance = event.participation = nan;
  Stage stage;
  search(event, stage, centre, seed, context);
  event.region_radius = stage.region.radius;
  if (event.status == SaddleStatus::success) enlarge(event, stage, context);
  event.energy = stage.saddle.energy - stage.start_energy;
  event.curvature = stage.saddle.curvature;
  event.second_curvature = stage.saddle.second_curvature;
  event.residual = stage.saddle.residual;
  if (event.status != SaddleStatus::success) event.barrier = event.barrier_error = nan;
  last_ = std::move(stage);
  event.seconds = processor_seconds() - begin;
  return event;
}

}  // namespace glasscape
