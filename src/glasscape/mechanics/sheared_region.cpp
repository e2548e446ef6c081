#include "glasscape/mechanics/sheared_region.hpp"

#include <algorithm>
#include <cmath>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/landscape/system_surface.hpp"

namespace glasscape {
namespace {

// Of finite differences of the energy against strain.
constexpr double difference = 1e-5;
// Å: how far atoms of the ball may leave their affine places before an interaction could be missed.
constexpr double wandering = 1.0;
// Å: an atom that leaves its affine place by more in one step may have taken part in an event.
constexpr double sudden = 0.05;

Vec3 sheared(const Vec3& r, const ShearOrientation& o, double strain) { return r + (strain * dot(r, o.n)) * o.s; }

// All atoms, and periodic images, within `reach` of the origin once the centre is moved there.
Configuration cut_out(const Configuration& c, std::size_t centre, double reach) {
  Configuration cluster;
  cluster.species = c.species;
  const Mat3& h = c.box.cell();
  const Vec3 middle = c.box.wrap(c.positions[centre]).position;
  std::array<int, 3> copies{};
  for (std::size_t k = 0; k < 3; ++k) copies[k] = static_cast<int>(std::ceil(reach / c.box.heights()[k])) + 1;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const Vec3 r = c.box.wrap(c.positions[i]).position - middle;
    for (int x = -copies[0]; x <= copies[0]; ++x) {
      for (int y = -copies[1]; y <= copies[1]; ++y) {
        for (int z = -copies[2]; z <= copies[2]; ++z) {
          const Vec3 p =
              r + static_cast<double>(x) * h[0] + static_cast<double>(y) * h[1] + static_cast<double>(z) * h[2];
          if (norm2(p) > reach * reach) continue;
          cluster.positions.push_back(p);
          cluster.types.push_back(c.types[i]);
          cluster.ids.push_back(static_cast<std::int64_t>(cluster.size()));
        }
      }
    }
  }
  const double edge = 4 * reach;  // room for the atoms to be sheared in
  cluster.box = Box(Mat3::diagonal(edge, edge, edge), {-edge / 2, -edge / 2, -edge / 2}, {false, false, false});
  return cluster;
}

}  // namespace

ShearedRegion::ShearedRegion(std::shared_ptr<const ForceField> force_field, const Configuration& configuration,
                             std::size_t centre, const RegionYieldOptions& options)
    : force_field_(std::move(force_field)), options_(options) {
  // A shear γ brings atoms nearer by a factor of at most its largest stretch.
  const double half = options.max_strain / 2, stretch = half + std::sqrt(1 + half * half);
  const double reach = force_field_->cutoff() * stretch + wandering;
  cluster_ = cut_out(configuration, centre, options.radius + 2 * reach);
  near_.species = cluster_.species;
  near_.box = cluster_.box;
  for (std::uint32_t i = 0; i < cluster_.size(); ++i) {
    const double r = norm(cluster_.positions[i]);
    if (r < options.radius) {
      inside_.push_back(i);
      inside_near_.push_back(static_cast<std::uint32_t>(near_.size()));
    }
    if (r > options.radius + reach) continue;
    near_of_cluster_.push_back(i);
    near_.positions.push_back(cluster_.positions[i]);
    near_.types.push_back(cluster_.types[i]);
    near_.ids.push_back(static_cast<std::int64_t>(near_.size()));
  }
  near_evaluator_ = force_field_->evaluator(near_);
  volume_ =
      static_cast<double>(inside_.size()) * configuration.box.volume() / static_cast<double>(configuration.size());
}

double ShearedRegion::strain_of(std::int64_t tick) const {
  return static_cast<double>(tick) * options_.strain_step / static_cast<double>(options_.refinement);
}

double ShearedRegion::stress(const std::vector<Vec3>& positions, const ShearOrientation& orientation) {
  const auto energy = [&](double strain) {
    for (std::size_t k = 0; k < near_.size(); ++k) {
      near_.positions[k] = sheared(positions[near_of_cluster_[k]], orientation, strain);
    }
    const Evaluation e = near_evaluator_->evaluate(near_.box, near_.positions);
    double sum = 0;
    for (const std::uint32_t i : inside_near_) sum += e.per_atom[i];
    return sum;
  };
  return (energy(difference) - energy(-difference)) / (2 * difference * volume_) * constants::GPa_per_eV_A3;
}

double ShearedRegion::affine_stress(const ShearOrientation& orientation, double strain) {
  std::vector<Vec3> moved = cluster_.positions;
  for (Vec3& r : moved) r = sheared(r, orientation, strain);
  return stress(moved, orientation);
}

