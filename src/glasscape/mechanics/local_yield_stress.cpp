#include "glasscape/mechanics/local_yield_stress.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <mutex>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/landscape/atom_selection.hpp"
#include "glasscape/mechanics/loading.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Orientations that load the plane by less say nothing about it.
constexpr double least_alignment = 0.01;

Vec3 unit(std::size_t axis) {
  Vec3 v;
  v[axis] = 1;
  return v;
}

ShearOrientation loading_orientation(const std::string& plane) {
  const Loading l = make_loading("simple-shear", plane, "x");
  return {unit(l.a), unit(l.b)};
}

void check(const Configuration& c, const ForceField& force_field, const LocalYieldOptions& options) {
  const std::string where = "local_yield_stress";
  for (std::size_t k = 0; k < 3; ++k) {
    if (!c.box.periodic()[k]) throw input_error(where, "a direction is not periodic", "three periodic directions");
    if (c.box.heights()[k] < 2 * options.radius) {
      throw input_error(
          where,
          fmt::format("a box of {:.2f} Å across holds no ball of radius {:g} Å", c.box.heights()[k], options.radius),
          "at least two radii", "lower radius, or replicate the configuration");
    }
  }
  const Evaluation e = force_field.evaluator(c)->evaluate(c.box, c.positions);
  double largest = 0;
  for (const Vec3& f : e.forces) largest = std::max(largest, norm(f));
  if (largest > options.start_force) {
    throw input_error(where, fmt::format("not at a minimum: a force of {:.2e} eV/Å", largest),
                      fmt::format("at most {:g} eV/Å (start_force)", options.start_force),
                      "bring it there with glasscape relax");
  }
}

}  // namespace

std::vector<ShearOrientation> shear_orientations(const std::string& set) {
  const int steps = set == "axes" ? 2 : set == "planes" ? 4 : 8;
  std::vector<ShearOrientation> result;
  for (const auto& [a, b] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
    for (int k = 0; k < steps; ++k) {
      const double angle = std::numbers::pi * k / steps, c = std::cos(angle), s = std::sin(angle);
      const Vec3 x = unit(static_cast<std::size_t>(a)), y = unit(static_cast<std::size_t>(b));
      result.push_back({c * x + s * y, c * y - s * x});
    }
  }
  return result;
}

double alignment(const ShearOrientation& a, const ShearOrientation& b) {
  // 2 · ¼ (s⊗n + n⊗s):(s'⊗n' + n'⊗s')
  return dot(a.s, b.s) * dot(a.n, b.n) + dot(a.s, b.n) * dot(a.n, b.s);
}

std::vector<Field> local_yield_stress(const Configuration& configuration, const LocalYieldOptions& options,
                                      const RunContext& context) {
  if (options.potential.empty()) {
    throw usage_error("local_yield_stress: potential", "none is given", "a file, or kim:MODEL_ID");
  }
  const auto force_field = open_potential(options.potential);
  check(configuration, *force_field, options);
  const std::vector<std::size_t> atoms = select_atoms(configuration, options.atoms);
  const std::vector<ShearOrientation> orientations = shear_orientations(options.orientations);
  const ShearOrientation loading = loading_orientation(options.loading);
  std::vector<double> projected(configuration.size(), nan), weakest(configuration.size(), nan);
  std::mutex reporting;
  std::size_t done = 0;
  parallel_blocks(context, atoms.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
      const std::size_t i = atoms[k];
      ShearedRegion region(force_field, configuration, i, options);
      for (const ShearOrientation& orientation : orientations) {
        const RegionYield y = region.yield(orientation, context);
        if (!y.yielded) continue;
        const double needed = y.stress_yield - y.stress_start, share = alignment(orientation, loading);
        weakest[i] = std::fmin(weakest[i], needed);
        if (share > least_alignment) projected[i] = std::fmin(projected[i], needed / share);
      }
      const std::lock_guard lock(reporting);
      context.report("local yield stress", static_cast<double>(++done) / static_cast<double>(atoms.size()),
                     fmt::format("{} of {} atoms", done, atoms.size()));
    }
  });
  std::vector<Field> fields;
  fields.emplace_back("local_yield_stress", Unit("GPa"), std::move(projected));
  fields.emplace_back("local_yield_weakest", Unit("GPa"), std::move(weakest));
  return fields;
}

const ParameterTable<LocalYieldOptions>& local_yield_parameters() {
  using O = LocalYieldOptions;
  const Unit none("1"), force("eV/Å");
  static const ParameterTable<O> table{
      {.name = "potential",
       .member = &O::potential,
       .unit = none,
       .help = "interatomic potential: a file, or kim:MODEL_ID"},
      {.name = "atoms",
       .member = &O::atoms,
       .unit = none,
       .help = "atoms to sample: all, ids and ranges (1-200,305), elements (Cu), every:N; comma-separated"},
      {.name = "radius",
       .member = &O::radius,
       .unit = Unit("Å"),
       .help = "of the ball that relaxes",
       .bounds = positive(),
       .source = "5 atomic diameters in doi:10.1103/PhysRevLett.117.045501"},
      {.name = "orientations",
       .member = &O::orientations,
       .unit = none,
       .help = "shears in the coordinate planes, every 90 degrees (6), 45 (12) or 22.5 (24)",
       .choices = {"axes", "planes", "fine"}},
      {.name = "loading",
       .member = &O::loading,
       .unit = none,
       .help = "simple shear that the stress is projected on: direction, then normal",
       .choices = {"xy", "xz", "yz", "yx", "zx", "zy"}},
      {.name = "strain_step",
       .member = &O::strain_step,
       .unit = none,
       .help = "strain of one step",
       .bounds = {.low = 1e-6, .high = 0.05}},
      {.name = "refinement",
       .member = &O::refinement,
       .unit = none,
       .help = "the strain of the event is found to strain_step over this",
       .bounds = between(1, 100000)},
      {.name = "max_strain",
       .member = &O::max_strain,
       .unit = none,
       .help = "give an orientation up here",
       .bounds = {.low = 1e-4, .high = 0.5}},
      {.name = "force_tolerance",
       .member = &O::force_tolerance,
       .unit = force,
       .help = "largest force left on an atom of the ball",
       .bounds = positive()},
      {.name = "max_evaluations",
       .member = &O::max_evaluations,
       .unit = none,
       .help = "give an orientation up where one minimisation needs more",
       .bounds = at_least(10)},
      {.name = "event_energy",
       .member = &O::event_energy,
       .unit = Unit("eV"),
       .help = "an event lowers the energy by more than this",
       .bounds = positive()},
      {.name = "event_stress",
       .member = &O::event_stress,
       .unit = none,
       .help = "and the stress by more than this part of the elastic rise of the step",
       .bounds = at_least(0)},
      {.name = "start_force",
       .member = &O::start_force,
       .unit = force,
       .help = "refuse a start with a larger force on an atom",
       .bounds = positive()}};
  return table;
}

Descriptor local_yield_stress_descriptor() {
  return make_descriptor(
      "local_yield_stress", "Stress that the surroundings of an atom bear before they rearrange",
      "Patinet, Vandembroucq & Falk, PRL 117, 045501 (2016), doi:10.1103/PhysRevLett.117.045501; Barbot et al., PRE "
      "97, "
      "033001 (2018), doi:10.1103/PhysRevE.97.033001",
      {{"local_yield_stress", "GPa", 1, "projected on the loading; NaN where not sampled or not yielding"},
       {"local_yield_weakest", "GPa", 1, "of the weakest orientation; NaN likewise"}},
      local_yield_parameters(), local_yield_stress);
}

}  // namespace glasscape
