#include "glasscape/mechanics/quasistatic.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"

namespace glasscape {
namespace {

std::vector<std::size_t> free_directions(const Loading& loading, const QuasistaticOptions& options) {
  if (options.sides == "fixed") return {};
  if (loading.kind == Loading::Kind::simple_shear) {
    throw usage_error("sides", "simple shear keeps the lengths of the box", "fixed",
                      "use pure-shear or uniaxial with free sides");
  }
  std::vector<std::size_t> result;
  for (std::size_t c = 0; c < 3; ++c) {
    if (c != loading.a && (loading.kind == Loading::Kind::uniaxial || c != loading.b)) result.push_back(c);
  }
  return result;
}

void check(const Configuration& start, const Loading& loading, const QuasistaticOptions& options) {
  const auto& periodic = start.box.periodic();
  if (!(periodic[0] && periodic[1] && periodic[2])) {
    throw input_error("deform", "the box has a direction that is not periodic", "three periodic directions");
  }
  if (std::abs(options.max_strain) < options.strain_step) {
    throw usage_error("max_strain",
                      fmt::format("{:g} is less than one step of {:g}", options.max_strain, options.strain_step));
  }
  if (loading.kind == Loading::Kind::uniaxial && options.max_strain <= -0.9) {
    throw usage_error("max_strain", fmt::format("compression by {:g} leaves no box", -options.max_strain), "> -0.9");
  }
}

const Configuration& checked(const Configuration& start, const Loading& loading, const QuasistaticOptions& options) {
  check(start, loading, options);
  return start;
}

}  // namespace

QuasistaticRun::QuasistaticRun(std::shared_ptr<const ForceField> force_field, const Configuration& start,
                               const QuasistaticOptions& options, int threads)
    : start_(start),
      options_(options),
      loading_(make_loading(options.loading, options.plane, options.axis)),
      surface_(std::move(force_field), checked(start, loading_, options), free_directions(loading_, options),
               options.pressure / constants::GPa_per_eV_A3, threads),
      sign_(options.max_strain < 0 ? -1 : 1),
      last_tick_(options.refinement * std::llround(std::abs(options.max_strain) / options.strain_step)) {}

double QuasistaticRun::strain_of(std::int64_t tick) const {
  return sign_ * (static_cast<double>(tick) * options_.strain_step / static_cast<double>(options_.refinement));
}

Box QuasistaticRun::box_at(double strain, const Vec3& stretch) const {
  const Mat3 cell = start_.box.cell() * Mat3::diagonal(stretch.x, stretch.y, stretch.z) * loading_.map(strain);
  return Box(cell, start_.box.origin(), start_.box.periodic());
}

void QuasistaticRun::minimise_at(QuasistaticState& state, const RunContext& context) {
  surface_.strain_to(state.box);
  std::vector<double> x = surface_.coordinates(state.positions);
  const RunContext quiet{.threads = context.threads, .stop = context.stop};
  const MinimiseResult minimum = minimise(
      surface_, x, {.force_tolerance = options_.force_tolerance, .max_evaluations = options_.max_evaluations}, quiet);
  if (minimum.status == MinimiseStatus::stopped) {
    throw Error(ErrorKind::stopped, {"deform", "stopped on request", {}, "the same command continues"});
  }
  if (!minimum.converged()) {
    throw Error(ErrorKind::numerical,
                {"deform",
                 fmt::format("at a strain of {:.6g} the minimisation ended ({}) with a force of {:.2e} eV/Å",
                             state.strain, to_string(minimum.status), minimum.residual),
                 fmt::format("at most {:g} eV/Å (force_tolerance)", options_.force_tolerance),
                 "raise force_tolerance or max_evaluations"});
  }
  const Mat3 l = surface_.stretch(x);
  for (std::size_t c = 0; c < 3; ++c) state.stretch[c] *= l[c][c];
  state.box = box_at(state.strain, state.stretch);  // as a later run will make it
  state.positions = surface_.positions(x);
  const Evaluation e = surface_.evaluate_all(x);
  state.energy = e.energy;
  state.stress = e.virial * (-constants::GPa_per_eV_A3 / state.box.volume());
  state.loading_stress = loading_.stress(state.stress);
  state.residual = minimum.residual;
  state.evaluations = evaluations_before_ + surface_.all_evaluations();
}

QuasistaticState QuasistaticRun::step(const QuasistaticState& from, std::int64_t tick, const RunContext& context) {
  QuasistaticState to;
  to.tick = tick;
  to.strain = strain_of(tick);
  to.stretch = from.stretch;
  to.box = box_at(to.strain, to.stretch);
  const Mat3 map = inverse(loading_.map(from.strain)) * loading_.map(to.strain);
  const Vec3 o = to.box.origin();
  const double ticks = options_.extrapolate && !drift_.empty() ? static_cast<double>(tick - from.tick) : 0;
  to.positions = from.positions;
  for (std::size_t i = 0; i < to.positions.size(); ++i) {
    to.positions[i] = o + (from.positions[i] - o) * map;
    if (ticks > 0) to.positions[i] += ticks * drift_[i];
  }
  minimise_at(to, context);
  return to;
}

QuasistaticRun::Drop QuasistaticRun::drop(const QuasistaticState& from, const QuasistaticState& to) const {
  const double delta = to.strain - from.strain, volume = from.box.volume();
  const double pressure = options_.sides == "free" ? options_.pressure : 0;
  // With free sides the enthalpy is what a rearrangement lowers.
  Mat3 working = from.stress;
  if (loading_.kind == Loading::Kind::uniaxial) working += Mat3::identity() * pressure;
  const double work = volume * (loading_.work(working, from.strain) * delta + modulus_ * delta * delta / 2);
  const double change = to.energy - from.energy + pressure * (to.box.volume() - volume) / constants::GPa_per_eV_A3;
  return {work / constants::GPa_per_eV_A3 - change,
          sign_ * (from.loading_stress + modulus_ * delta - to.loading_stress)};
}

void QuasistaticRun::accept(QuasistaticState state) {
  drift_.clear();
  if (options_.extrapolate && state.tick > state_.tick) {
    const Mat3 map = inverse(loading_.map(state_.strain)) * loading_.map(state.strain);
    const Vec3 o = state.box.origin();
    const double ticks = static_cast<double>(state.tick - state_.tick);
    drift_.resize(state.positions.size());
    for (std::size_t i = 0; i < drift_.size(); ++i) {
      drift_[i] = (state.positions[i] - (o + (state_.positions[i] - o) * map)) * (1 / ticks);
    }
  }
  state_ = std::move(state);
}

void QuasistaticRun::begin(const RunContext& context) {
  drift_.clear();
  state_ = QuasistaticState{.box = start_.box, .positions = start_.positions};
  minimise_at(state_, context);
  modulus_ = 0;
  const QuasistaticState probe = step(state_, 1, context);
  modulus_ = std::max(0.0, (probe.loading_stress - state_.loading_stress) / (probe.strain - state_.strain));
}

void QuasistaticRun::resume(QuasistaticState state, double modulus, std::vector<Vec3> drift) {
  drift_ = std::move(drift);
  evaluations_before_ = state.evaluations - surface_.all_evaluations();
  modulus_ = modulus;
  state_ = std::move(state);
  state_.strain = strain_of(state_.tick);
  state_.box = box_at(state_.strain, state_.stretch);
}

void QuasistaticRun::report(const RunContext& context) const {
  context.report("quasistatic", static_cast<double>(state_.tick) / static_cast<double>(last_tick_),
                 fmt::format("strain {:.5f}, {:.4f} GPa, {} evaluations", state_.strain, state_.loading_stress,
                             state_.evaluations));
}

void QuasistaticRun::advance(const Sink& sink, bool fresh, const RunContext& context) {
  if (fresh) surface_.reset();
  const std::int64_t goal = (state_.tick / options_.refinement + 1) * options_.refinement;
  while (state_.tick < goal) {
    // The end of the step that holds a drop, and the state there if it was reached from state_.
    std::int64_t high = goal;
    QuasistaticState there = step(state_, high, context);
    if (drop(state_, there).energy <= options_.event_energy) {
      accept(std::move(there));
      break;
    }
    bool reached = true;
    while (high - state_.tick > 1) {
      const std::int64_t middle = state_.tick + (high - state_.tick) / 2;
      QuasistaticState halfway = step(state_, middle, context);
      if (drop(state_, halfway).energy > options_.event_energy) {
        there = std::move(halfway);
        high = middle;
        reached = true;
      } else {
        accept(std::move(halfway));
        reached = false;
      }
    }
    if (!reached) there = step(state_, high, context);
    pass_event(state_, std::move(there), sink, context);
  }
  if (sink.state) sink.state(state_, "");
  report(context);
}

void QuasistaticRun::pass_event(const QuasistaticState& before, QuasistaticState after, const Sink& sink,
                                const RunContext&) {
  const double threshold = options_.event_stress * modulus_ * std::abs(after.strain - before.strain);
  const bool falls = sign_ * (before.loading_stress - after.loading_stress) > threshold;
  if (falls && drop(before, after).energy > options_.event_energy) {
    if (sink.state) {
      sink.state(before, "before");
      sink.state(after, "after");
    }
    if (sink.event) sink.event(describe(before, after), before, after);
    accept(std::move(after));
    drift_.clear();  // what led to the event says nothing of what follows
    return;
  }
  accept(std::move(after));
}

QuasistaticEvent QuasistaticRun::describe(const QuasistaticState& before, const QuasistaticState& after) const {
  const Drop fall = drop(before, after);
  QuasistaticEvent event{.strain_before = before.strain,
                         .strain_after = after.strain,
                         .stress_before = before.loading_stress,
                         .stress_drop = fall.stress,
                         .energy_drop = fall.energy};
  const ConfigurationView reference{before.box, before.positions, start_.types, start_.species.size()};
  const ConfigurationView current{after.box, after.positions, start_.types, start_.species.size()};
  event.motion = d2min(reference, current, {.cutoff = options_.d2min_cutoff, .convention = options_.d2min_normalise});
  double sum = 0;
  std::size_t defined = 0;
  event.d2min_max = -1;
  for (std::size_t i = 0; i < event.motion.d2min.size(); ++i) {
    const double d = event.motion.d2min[i];
    if (std::isnan(d)) continue;
    sum += d;
    ++defined;
    if (d > event.d2min_max) {
      event.d2min_max = d;
      event.centre = i;
    }
  }
  event.d2min_mean = sum / static_cast<double>(defined);
  const Mat3 map = before.box.inverse_cell() * after.box.cell();
  const Vec3 o = before.box.origin();
  Vec3 mean;
  for (std::size_t i = 0; i < before.positions.size(); ++i) {
    event.displacements.push_back(after.positions[i] - (o + (before.positions[i] - o) * map));
    mean += event.displacements.back();
  }
  mean *= 1 / static_cast<double>(before.positions.size());
  double second = 0, fourth = 0;
  for (Vec3& u : event.displacements) {
    u -= mean;
    const double u2 = norm2(u);
    second += u2;
    fourth += u2 * u2;
    event.largest_displacement = std::max(event.largest_displacement, std::sqrt(u2));
  }
  event.participation = second * second / fourth;
  return event;
}

}  // namespace glasscape