bool ShearedRegion::step(const State& from, std::int64_t tick, const ShearOrientation& orientation, State& to,
                         const RunContext& context) {
  to.tick = tick;
  Configuration moved = cluster_;
  for (Vec3& r : moved.positions) r = sheared(r, orientation, strain_of(tick));
  for (const std::uint32_t i : inside_) {
    moved.positions[i] = sheared(from.positions[i], orientation, strain_of(tick) - strain_of(from.tick));
  }
  SystemSurface surface(force_field_, moved, inside_);
  std::vector<double> x = surface.initial();
  const MinimiseResult minimum =
      minimise(surface, x, {.force_tolerance = options_.force_tolerance, .max_evaluations = options_.max_evaluations},
               RunContext{.stop = context.stop});
  evaluations_ += minimum.evaluations;
  if (minimum.status == MinimiseStatus::stopped) {
    throw Error(ErrorKind::stopped, {"local yield stress", "stopped on request", {}, "give the same command again"});
  }
  if (!minimum.converged()) return false;
  to.positions = std::move(moved.positions);
  to.largest_move = 0;
  for (std::size_t k = 0; k < inside_.size(); ++k) {
    Vec3& r = to.positions[inside_[k]];
    const Vec3 relaxed{x[3 * k], x[3 * k + 1], x[3 * k + 2]};
    to.largest_move = std::max(to.largest_move, norm(relaxed - r));
    r = relaxed;
  }
  to.stress = stress(to.positions, orientation);
  return true;
}

// Whether the energy of the whole cluster, surfaces included, ends below its elastic continuation.
bool ShearedRegion::loses_energy(const State& from, const State& to, const ShearOrientation& orientation) {
  if (!whole_evaluator_) whole_evaluator_ = force_field_->evaluator(cluster_);
  std::vector<Vec3> moved;
  const auto energy = [&](const std::vector<Vec3>& positions, double strain) {
    moved = positions;
    for (Vec3& r : moved) r = sheared(r, orientation, strain);
    return whole_evaluator_->evaluate(cluster_.box, moved).energy;
  };
  const double step = strain_of(to.tick) - strain_of(from.tick);
  // The affine continuation in full; what relaxes elastically within one small step is far below event_energy.
  return energy(from.positions, step) - energy(to.positions, 0) > options_.event_energy;
}

RegionYield ShearedRegion::yield(const ShearOrientation& orientation, const RunContext& context) {
  evaluations_ = 0;
  State here{.positions = cluster_.positions}, there, halfway;
  RegionYield result;
  if (!step(here, 0, orientation, there, context)) return result;
  here = there;
  result.stress_start = here.stress;
  if (!step(here, 1, orientation, there, context)) return result;
  const double modulus = std::max(0.0, (there.stress - here.stress) / strain_of(1));
  const auto slope_of = [&](const State& a, const State& b) {
    return (b.stress - a.stress) / (strain_of(b.tick) - strain_of(a.tick));
  };
  const auto falls = [&](const State& a, const State& b) { return slope_of(a, b) < -options_.event_stress * modulus; };
  // In a step that is not small an event may only lessen the rise. Looking closer costs little.
  double slope = modulus;
  const auto suspicious = [&](const State& a, const State& b) {
    return falls(a, b) || slope_of(a, b) < slope / 2 || b.largest_move > sudden;
  };
  const auto accept = [&](State& next) {
    slope = slope_of(here, next);
    std::swap(here, next);
  };
  const auto last = options_.refinement * std::llround(options_.max_strain / options_.strain_step);
  while (here.tick < last) {
    std::int64_t high = (here.tick / options_.refinement + 1) * options_.refinement;
    if (!step(here, high, orientation, there, context)) break;
    if (!suspicious(here, there)) {
      accept(there);
      continue;
    }
    bool reached = true;
    while (high - here.tick > 1) {
      const std::int64_t middle = here.tick + (high - here.tick) / 2;
      if (!step(here, middle, orientation, halfway, context)) return result;
      reached = suspicious(here, halfway);
      if (reached) {
        std::swap(there, halfway);
        high = middle;
      } else {
        accept(halfway);
      }
    }
    if (!reached && !step(here, high, orientation, there, context)) break;
    if (falls(here, there) && loses_energy(here, there, orientation)) {
      result.yielded = true;
      result.stress_yield = here.stress;
      result.strain = strain_of(there.tick);
      break;
    }
    accept(there);
  }
  result.evaluations = evaluations_;
  return result;
}

}  // namespace glasscape
